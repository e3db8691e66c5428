import { type GradientExplanation, gradientExplanation, type OutputPhi } from "./gradient-explanation.js";
import { pathIntegrals, type Refinement } from "./path-integral.js";
import { encodedRows, type GradientTask, meanRow, playersOfInputs } from "./path-space.js";

/**
 * Integrated gradients from one baseline, the mean of the encoded background rows (a single background row is the baseline itself):
 * φ = (x − baseline) · ∫ ∂output/∂input along the straight line between them, per raw column or group of columns.
 * The base is the output at the baseline. On the scale of the margin where the model has one.
 * Source: Sundararajan, Taly and Yan 2017, arXiv:1703.01365.
 * @throws Failure (usage) without rows or with too few calls; (unusable) when a row misses a number or the runtime refuses a batch
 */
export async function integratedGradients(task: GradientTask, refinement: Refinement): Promise<GradientExplanation> {
  const { gradients, players } = task;
  const { behind, ends } = encodedRows(gradients.inputs, task);
  const starts = meanRow(behind, gradients.inputs.width);
  const playerOf = playersOfInputs(gradients.inputs, players);
  const found: OutputPhi[] = [];
  for (let output = 0; output < gradients.outputs; output++)
    found.push(await pathIntegrals({ gradients, output, players: players.length, playerOf, ends, starts }, refinement));
  return gradientExplanation(players, gradients.link, found);
}
