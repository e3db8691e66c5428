import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeSets } from "../../../src/models/trees/code-sets.js";
import { blankTree, flawOf, joinTrees, type PlainTree } from "../../../src/models/trees/join-trees.js";
import { nextUp, nextUpSingle } from "../../../src/models/trees/next-up.js";

describe("nextUp(value)", () => {
  const double = fc.double({ noNaN: true });

  it("is the threshold below which exactly the values up to t are", () =>
    fc.assert(
      fc.property(
        double,
        double,
        (t, value) => value < nextUp(t) === (value <= t || (t === Number.POSITIVE_INFINITY && value < t)),
      ),
    ));

  it("is above a value, with nothing between", () =>
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (t) => {
        const next = nextUp(t);
        expect(next).toBeGreaterThan(t);
        expect(t + (next - t) / 2 === t || t + (next - t) / 2 === next || next === Number.POSITIVE_INFINITY).toBe(true);
      }),
    ));

  it("keeps infinity and NaN, and treats both zeros alike", () => {
    expect([Number.POSITIVE_INFINITY, Number.NaN, -0, 0, -Number.MIN_VALUE].map(nextUp)).toEqual([
      Number.POSITIVE_INFINITY,
      Number.NaN,
      Number.MIN_VALUE,
      Number.MIN_VALUE,
      -0,
    ]);
  });
});

describe("nextUpSingle(value)", () => {
  const single = fc.float({ noNaN: true, noDefaultInfinity: true });

  it("is the threshold below which exactly the float32 values up to t are", () =>
    fc.assert(fc.property(single, single, (t, value) => value < nextUpSingle(t) === value <= t)));

  it("is the next float32", () => {
    expect([0.5, -0.5, 0, -0].map(nextUpSingle)).toEqual([0.5 + 2 ** -24, -0.5 + 2 ** -25, 2 ** -149, 2 ** -149]);
  });
});

/** A drawn tree: splits pick two unused nodes each until the numbers are used up. */
const tree = fc.tuple(fc.integer({ min: 0, max: 12 }), fc.infiniteStream(fc.nat(1000))).map(([splits, drawn]) => {
  const one = blankTree(2 * splits + 1, 0);
  const leaves = [0];
  for (let split = 0; split < splits; split++) {
    const [node] = leaves.splice(drawn.next().value! % leaves.length, 1) as [number];
    one.feature[node] = drawn.next().value! % 3;
    one.left[node] = 2 * split + 1;
    one.right[node] = 2 * split + 2;
    leaves.push(2 * split + 1, 2 * split + 2);
  }
  for (const leaf of leaves) one.cover[leaf] = drawn.next().value! % 50;
  return { one, leaves };
});

describe("flawOf(tree, width)", () => {
  it("of a tree is null", () => fc.assert(fc.property(tree, ({ one }) => flawOf(one, 3) === null)));

  it("of a tree with one child changed says something, and never hangs", () =>
    fc.assert(
      fc.property(
        tree,
        fc.nat(),
        fc.integer({ min: -3, max: 40 }),
        fc.boolean(),
        ({ one, leaves }, pick, child, isLeft) => {
          const splits = [...one.feature.keys()].filter((node) => !leaves.includes(node));
          fc.pre(splits.length > 0);
          const node = splits[pick % splits.length]!;
          const side = isLeft ? one.left : one.right;
          fc.pre(side[node] !== child);
          side[node] = child;
          expect(flawOf(one, 3)).toMatch(/reaches|has no node/);
        },
      ),
    ));

  const broken: readonly [string, RegExp, (one: PlainTree) => void][] = [
    ["an input out of range", /splits on input 3 of 3/, (one) => (one.feature[0] = 3)],
    ["a negative input", /splits on input -2/, (one) => (one.feature[0] = -2)],
    ["a threshold that is NaN", /threshold that is no number/, (one) => (one.threshold[0] = Number.NaN)],
    ["a leaf that is NaN", /no finite number \(node 1\)/, (one) => (one.value[1] = Number.NaN)],
    ["an infinite count", /count that is none/, (one) => (one.cover[1] = Number.POSITIVE_INFINITY)],
    [
      "two nodes in a circle aside",
      /never reaches 2 of its 5 nodes|reaches a node twice/,
      (one) => {
        one.feature[3] = one.feature[4] = 0;
        one.left[3] = one.right[3] = 4;
        one.left[4] = one.right[4] = 3;
      },
    ],
  ];
  it.each(broken)("of a tree with %s says so", (_, flaw, damage) => {
    const one = blankTree(5, 0);
    one.feature[0] = 0;
    one.left[0] = 1;
    one.right[0] = 2;
    damage(one);
    expect(flawOf(one, 3)).toMatch(flaw);
  });

  it("of no nodes says so", () => expect(flawOf(blankTree(0, 0), 3)).toBe("has no nodes"));
});

describe("joinTrees(trees, rest)", () => {
  const rest = {
    inputs: null,
    width: 3,
    outputs: 1,
    categorySets: [],
    base: new Float64Array(1),
    link: "identity",
    single: false,
  } as const;

  it("keeps every tree's shape, and sums covers from the leaves up", () =>
    fc.assert(
      fc.property(fc.array(tree, { maxLength: 5 }), (drawn) => {
        const whole = joinTrees(
          drawn.map(({ one }) => one),
          { ...rest, hasCover: true },
        );
        for (const [place, { one, leaves }] of drawn.entries()) {
          const root = whole.roots[place]!;
          for (const node of one.feature.keys()) {
            expect(whole.feature[root + node]).toBe(one.feature[node]);
            if (!leaves.includes(node)) expect(whole.left[root + node]).toBe(root + one.left[node]!);
          }
          expect(whole.cover![root]).toBe(leaves.reduce((sum, leaf) => sum + one.cover[leaf]!, 0));
        }
      }),
    ));

  it("has no covers where files have none", () => {
    expect(joinTrees([blankTree(1, 0)], { ...rest, hasCover: false }).cover).toBeNull();
  });
});

describe("codeSets()", () => {
  const lists = fc.array(fc.uniqueArray(fc.nat(300), { minLength: 1 }));

  it("has one set per list of codes, which holds those codes", () =>
    fc.assert(
      fc.property(lists, (drawn) => {
        const categories = codeSets();
        const places = drawn.map((codes) => categories.of(codes)!);
        const keys = drawn.map((codes) => codes.toSorted((a, b) => a - b).join());
        expect(new Set(places).size).toBe(new Set(keys).size);
        for (const [at, key] of keys.entries()) expect(codesIn(categories.sets[places[at]!]!).join()).toBe(key);
      }),
    ));

  it("answers null when the sets would take more memory than any honest model needs", () => {
    const categories = codeSets();
    expect(categories.of([1e12])).toBeNull();
    expect(categories.of([0, 2 ** 29 - 1])).not.toBeNull();
    expect(categories.of([2 ** 29 - 2])).toBeNull();
  });
});

const codesIn = (set: Uint32Array): number[] =>
  [...set].flatMap((word, index) =>
    Array.from({ length: 32 }, (_, bit) => ((word >>> bit) & 1 ? index * 32 + bit : -1)).filter((code) => code >= 0),
  );
