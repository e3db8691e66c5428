import type { Gradients, LinearForm, LoadedModel } from "../models/model.js";
import type { TreeModel } from "../models/trees/tree-model.js";
import type { Scale } from "./attributions.js";
import type { BlackBox, Rows } from "./black-box.js";
import { exactPlayers, exactShapley } from "./exact-shapley.js";
import { expectedGradients } from "./expected-gradients.js";
import type { Explanation, Game } from "./game.js";
import { integratedGradients } from "./integrated-gradients.js";
import { kernelShap } from "./kernel-shap.js";
import { linearAttributions } from "./linear-attributions.js";
import { openGame } from "./open-game.js";
import { owenValues } from "./owen.js";
import { permutationShap } from "./permutation-shap.js";
import { type DeclaredGroups, type Player, partitionOf } from "./players.js";
import type { Sampling } from "./sampling.js";
import { treeAttributions } from "./tree-attributions.js";

/** A model and the rows to explain, all in the model's raw columns. */
export interface ExplainTask {
  readonly model: LoadedModel;
  /** Its answers, for methods that know nothing else of it. */
  readonly blackBox: BlackBox;
  readonly players: readonly Player[];
  readonly groups: DeclaredGroups;
  readonly explained: Rows;
  readonly background: Rows;
  readonly sampling: Sampling;
  /** What answers are where a model's own margins are its answers. */
  readonly unlinked: Scale;
}

/** Ability that an explainer needs of a model, or the reason why it lacks it: the rest of "the model cannot be explained so, because". */
type Ability<Of> = { readonly of: Of } | { readonly reason: string };

/** A way to explain models. */
export interface Explainer {
  readonly name: string;
  /** Background rows that it takes: none; few, where each costs answers or gradients for every row; or many. */
  readonly background: "none" | "few" | "many";
  /** Whether columns of a declared group are told apart: they are then players of their own. */
  readonly splitsGroups?: true;
  /** Values of coalitions that it asks the model for at least, per row, each of which costs as many calls as there are background rows; null: it does not ask. */
  readonly leastValues: ((players: number) => number) | null;
  /** Explains, or says why it cannot. @throws Failure when the model or the budget fails on the way */
  explain(task: ExplainTask): Promise<Ability<Explanation>>;
}

const asTrees = (model: LoadedModel): Ability<TreeModel> =>
  "trees" in model
    ? { of: model as TreeModel }
    : { reason: model.facts.noTrees ?? "it is no model of trees that is read from its file" };

async function linearFormOf(model: LoadedModel): Promise<Ability<LinearForm>> {
  const form = await model.linearForm?.();
  if (form === undefined) return { reason: "its kind does not tell whether it is linear" };
  return "reason" in form ? form : { of: form };
}

async function gradientsOf(model: LoadedModel): Promise<Ability<Gradients>> {
  const gradients = await model.gradients?.();
  if (gradients === undefined) return { reason: "its kind gives no gradients" };
  return "reason" in gradients ? gradients : { of: gradients };
}

/** Carries an ability on to what is made with it. Margins that are the answers themselves have the answers' unit. */
async function using<Of>(
  ability: Ability<Of>,
  unlinked: Scale,
  make: (of: Of) => Explanation | Promise<Explanation>,
): Promise<Ability<Explanation>> {
  if ("reason" in ability) return ability;
  const made = await make(ability.of);
  const outputs = made.outputs.map((each) => (each.scale === "margin" ? each : { ...each, scale: unlinked }));
  return { of: { ...made, outputs } };
}

const treePath: Explainer = {
  name: "tree_path",
  background: "none",
  leastValues: null,
  async explain({ model, players, explained, unlinked }) {
    const trees = asTrees(model);
    if ("of" in trees && trees.of.trees.cover === null)
      return { reason: "its file does not tell how training rows went through the trees" };
    return using(trees, unlinked, (of) => treeAttributions({ model: of, players, explained, background: null }));
  },
};

const treeBackground: Explainer = {
  name: "tree_background",
  background: "many",
  leastValues: null,
  explain: ({ model, players, explained, background, unlinked }) =>
    using(asTrees(model), unlinked, (of) => treeAttributions({ model: of, players, explained, background })),
};

const linear: Explainer = {
  name: "linear",
  background: "many",
  leastValues: null,
  explain: async ({ model, players, explained, background, unlinked }) =>
    using(await linearFormOf(model), unlinked, (form) => linearAttributions({ form, players, explained, background })),
};

const byGradients = (name: string, make: typeof expectedGradients | typeof integratedGradients): Explainer => ({
  name,
  background: "few",
  leastValues: null,
  explain: async ({ model, players, explained, background, sampling, unlinked }) =>
    using(await gradientsOf(model), unlinked, (gradients) =>
      make({ gradients, players, explained, background }, sampling),
    ),
});

async function asked(
  { blackBox: model, players, explained, background }: ExplainTask,
  make: (game: Game) => Promise<Explanation>,
): Promise<Ability<Explanation>> {
  return { of: await make(await openGame({ model, players, explained, background })) };
}

const exact: Explainer = {
  name: "exact",
  background: "few",
  leastValues: (players) => 2 ** players - 2,
  explain: async (task) =>
    task.players.length > exactPlayers
      ? { reason: `it has ${task.players.length} inputs, and exact values take at most ${exactPlayers}` }
      : asked(task, exactShapley),
};

/** Twice the coalitions without which there are no standard errors, so that these are worth something. */
const leastSampled = (players: number): number => 8 * players;

const sampled = (name: string, make: (game: Game, sampling: Sampling) => Promise<Explanation>): Explainer => ({
  name,
  background: "few",
  leastValues: leastSampled,
  explain: (task) => asked(task, (game) => make(game, task.sampling)),
});

/** Columns are players of their own, and those of a declared group stay together. */
const owen: Explainer = {
  name: "owen",
  background: "few",
  splitsGroups: true,
  leastValues: leastSampled,
  explain: (task) => asked(task, (game) => owenValues(game, partitionOf(game.players, task.groups), task.sampling)),
};

const kernel = sampled("kernel", kernelShap);

/** Every way to explain a model. */
export const explainers: readonly Explainer[] = [
  treePath,
  treeBackground,
  linear,
  byGradients("expected_gradients", expectedGradients),
  byGradients("integrated_gradients", integratedGradients),
  exact,
  kernel,
  sampled("permutation", permutationShap),
  owen,
];

/** What is tried where the suite names no method, in this order: from the file, then by gradients, then by asking. */
export const automatic: readonly Explainer[] = [
  treePath,
  treeBackground,
  linear,
  byGradients("expected_gradients", expectedGradients),
  exact,
  kernel,
];
