import { incompleteness, type OutputPhi, spreadOf } from "./gradient-explanation.js";
import { checkCalls, outputsAt, type PathSpace, type Points, pointsPerBlock, slopesAt } from "./path-space.js";
import { gaussLegendre, type Quadrature } from "./tree-shap/gauss-legendre.js";

/** How far an integral is refined. */
export interface Refinement {
  /** The most gradients per explained row, over all refinements. */
  readonly calls: number;
  /** Stop at a row once what is missing of the sum is at most this share of the spread of its values; null: use all calls. */
  readonly precision: number | null;
}

/** Nodes per line to begin with; each refinement has twice as many. */
export const firstNodes = 4;

/** What the rounding of single precision, in which networks compute, leaves of a sum: some units in its last place. */
const rounding = 8 * 2 ** -24;

/**
 * Integrals of the gradient along the straight lines from all starts to each end, averaged over the starts, by Gauss–Legendre
 * quadrature. Rows whose values do not yet add up to the change of the output get twice the nodes.
 * @throws Failure (usage) when the calls do not pay for {@link firstNodes} nodes per line; (unusable) when a batch is refused
 */
export async function pathIntegrals(space: PathSpace, { calls, precision }: Refinement): Promise<OutputPhi> {
  checkCalls(calls, 1 + (firstNodes * space.starts.length) / space.playerOf.length);
  const output = await outputsAt(space, space.ends);
  const bases = await outputsAt(space, space.starts);
  const phi = {
    values: new Float64Array(output.length * space.players),
    base: bases.reduce((sum, value) => sum + value, 0) / bases.length,
    output,
  };
  let open = Int32Array.from(output.keys());
  let used = output.length + bases.length;
  for (let nodes = firstNodes, spent = 1; open.length > 0; nodes *= 2) {
    if (nodes > firstNodes && spent + bases.length * nodes > calls) break;
    await integrate(space, open, bases.length, gaussLegendre(nodes), phi.values);
    spent += bases.length * nodes;
    used += open.length * bases.length * nodes;
    if (precision !== null) open = open.filter((row) => !isComplete(phi, row, space.players, precision));
  }
  return { ...phi, errors: null, calls: used, imprecise: precision === null ? 0 : open.length };
}

function isComplete(phi: Pick<OutputPhi, "values" | "base" | "output">, row: number, players: number, share: number) {
  const spread = spreadOf(phi.values, row * players, players);
  const size = Math.abs(phi.output[row]!) + Math.abs(phi.base) + spread;
  return Math.abs(incompleteness(phi, row, players)) <= share * spread + rounding * size;
}

/** Writes the integrals of the rows named. */
async function integrate(
  space: PathSpace,
  rows: Int32Array,
  starts: number,
  quadrature: Quadrature,
  values: Float64Array,
): Promise<void> {
  const perRow = starts * quadrature.nodes.length;
  const rowsPerBlock = Math.max(1, Math.floor(pointsPerBlock / perRow));
  for (let from = 0; from < rows.length; from += rowsPerBlock) {
    const block = rows.subarray(from, from + rowsPerBlock);
    const slopes = await slopesAt(space, nodesOf(block, starts, quadrature));
    for (const [place, row] of block.entries())
      values.set(weightedMean(slopes, place * perRow, starts, space.players, quadrature.weights), row * space.players);
  }
}

/** All nodes of all lines to some rows: row after row, start after start. */
function nodesOf(rows: Int32Array, starts: number, { nodes }: Quadrature): Points {
  const perRow = starts * nodes.length;
  const length = rows.length * perRow;
  return {
    end: Int32Array.from({ length }, (_, point) => rows[Math.floor(point / perRow)]!),
    start: Int32Array.from({ length }, (_, point) => Math.floor(point / nodes.length) % starts),
    at: Float64Array.from({ length }, (_, point) => nodes[point % nodes.length]!),
  };
}

/** Slopes of one row, weighted over the nodes of each line and averaged over the lines. */
function weightedMean(
  slopes: Float64Array,
  firstPoint: number,
  starts: number,
  players: number,
  weights: Float64Array,
): Float64Array {
  const mean = new Float64Array(players);
  const points = starts * weights.length;
  for (let point = 0, source = firstPoint * players; point < points; point++) {
    const weight = weights[point % weights.length]! / starts;
    for (let player = 0; player < players; player++, source++) mean[player]! += weight * slopes[source]!;
  }
  return mean;
}
