import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AttributionGaps,
  attributionGaps,
  type GapSettings,
} from "../../../src/attributions/gaps/attribution-gaps.js";
import { decomposition } from "../../../src/attributions/gaps/decomposition.js";
import type { GapInput } from "../../../src/attributions/gaps/gap-input.js";
import { cautiousMean, compareDifference, welch } from "../../../src/stats/index.js";
import { attributionsOf, drawGaps, shuffled, taken } from "./drawn-gaps.js";

/** Few draws: these tests are about what does not depend on them. */
const settings: GapSettings = { alpha: 0.05, seed: 1, permutations: 99, replicates: 99 };
const seeds = fc.integer({ min: 0, max: 1_000_000 });
const few = { numRuns: 15 };

const rowOf = (found: AttributionGaps, figure: string, player: string | null, group: string | null) =>
  found.attributions.find((row) => row.figure === figure && row.player === player && row.group === group)!;
const gapOf = (found: AttributionGaps, figure: string, player: string | null, group = "g1") =>
  found.gaps.find((row) => row.figure === figure && row.player === player && row.group === group)!;

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("attributionGaps(input, settings)", () => {
  it("gives the means of φ and |φ| of every group and player, with rows and units", () => {
    const input: GapInput = {
      ...drawGaps({ seed: 1, units: [1, 1] }),
      attributions: attributionsOf([
        [1, -3, 2, 0, 4],
        [0.5, 0.5, -1, -1, -1],
      ]),
      attributes: [
        { name: "gender", groups: ["g0", "g1"], code: Int32Array.of(0, 0, 1, 1, -1), reference: 0, players: [] },
      ],
      unit: Int32Array.of(4, 5, 6, 6, 6),
    };
    const found = attributionGaps(input, settings);
    expect(rowOf(found, "mean_attribution", "f0", "g0")).toMatchObject({ value: -1, n: 2, units: 2, status: "ok" });
    expect(rowOf(found, "mean_absolute_attribution", "f0", "g0").value).toBe(2);
    expect(rowOf(found, "mean_attribution", "f1", "g1")).toMatchObject({
      value: -1,
      n: 2,
      units: 1,
      status: "not_estimable",
      reason: "a single unit has no spread",
      low: null,
      interval: null,
    });
    expect(rowOf(found, "mean_attribution", "f0", null)).toMatchObject({ value: 0.8, n: 5, units: 3, attribute: null });
    expect(gapOf(found, "mean_attribution", "f0")).toMatchObject({ value: 2, status: "not_estimable", p: null });
  });

  it("is Welch's comparison for rows that stand alone", () => {
    const input = { ...drawGaps({ seed: 3, units: [40, 25], sizeOf: () => 1 }), unit: null };
    const found = attributionGaps(input, settings);
    const { code } = input.attributes[0]!;
    const momentsOf = (group: number) => {
      const values = [...input.attributions.values[0]!].filter((_, row) => code[row] === group);
      const centre = mean(values);
      const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
      return { n: values.length, mean: centre, variance };
    };
    const reference = welch(momentsOf(1), momentsOf(0), 0.05)!;
    const { value, basis } = gapOf(found, "mean_attribution", "f0");
    expect(value).toBeCloseTo(reference.difference, 12);
    expect(basis![1]).toBeCloseTo(reference.difference / reference.t, 12);
    // Degrees of freedom are Welch's, or fewer where the spread of the squares speaks for fewer.
    expect(basis![2]).toBeLessThanOrEqual(reference.degreesOfFreedom + 1e-9);
    expect(basis![2]).toBeGreaterThan(reference.degreesOfFreedom / 3);
  });

  it("has the interval of two means whose correlation the shared units bring about", () => {
    const input = drawGaps({ seed: 4, units: [0, 0], both: 40, sizeOf: () => 1 });
    const found = attributionGaps(input, settings);
    const phi = input.attributions.values[1]!;
    const { code } = input.attributes[0]!;
    // One row per unit and group: the paired differences are all that matters.
    const differences = Array.from({ length: 40 }, (_, unit) => {
      const rows = [...code.keys()].filter((row) => input.unit![row] === unit);
      return phi[rows.find((row) => code[row] === 1)!]! - phi[rows.find((row) => code[row] === 0)!]!;
    });
    const centre = mean(differences);
    const error = Math.sqrt(differences.reduce((sum, d) => sum + (d - centre) ** 2, 0) / (40 * 39));
    const gap = gapOf(found, "mean_attribution", "f1");
    expect(gap.value).toBeCloseTo(centre, 12);
    expect(gap.basis![1]).toBeCloseTo(error, 12);
    expect(gap.units).toBe(40);
  });

  it("does not depend on the order of the rows or the numbering of units, to the last digit", () =>
    fc.assert(
      fc.property(seeds, seeds, fc.boolean(), (seed, order, weighted) => {
        const input = drawGaps({ seed, units: [35, 32], both: 3, weighted });
        expect(attributionGaps(shuffled(input, order), settings)).toEqual(attributionGaps(input, settings));
      }),
      few,
    ));

  it("relabelling the groups changes nothing but their names", () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const input = drawGaps({ seed, units: [12, 9, 7], both: 4 });
        const [only] = input.attributes as [GapInput["attributes"][number]];
        const turned = {
          ...only,
          groups: ["g2", "g0", "g1"],
          code: only.code.map((code) => (code + 1) % 3),
          reference: 1,
        };
        const [plain, other] = [input, { ...input, attributes: [turned] }].map((each) =>
          attributionGaps(each, settings),
        );
        for (const row of plain!.gaps.filter(({ figure }) => figure.startsWith("mean"))) {
          const same = gapOf(other!, row.figure, row.player, row.group);
          // Sums of the same numbers in another order.
          expect(same.value).toBeCloseTo(row.value!, 12);
          expect(same.low).toBeCloseTo(row.low!, 10);
          expect(same.high).toBeCloseTo(row.high!, 10);
        }
      }),
      few,
    ));

  it("swapping the two groups turns the signs", () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const input = drawGaps({ seed, units: [15, 10], both: 5, weighted: true });
        const [only] = input.attributes as [GapInput["attributes"][number]];
        const [there, back] = [0, 1].map((reference) =>
          attributionGaps({ ...input, attributes: [{ ...only, reference }] }, settings),
        );
        for (const figure of ["mean_attribution", "mean_absolute_attribution"]) {
          const [a, b] = [gapOf(there!, figure, "f0", "g1"), gapOf(back!, figure, "f0", "g0")];
          expect(a.value).toBeCloseTo(-b.value!, 12);
          expect(a.low).toBeCloseTo(-b.high!, 10);
        }
      }),
      few,
    ));

  it("a player split in two: mean attributions add, and so do their gaps", () =>
    fc.assert(
      fc.property(seeds, fc.double({ min: -2, max: 3, noNaN: true }), (seed, share) => {
        const input = drawGaps({ seed, units: [10, 8], weighted: true });
        const values = input.attributions.values.map((phi) => [...phi]);
        const [first, ...others] = values as [number[], ...number[][]];
        const split = attributionsOf([
          first.map((phi) => share * phi),
          first.map((phi) => phi - share * phi),
          ...others,
        ]);
        const [whole, parted] = [input, { ...input, attributions: split }].map((each) =>
          attributionGaps(each, settings),
        );
        for (const group of ["g0", "g1"]) {
          const sum = [0, 1].reduce((all, j) => all + rowOf(parted!, "mean_attribution", `f${j}`, group).value!, 0);
          expect(sum).toBeCloseTo(rowOf(whole!, "mean_attribution", "f0", group).value!, 12);
        }
        const gaps = [0, 1].reduce((all, j) => all + gapOf(parted!, "mean_attribution", `f${j}`).value!, 0);
        expect(gaps).toBeCloseTo(gapOf(whole!, "mean_attribution", "f0").value!, 12);
      }),
      few,
    ));

  it("every row of a unit twice changes no value and no interval: they are the same units", () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const input = drawGaps({ seed, units: [12, 10], both: 3 });
        const { rows } = input.attributions;
        const twice = taken(
          input,
          Int32Array.from({ length: 2 * rows }, (_, i) => i % rows),
        );
        const [once, doubled] = [input, twice].map((each) => attributionGaps(each, settings));
        for (const row of once!.gaps.filter(({ figure }) => figure.startsWith("mean"))) {
          const same = gapOf(doubled!, row.figure, row.player);
          expect(same.value).toBeCloseTo(row.value!, 12);
          expect(same.basis![1]).toBeCloseTo(row.basis![1]!, 10);
          expect(same.p).toBeCloseTo(row.p!, 10);
        }
      }),
      few,
    ));

  it("adjusts p over the players of an attribute and figure (Benjamini–Hochberg)", () => {
    const found = attributionGaps(
      drawGaps({ seed: 8, units: [60, 40], players: 5, mean: (player, group) => (player === 0 ? 2 * group : 0) }),
      { ...settings, permutations: 999 },
    );
    const tested = found.gaps.filter(({ figure }) => figure === "mean_attribution");
    expect(tested[0]!.p).toBe(0.001);
    // The least of five p-values counts five times, but no more than any larger one.
    expect(tested[0]!.p_adjusted).toBeCloseTo(0.005, 12);
    for (const { p, p_adjusted } of tested) expect(p_adjusted).toBeGreaterThanOrEqual(p!);
  });

  it("compares with the reference, the rest, or all pairs", () => {
    const input = drawGaps({ seed: 9, units: [10, 8, 6] });
    const pairsOf = (against: NonNullable<GapSettings["against"]>) => [
      ...new Set(attributionGaps(input, { ...settings, against }).gaps.map((row) => `${row.group} ${row.reference}`)),
    ];
    expect(pairsOf("reference")).toEqual(["g1 g0", "g2 g0"]);
    expect(pairsOf("rest")).toEqual(["g0 null", "g1 null", "g2 null"]);
    expect(pairsOf("pairs")).toEqual(["g1 g0", "g2 g0", "g2 g1"]);
  });

  it("against the rest of two groups is against the other one", () => {
    const input = drawGaps({ seed: 10, units: [10, 8], both: 4 });
    const [rest, other] = (["rest", "reference"] as const).map((against) =>
      gapOf(attributionGaps(input, { ...settings, against }), "mean_attribution", "f2"),
    );
    expect({ ...rest, reference: "g0", p: 0, p_adjusted: 0 }).toEqual({ ...other, p: 0, p_adjusted: 0 });
  });

  it("a group without rows is undefined, and what is compared with it not estimable", () => {
    const found = attributionGaps(drawGaps({ seed: 11, units: [10, 0, 8] }), settings);
    expect(rowOf(found, "mean_attribution", "f0", "g1")).toMatchObject({ status: "undefined", value: null, n: 0 });
    expect(gapOf(found, "mean_attribution", "f0", "g1")).toMatchObject({
      status: "not_estimable",
      value: null,
      p: null,
      reason: "no rows in this group",
    });
    expect(gapOf(found, "ndcg", null, "g1")).toMatchObject({ status: "undefined", value: null });
  });

  it("a player that does nothing has gap 0, p 1 and no width", () => {
    const input = drawGaps({ seed: 12, units: [10, 8] });
    const values = [...input.attributions.values.map((phi) => [...phi]), new Array(input.attributions.rows).fill(0)];
    const found = attributionGaps({ ...input, attributions: attributionsOf(values) }, settings);
    expect(gapOf(found, "mean_attribution", "f3")).toMatchObject({ value: 0, low: 0, high: 0, p: 1 });
  });

  it("refuses attributions that are no numbers without their content, and columns of other rows", () => {
    const input = drawGaps({ seed: 13, units: [3, 3] });
    input.attributions.values[1]![2] = Number.NaN;
    expect(() => attributionGaps(input, settings)).toThrow(
      expect.objectContaining({
        kind: "unusable",
        message: 'explained row 3: the attribution of "f1" is no finite number',
      }),
    );
    const short = { ...drawGaps({ seed: 13, units: [3, 3] }), weight: new Float64Array(2) };
    expect(() => attributionGaps(short, settings)).toThrow(RangeError);
  });
});

describe("gaps in mean output", () => {
  it("are the sum of the players' gaps and what is not explained", () =>
    fc.assert(
      fc.property(seeds, fc.integer({ min: 0, max: 4 }), (seed, most) => {
        const input = drawGaps({ seed, units: [12, 9], players: 4, weighted: true, both: 2 });
        // An explainer that is off by a tenth.
        const output = input.attributions.output.map((value, row) => value + 0.1 * Math.sin(row));
        const found = attributionGaps({ ...input, attributions: { ...input.attributions, output } }, settings);
        const { players } = input.attributions;
        const gaps = players.map((player) => gapOf(found, "mean_attribution", player).value!);
        const gap = gapOf(found, "mean_output", null).value!;
        const { parts, unexplained } = decomposition({ players, gaps, output: gap }, most);
        const total = parts.reduce((sum, { value }) => sum + value, unexplained);
        const size = gaps.reduce((sum, each) => sum + Math.abs(each), Math.abs(gap));
        // Rounding of a few sums, relative to what is added.
        expect(Math.abs(total - gap)).toBeLessThanOrEqual(1e-12 * size);
        expect(parts).toHaveLength(Math.min(most, 4) + (most < 4 ? 1 : 0));
      }),
      few,
    ));
  it("leave nothing unexplained where attributions are exact", () =>
    fc.assert(
      fc.property(seeds, (seed) => {
        const input = drawGaps({ seed, units: [40, 30], players: 6, weighted: true });
        const found = attributionGaps(input, settings);
        const { players } = input.attributions;
        const gaps = players.map((player) => gapOf(found, "mean_attribution", player).value!);
        const { unexplained } = decomposition({ players, gaps, output: gapOf(found, "mean_output", null).value! }, 6);
        expect(Math.abs(unexplained)).toBeLessThanOrEqual(1e-12 * gaps.reduce((sum, each) => sum + Math.abs(each), 0));
      }),
      few,
    ));
  it("name the largest parts first", () => {
    const { parts } = decomposition({ players: ["a", "b", "c", "d"], gaps: [0.1, -0.4, 0.2, 0.05], output: 0 }, 2);
    expect(parts.map(({ player }) => player)).toEqual(["b", "c", null]);
    expect(parts[2]!.value).toBeCloseTo(0.15, 15);
  });
});

describe("shares of Σ|φ|", () => {
  const sharesOf = (input: GapInput, group: string) => {
    const found = attributionGaps(input, settings);
    return (["protected_share", "proxy_share", "protected_or_proxy_share"] as const).map((figure) =>
      rowOf(found, figure, null, group),
    );
  };
  it("are ratios of sums over units, on the logit scale", () => {
    const input = drawGaps({ seed: 21, units: [30, 20], weighted: true });
    const [only] = input.attributes as [GapInput["attributes"][number]];
    const [share] = sharesOf({ ...input, attributes: [{ ...only, players: [2] }] }, "g1");
    const { values } = input.attributions;
    const units = new Map<number, { numerator: number; denominator: number }>();
    for (const [row, code] of only.code.entries()) {
      if (code !== 1) continue;
      const sums = units.get(input.unit![row]!) ?? { numerator: 0, denominator: 0 };
      units.set(input.unit![row]!, sums);
      sums.numerator += input.weight![row]! * Math.abs(values[2]![row]!);
      sums.denominator += input.weight![row]! * values.reduce((sum, phi) => sum + Math.abs(phi[row]!), 0);
    }
    const each = [...units.values()];
    const ratio = cautiousMean({
      numerator: Float64Array.from(each, ({ numerator }) => numerator),
      denominator: Float64Array.from(each, ({ denominator }) => denominator),
      rows: new Float64Array(each.length).fill(1),
      count: new Float64Array(each.length).fill(1),
    })!;
    expect(share!.value).toBeCloseTo(ratio.value, 12);
    expect(share!.basis![1]).toBeCloseTo(Math.sqrt(ratio.variance!), 12);
    expect(share!.interval).toBe("t_logit");
    expect(share!.low).toBeGreaterThan(0);
  });
  it("are exactly 0 without any such player, and 1 where there are no others", () => {
    const input = drawGaps({ seed: 22, units: [30, 20] });
    const [only] = input.attributes as [GapInput["attributes"][number]];
    expect(sharesOf(input, "g0").map(({ value, low, high }) => [value, low, high])).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    const [all] = sharesOf({ ...input, attributes: [{ ...only, players: [0, 1, 2] }] }, "g0");
    expect(all).toMatchObject({ value: 1, low: 1, high: 1 });
  });
  it("count a proxy that is protected as well once", () => {
    const input = drawGaps({ seed: 23, units: [60, 60] });
    const [only] = input.attributes as [GapInput["attributes"][number]];
    const columns = [{ player: 1, column: "f1", values: Float64Array.from(only.code) }];
    const [isProtected, isProxy, either] = sharesOf(
      { ...input, attributes: [{ ...only, players: [0] }], columns },
      "g0",
    );
    expect(isProxy!.value).toBeGreaterThan(0);
    expect(either!.value).toBeCloseTo(isProtected!.value! + isProxy!.value!, 12);
    const itself = sharesOf({ ...input, attributes: [{ ...only, players: [1] }], columns }, "g0");
    expect(itself[2]!.value).toBe(itself[0]!.value);
  });
});

describe("quality of the explanation", () => {
  it("is the mean distance from completeness and from the attributions of noisy inputs, and differs between groups", () => {
    const input = drawGaps({ seed: 31, units: [40, 30], sizeOf: () => 1 });
    const { code } = input.attributes[0]!;
    const off = (row: number) => (code[row] === 1 ? 0.5 : 0.1);
    const attributions = {
      ...input.attributions,
      output: input.attributions.output.map((value, row) => value + off(row)),
    };
    const noisy = {
      ...attributions,
      values: attributions.values.map((phi) => phi.map((value, row) => value - off(row))),
    };
    const found = attributionGaps({ ...input, attributions, noisy }, settings);
    expect(rowOf(found, "completeness_error", null, "g1").value).toBeCloseTo(0.5, 12);
    expect(rowOf(found, "instability", null, "g0").value).toBeCloseTo(0.3, 12);
    expect(gapOf(found, "instability", null).value).toBeCloseTo(1.2, 12);
    expect(gapOf(found, "completeness_error", null).p).toBeLessThan(1e-6);
  });
  it("is not asked for without noisy attributions", () => {
    const found = attributionGaps(drawGaps({ seed: 32, units: [5, 5] }), settings);
    expect(found.gaps.some(({ figure }) => figure === "instability")).toBe(false);
  });
});

it("the t estimate of a gap is the comparison that other disparities make of two means", () => {
  const input = drawGaps({ seed: 41, units: [20, 15], both: 6, weighted: true });
  const found = attributionGaps(input, settings);
  const [a, b] = ["g1", "g0"].map((group) => rowOf(found, "mean_attribution", "f0", group));
  const sample = ({ value, interval, basis }: typeof a & object) => ({
    value: value!,
    evidence: { interval: interval!, basis: [...basis!] },
  });
  const gap = gapOf(found, "mean_attribution", "f0");
  const [, error] = gap.basis as [number, number];
  const [[, errorA], [, errorB]] = [a!, b!].map(({ basis }) => basis) as unknown as [
    [number, number],
    [number, number],
  ];
  const correlation = (errorA ** 2 + errorB ** 2 - error ** 2) / (2 * errorA * errorB);
  const reference = compareDifference(sample(a!), sample(b!), { alpha: 0.05, correlation });
  expect(gap.low).toBeCloseTo(reference.low!, 10);
  expect(gap.high).toBeCloseTo(reference.high!, 10);
});
