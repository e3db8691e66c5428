export { loadModel } from "../models/index.js";
export type { Gradients, LinearForm, LoadedModel, ModelRequest } from "../models/model.js";
export type { TreeEnsemble } from "../models/trees/ensemble.js";
export type { TreeModel } from "../models/trees/tree-model.js";
export { type Attributions, additivityError, type Scale } from "./attributions.js";
export type { BlackBox, Column, Rows } from "./black-box.js";
export { exactPlayers, exactShapley, shapleyValues } from "./exact-shapley.js";
export { expectedGradients } from "./expected-gradients.js";
export { automatic, type Explainer, type ExplainTask, explainers } from "./explainers.js";
export type { Ask, Explanation, Game } from "./game.js";
export { type AttributionGaps, attributionGaps, type GapSettings } from "./gaps/attribution-gaps.js";
export { decomposition, type GapDecomposition, type GapMeans, type GapPart } from "./gaps/decomposition.js";
export type { AttributeCodes, GapInput, PlayerColumn } from "./gaps/gap-input.js";
export type { AttributionGapRow, AttributionProxyRow, AttributionRow } from "./gaps/gap-rows.js";
export { type ProxyEvidence, type ProxySearch, proxies } from "./gaps/proxies.js";
export { importanceNdcg, kendallTauB } from "./gaps/rank-agreement.js";
export type { GradientExplanation } from "./gradient-explanation.js";
export { integratedGradients } from "./integrated-gradients.js";
export { kernelShap } from "./kernel-shap.js";
export { type LinearTask, linearAttributions } from "./linear-attributions.js";
export { type LinearModel, linearShap } from "./linear-shap.js";
export { type GameOptions, openGame } from "./open-game.js";
export { owenValues } from "./owen.js";
export type { Refinement } from "./path-integral.js";
export type { EncodedTask, GradientTask } from "./path-space.js";
export {
  type Importance,
  type ImportanceOptions,
  type PermutationImportance,
  permutationImportance,
} from "./permutation-importance.js";
export { permutationShap } from "./permutation-shap.js";
export { type DeclaredGroups, type Part, type Player, partitionOf, playersOf } from "./players.js";
export { type LossName, lossNames } from "./row-loss.js";
export type { Sampling } from "./sampling.js";
export { type TreeTask, treeAttributions } from "./tree-attributions.js";
export { type TreeInteractions, treeShapInteractions } from "./tree-shap/interactions.js";
export { type TreeShapOptions, treeShap } from "./tree-shap/tree-shap.js";
export type { TreeValues } from "./tree-shap/tree-values.js";
