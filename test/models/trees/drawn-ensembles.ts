import fc from "fast-check";
import { blankTree, joinTrees, type PlainTree } from "../../../src/models/trees/join-trees.js";

/** Inputs of the drawn ensembles. */
export const width = 3;
/** Thresholds and values meet often, also where floats and doubles differ, at the limits and around zero. */
export const special = [
  0,
  -0,
  1e-35,
  -1e-35,
  2e-35,
  0.1,
  Math.fround(0.1),
  1,
  2,
  2.7,
  31,
  32,
  64,
  -1,
  1e300,
  -1e300,
  3.5e38,
];
const number = fc.constantFrom(...special, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);
export const value = fc.oneof({ weight: 4, arbitrary: number }, { weight: 1, arbitrary: fc.constant(Number.NaN) });

interface Drawn {
  readonly feature: number;
  readonly threshold: number;
  readonly missing: number;
  readonly missingLeft: number;
  readonly set: number;
  readonly listedLeft: number;
  readonly children: readonly [Drawn, Drawn] | null;
  readonly value: number;
}
const bit = fc.nat(1);
const tree: fc.Arbitrary<Drawn> = fc.letrec<{ node: Drawn }>((tie) => ({
  node: fc.record({
    feature: fc.nat(width - 1),
    threshold: number,
    missing: fc.nat(2),
    missingLeft: bit,
    set: fc.integer({ min: -1, max: 2 }),
    listedLeft: bit,
    children: fc.option(fc.tuple(tie("node"), tie("node")), { depthSize: "small" }),
    value: fc.integer({ min: -8, max: 8 }),
  }),
})).node;

const sets = [Uint32Array.of(5), Uint32Array.of(0, 0b10), Uint32Array.of(0x8000_0001, 0, 1)];

/** A tree's nodes in the order that its drawing has them. */
function plain(root: Drawn, output: number): PlainTree {
  const nodes: Drawn[] = [];
  const places = new Map<Drawn, number>();
  const visit = (node: Drawn): void => {
    places.set(node, nodes.push(node) - 1);
    node.children?.forEach(visit);
  };
  visit(root);
  const made = blankTree(nodes.length, output);
  for (const [at, node] of nodes.entries()) {
    if (node.children === null) made.value[at] = node.value;
    else {
      made.feature[at] = node.feature;
      made.threshold[at] = node.threshold;
      made.missing[at] = node.missing;
      made.missingLeft[at] = node.missingLeft;
      made.categorySet[at] = node.set;
      made.listedLeft[at] = node.listedLeft;
      [made.left[at], made.right[at]] = node.children.map((child) => places.get(child)!) as [number, number];
    }
  }
  return made;
}

/** Ensembles of small trees with every kind of split; leaves are whole numbers and bases quarters. */
export const ensemble = fc
  .record({ roots: fc.array(tree, { maxLength: 5 }), outputs: fc.integer({ min: 1, max: 3 }), single: fc.boolean() })
  .map(({ roots, outputs, single }) =>
    joinTrees(
      roots.map((root, place) => plain(root, place % outputs)),
      {
        inputs: null,
        width,
        outputs,
        categorySets: sets,
        base: Float64Array.from({ length: outputs }, (_, output) => output / 4),
        link: "identity",
        single,
        hasCover: false,
      },
    ),
  );
