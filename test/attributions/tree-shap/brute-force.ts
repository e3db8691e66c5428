import { goesLeft, type TreeEnsemble } from "../../../src/models/trees/ensemble.js";

/** A row's values by input. */
export type Row = readonly number[];

/** Raw outputs of one row, added in the order of the trees. */
export function rawOutputs(trees: TreeEnsemble, row: Row): Float64Array {
  const outputs = Float64Array.from(trees.base);
  for (const [tree, root] of trees.roots.entries()) {
    let node = root;
    while (trees.feature[node]! >= 0)
      node = goesLeft(trees, node, row[trees.feature[node]!]!) ? trees.left[node]! : trees.right[node]!;
    outputs[trees.treeOutput[tree]!]! += trees.value[node]!;
  }
  return outputs;
}

/** What a model is expected to give when the inputs in a set of bits are known. */
export type Game = (known: number) => number;

/** Unknown inputs go both ways by cover, half and half where there was none. */
export function coverGame(trees: TreeEnsemble, row: Row, output: number): Game {
  const { feature, left, right, cover, value } = trees;
  const expected = (node: number, known: number): number => {
    const input = feature[node]!;
    if (input < 0) return value[node]!;
    const [a, b] = [left[node]!, right[node]!];
    if ((known & (1 << input)) !== 0) return expected(goesLeft(trees, node, row[input]!) ? a : b, known);
    const both = cover![a]! + cover![b]!;
    const share = both > 0 ? cover![a]! / both : 0.5;
    return share * expected(a, known) + (1 - share) * expected(b, known);
  };
  return (known) =>
    trees.roots.reduce(
      (sum, root, tree) => (trees.treeOutput[tree] === output ? sum + expected(root, known) : sum),
      trees.base[output]!,
    );
}

/** Unknown inputs come from rows of a background. */
export function backgroundGame(trees: TreeEnsemble, row: Row, background: readonly Row[], output: number): Game {
  return (known) => {
    const mixed = background.map((other) =>
      other.map((value, input) => ((known & (1 << input)) === 0 ? value : row[input]!)),
    );
    return mixed.reduce((sum, each) => sum + rawOutputs(trees, each)[output]!, 0) / background.length;
  };
}

const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
const sizeOf = (set: number): number => (set === 0 ? 0 : (set & 1) + sizeOf(set >>> 1));

/** Shapley values from the values of all sets. */
export function shapley(game: Game, players: number): number[] {
  const worth = Array.from({ length: 1 << players }, (_, set) => game(set));
  return Array.from({ length: players }, (_, player) =>
    worth.reduce((sum, without, set) => {
      if ((set & (1 << player)) !== 0) return sum;
      const size = sizeOf(set);
      const weight = (factorial(size) * factorial(players - 1 - size)) / factorial(players);
      return sum + weight * (worth[set | (1 << player)]! - without);
    }, 0),
  );
}

/** Half of the Shapley interaction index of two players. */
export function interaction(game: Game, players: number, i: number, j: number): number {
  const pair = (1 << i) | (1 << j);
  let sum = 0;
  for (let set = 0; set < 1 << players; set++) {
    if ((set & pair) !== 0) continue;
    const size = sizeOf(set);
    const weight = (factorial(size) * factorial(players - 2 - size)) / factorial(players - 1);
    sum += weight * (game(set | pair) - game(set | (1 << i)) - game(set | (1 << j)) + game(set));
  }
  return sum / 2;
}
