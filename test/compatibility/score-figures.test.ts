import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tally } from "../../src/compatibility/index.js";
import { numpyQuantiles } from "../../src/compatibility/numpy-quantiles.js";
import { countValues } from "../../src/stats/counted-values.js";
import { compare, reproduced, tally } from "./tallies.js";

// Sixty rows drawn by NumPy: their groups, labels, and scores of two digits.
const groups = "mxmffxfxmmfffmmmxmmxffmffmmxmmmfffmfmfxffxmxmmfmmxmmfmffxmxm";
const labels = "000111110101001000011001000111100010111100100100100010100110";
const scores = [
  0.38, 0.27, 0.24, 0.58, 0.24, 0.4, 0.67, 0.22, 0.5, 0.39, 0.39, 0.45, 0.39, 0.37, 0.42, 0.57, 0.51, 0.34, 0.3, 0.57,
  0.42, 0.45, 0.25, 0.59, 0.11, 0.24, 0.12, 0.83, 0.67, 0.87, 0.7, 0.13, 0.19, 0.15, 0.7, 0.18, 0.65, 0.35, 0.45, 0.9,
  0.13, 0.06, 0.76, 0.5, 0.09, 0.66, 0.14, 0.03, 0.83, 0.25, 0.36, 0.21, 0.68, 0.25, 0.57, 0.05, 0.03, 0.94, 0.51, 0.4,
];

interface Scored {
  readonly score: number;
  readonly label?: number;
}

/** A group with the distribution of its scores. */
function scored(rows: readonly Scored[]): Tally {
  const of = (label: number) => countValues(rows.filter((row) => row.label === label).map(({ score }) => score));
  const isLabelled = rows.every(({ label }) => label !== undefined);
  return {
    ...tally([0, 0, 0, rows.length]),
    scores: {
      all: countValues(rows.map(({ score }) => score)),
      byLabel: isLabelled ? { positives: of(1), negatives: of(0) } : null,
    },
  };
}

const rowsOf = (group: string, shift = 0): Scored[] =>
  scores.flatMap((score, row) => (groups[row] === group ? [{ score: score + shift, label: Number(labels[row]) }] : []));
const of = (shift = 0) => Object.fromEntries(["f", "m", "x"].map((name) => [name, scored(rowsOf(name, shift))]));
const plain = of() as Record<"f" | "m" | "x", Tally>;
const all = Object.values(plain);

// 1e-13: sums of up to 150 terms below 1, in another order than NumPy adds them.
const close = (name: string, comparison: Parameters<typeof reproduced>[1], expected: number) =>
  expect(reproduced(name, comparison).value, name).toBeCloseTo(expected, 13);

describe("Holistic AI 1.0.14 on the same rows, NumPy 2.4.6", () => {
  it.each([
    ["f", "statistical_parity_auc", 0.09555555555555556],
    ["f", "max_statistical_parity", 0.26984126984126977],
    ["f", "avg_score_diff", -0.08380952380952383],
    ["f", "avg_score_ratio", 0.8151260504201681],
    ["f", "zscore_diff", -0.35195230094358343],
    ["f", "abroca", -0.03977272727272729],
    ["x", "statistical_parity_auc", 0.08493827160493828],
    ["x", "max_statistical_parity", 0.25],
    ["x", "avg_score_diff", -0.07000000000000006],
    ["x", "avg_score_ratio", 0.8455882352941175],
    ["x", "zscore_diff", -0.2940936267594086],
    ["x", "abroca", -0.2077020202020201],
  ] as const)("%s against m: %s", (group, name, expected) =>
    close(`holistic.${name}`, compare(plain[group], plain.m, all), expected),
  );
  it("the example of its own documentation", () => {
    const line = Array.from({ length: 50 }, (_, at) => -1 + (2 * at) / 49);
    const [a, b] = [scored(line.map((score) => ({ score }))), scored(line.map((score) => ({ score: score ** 3 })))];
    close("holistic.statistical_parity_auc", compare(a, b), 0.12106666666666668);
    close("holistic.max_statistical_parity", compare(a, b), 0.2);
  });
  it("quantiles that fall on scores, where the last digit decides", () => {
    const steps = Array.from({ length: 150 }, (_, at) => at / 7);
    const [f, m] = [0, 1].map((side) =>
      scored(steps.flatMap((score, at) => (Math.min(1, at % 3) === side ? [{ score }] : []))),
    ) as [Tally, Tally];
    close("holistic.statistical_parity_auc", compare(f, m), 0.0102);
    close("holistic.max_statistical_parity", compare(f, m), 0.02);
  });
});

describe("AIF360 0.6.1 with POT 0.9.7, mode binary", () => {
  it.each([
    ["f", 0.03802144223615687],
    ["m", 0.0429734678581276],
    ["x", 0.06129489603024573],
  ] as const)("ot_distance of %s", (group, expected) =>
    close("aif360.ot_distance", compare(plain[group], plain.m), expected),
  );
  it.each([
    ["f", 0.018566881768675946],
    ["m", 0.009099327726159241],
    ["x", 0.025277925091048755],
  ] as const)("ot_distance of %s, scores half a point lower", (group, expected) =>
    close("aif360.ot_distance", compare(of(-0.5)[group]!, plain.m), expected),
  );
  it("raises an error where no row is labelled positive, or no score is above 0", () => {
    const [nobody, nothing] = [
      scored([
        { score: 0.4, label: 0 },
        { score: 0.6, label: 0 },
      ]),
      scored([
        { score: 0, label: 0 },
        { score: 0, label: 1 },
      ]),
    ];
    for (const group of [nobody, nothing])
      expect(reproduced("aif360.ot_distance", compare(group, group)).reason).toContain("add up to 0");
  });
  it("shrinks as a group grows, which score_distance does not", () => {
    const [once, twice] = [scored(rowsOf("f")), scored([...rowsOf("f"), ...rowsOf("f")])];
    const value = (group: Tally) => reproduced("aif360.ot_distance", compare(group, group)).value!;
    expect(value(twice)).toBeCloseTo(value(once) / 2, 13);
  });
});

describe("Fairlearn's extremes of scikit-learn 1.9.1", () => {
  it("roc_auc_score_group_min and log_loss_group_max", () => {
    close("fairlearn.roc_auc_score_group_min", compare(plain.f, plain.m, all), 0.763888888888889);
    close("fairlearn.log_loss_group_max", compare(plain.f, plain.m, all), 0.5626619756051825);
  });
  it("a group of one label has no area and is passed over, but raises an error for the loss", () => {
    const same = scored(rowsOf("f").map(({ score }) => ({ score, label: 1 })));
    const compared = compare(plain.m, same, [plain.m, same]);
    expect(reproduced("fairlearn.roc_auc_score_group_min", compared).status).toBe("ok");
    expect(reproduced("fairlearn.log_loss_group_max", compared).reason).toContain("one label only");
    expect(reproduced("fairlearn.roc_auc_score_group_min", compare(same, same)).status).toBe("undefined");
  });
});

describe("numpyQuantiles", () => {
  it("are scores at the ends, rise with the level, and do not depend on how rows are dealt to samples", () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 12 }),
        fc.nat({ max: 12 }),
        (values, cut) => {
          const levels = Float64Array.from({ length: 11 }, (_, at) => at / 10);
          const whole = numpyQuantiles([countValues(values)], levels);
          expect([whole[0], whole[10]]).toEqual([Math.min(...values) + 0, Math.max(...values) + 0]);
          expect([...whole]).toEqual([...whole].toSorted((a, b) => a - b));
          const parts = [values.slice(0, cut), values.slice(cut)].map((part) => countValues(part));
          expect([...numpyQuantiles(parts, levels)]).toEqual([...whole]);
        },
      ),
    ));
});

describe("without scores", () => {
  it.each(["holistic.statistical_parity_auc", "holistic.abroca", "aif360.ot_distance", "fairlearn.log_loss_group_max"])(
    "%s has no value and says why",
    (name) => {
      const bare = tally([3, 2, 1, 4]);
      expect(reproduced(name, compare(bare, bare))).toMatchObject({ value: null, reason: expect.stringMatching(/./) });
    },
  );
});
