import fc from "fast-check";
import { missingRules, type TreeEnsemble } from "../../../src/models/trees/ensemble.js";
import type { Row } from "./brute-force.js";

/** A drawn tree: a leaf, or a split with what its two sides are. */
type Drawn = Leaf | Split;

interface Leaf {
  readonly value: number;
  readonly cover: number;
}

interface Split {
  readonly input: number;
  readonly threshold: number;
  readonly missing: number;
  readonly missingLeft: number;
  /** Codes of a categorical split; null at numeric ones. */
  readonly codes: readonly number[] | null;
  readonly listedLeft: number;
  readonly left: Drawn;
  readonly right: Drawn;
}

const tiny = 1e-35;
/** Numbers that fall on thresholds, beside them by less than a float, on the edges of what counts as zero, and none at all. */
const numbers = [
  ...[0, -0, 0.5, 1, 1.5, 2, 3, -1, -0.5, 0.1, Math.fround(0.1), Math.fround(0.1) + 2e-9, Math.fround(0.1) - 2e-9],
  ...[tiny, -tiny, 1.1e-35, -1.1e-35, 1e-40, 33, 40, 1e30, -1e30],
  ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN, -0.99999999999, 0.99999999999],
];

const leaf: fc.Arbitrary<Leaf> = fc.record({
  value: fc.oneof(fc.integer({ min: -8, max: 8 }), fc.double({ min: -4, max: 4, noNaN: true })),
  cover: fc.oneof({ weight: 4, arbitrary: fc.integer({ min: 1, max: 9 }) }, { weight: 1, arbitrary: fc.constant(0) }),
});

const split = (width: number, side: fc.Arbitrary<Drawn>): fc.Arbitrary<Split> =>
  fc.record({
    input: fc.nat(width - 1),
    threshold: fc.oneof(fc.constantFrom(...numbers), fc.double({ min: -3, max: 3, noNaN: true })),
    missing: fc.constantFrom(...Object.values(missingRules)),
    missingLeft: fc.nat(1),
    codes: fc.option(fc.uniqueArray(fc.constantFrom(0, 1, 2, 3, 31, 32, 40, 63), { maxLength: 4 }), { freq: 2 }),
    listedLeft: fc.nat(1),
    left: side,
    right: side,
  });

function tree(width: number, depth: number): fc.Arbitrary<Drawn> {
  if (depth === 0) return leaf;
  return fc.oneof({ weight: 1, arbitrary: leaf }, { weight: 4, arbitrary: split(width, tree(width, depth - 1)) });
}

/** Ensembles with all kinds of splits, inputs that repeat on a path, covers of 0 and trees of a single leaf. */
export const drawnTrees = (width: number, depth = 4): fc.Arbitrary<TreeEnsemble> =>
  fc
    .record({
      trees: fc.array(fc.tuple(fc.nat(1), tree(width, depth)), { minLength: 1, maxLength: 3 }),
      single: fc.boolean(),
    })
    .map(({ trees, single }) => ensembleOf(trees, width, single));

export const drawnRow = (width: number): fc.Arbitrary<Row> =>
  fc.array(fc.oneof(fc.constantFrom(...numbers), fc.double({ min: -3, max: 3 })), {
    minLength: width,
    maxLength: width,
  });

/** Drawn trees, each with its output of two, in the flat form. */
export function ensembleOf(trees: readonly (readonly [number, Drawn])[], width: number, single = false): TreeEnsemble {
  const nodes: (Drawn & { leftAt: number; rightAt: number; total: number })[] = [];
  const categorySets: Uint32Array[] = [];
  const place = (drawn: Drawn): number => {
    const at = nodes.push({ ...drawn, leftAt: -1, rightAt: -1, total: 0 }) - 1;
    if (!("input" in drawn)) nodes[at]!.total = drawn.cover;
    else {
      nodes[at]!.leftAt = place(drawn.left);
      nodes[at]!.rightAt = place(drawn.right);
      nodes[at]!.total = nodes[nodes[at]!.leftAt]!.total + nodes[nodes[at]!.rightAt]!.total;
    }
    return at;
  };
  const roots = Int32Array.from(trees, ([, drawn]) => place(drawn));
  const split = (node: Drawn): Split | null => ("input" in node ? node : null);
  return {
    inputs: null,
    width,
    outputs: 2,
    roots,
    treeOutput: Int32Array.from(trees, ([output]) => output),
    feature: Int32Array.from(nodes, (node) => split(node)?.input ?? -1),
    threshold: Float64Array.from(nodes, (node) => split(node)?.threshold ?? 0),
    left: Int32Array.from(nodes, (node) => node.leftAt),
    right: Int32Array.from(nodes, (node) => node.rightAt),
    missing: Uint8Array.from(nodes, (node) => split(node)?.missing ?? 0),
    missingLeft: Uint8Array.from(nodes, (node) => split(node)?.missingLeft ?? 0),
    categorySet: Int32Array.from(nodes, (node) => {
      const codes = split(node)?.codes ?? null;
      return codes === null ? -1 : categorySets.push(bitsOf(codes)) - 1;
    }),
    categorySets,
    listedLeft: Uint8Array.from(nodes, (node) => split(node)?.listedLeft ?? 0),
    value: Float64Array.from(nodes, (node) => ("value" in node ? node.value : 0)),
    cover: Float64Array.from(nodes, (node) => node.total),
    base: Float64Array.of(0.25, -1),
    link: "identity",
    single,
  };
}

function bitsOf(codes: readonly number[]): Uint32Array {
  const words = new Uint32Array(Math.floor(Math.max(0, ...codes) / 32) + 1);
  for (const code of codes) words[code >>> 5]! |= 1 << (code & 31);
  return words;
}
