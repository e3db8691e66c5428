import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { GroupRow } from "../../src/record/run-record.js";
import { moverDifference } from "../../src/stats/index.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import type { Row } from "../inference/count-rows.js";
import { findingsOf } from "./audit.js";

interface ClusteredGroup {
  readonly n: number;
  readonly units: number;
  readonly p: number;
  readonly n_eff: number;
  readonly df: number;
  readonly interval: readonly [number, number];
}
interface Fixture {
  readonly inputs: {
    readonly clustered: readonly Record<string, readonly (readonly [number, number])[]>[];
    readonly weighted: readonly { readonly y: readonly number[]; readonly weight: readonly number[] }[];
  };
  readonly expected: {
    readonly clustered: readonly Record<
      "90" | "95",
      {
        readonly groups: Record<string, ClusteredGroup>;
        readonly difference_mover: Record<string, readonly [number, number]>;
      }
    >[];
    readonly weighted: readonly Record<"90" | "95", Omit<ClusteredGroup, "units"> & { readonly kish: number }>[];
  };
}

/** The fixture compares the others with b. */
const compared = { attributes: [{ name: "group", reference: "b" }] };

// 1e-6 for limits, as the fixtures say (quantiles of Student's t); 1e-9 for closed forms.
const nearLimit = (found: number | null | undefined, expected: number) =>
  expect(Math.abs((found as number) - expected)).toBeLessThan(1e-6);

withFixtures("findings of repeated units and of weights, against a direct reference", () => {
  const { inputs, expected } = JSON.parse(
    readFileSync(fixturePath("oracles", "g_unit_clustered.json"), "utf8"),
  ) as Fixture;

  describe.each(inputs.clustered.map((groups, i) => [i, groups, expected.clustered[i]!] as const))(
    "units, case %d",
    (_, groups, outcome) => {
      // Units of different groups are different people here: the fixture numbers them within each group.
      const rows = Object.entries(groups).flatMap(([group, pairs], g) =>
        pairs.map(([unit, y]): Row => ({ groups: [group], unit: g * 1000 + unit, label: 0, prediction: y })),
      );

      it.each(["90", "95"] as const)("selection rate with its interval at %s %", (level) => {
        const record = findingsOf(rows, {
          attributes: ["group"],
          suite: { ...compared, confidence: Number(level) / 100, metrics: ["selection_rate"] },
        });
        for (const [name, group] of Object.entries(outcome[level].groups)) {
          const row = record.groups.find((one) => one.group === name) as GroupRow;
          expect(row).toMatchObject({ n: group.n, units: group.units, interval: "wilson_effective", status: "ok" });
          expect(row.value).toBeCloseTo(group.p, 12);
          expect(row.basis?.[1]).toBeCloseTo(group.n_eff, 9);
          expect(row.basis?.[2]).toBeCloseTo(group.df, 9);
          nearLimit(row.low, group.interval[0]);
          nearLimit(row.high, group.interval[1]);
        }
        for (const [pair, limits] of Object.entries(outcome[level].difference_mover)) {
          const [group, reference] = pair.split("-");
          const difference = record.disparities.find(
            (row) => row.disparity === "difference_to_reference" && row.group === group && row.reference === reference,
          );
          expect(difference?.interval).toBe("mover");
          nearLimit(difference?.low, limits[0]);
          nearLimit(difference?.high, limits[1]);
        }
      });
    },
  );

  it.each(inputs.weighted.map((data, i) => [i, data, expected.weighted[i]!] as const))(
    "weights, case %d",
    (_, { y, weight }, outcome) => {
      const rows = y.map(
        (prediction, i): Row => ({ groups: ["all"], label: 0, prediction, weight: weight[i] as number }),
      );
      for (const level of ["90", "95"] as const) {
        const record = findingsOf(rows, {
          attributes: ["group"],
          suite: { confidence: Number(level) / 100, metrics: ["selection_rate"] },
        });
        const row = record.groups.find((one) => one.group === "all") as GroupRow;
        expect(row.value).toBeCloseTo(outcome[level].p, 12);
        expect(row.basis?.[1]).toBeCloseTo(outcome[level].n_eff, 9);
        nearLimit(row.low, outcome[level].interval[0]);
        nearLimit(row.high, outcome[level].interval[1]);
      }
    },
  );
});

describe("units that stand in two groups", () => {
  // Forty customers with two rows each, the first in Danish, the second in English; the model treats a customer alike.
  const rows = Array.from(
    { length: 80 },
    (_, i): Row => ({
      groups: [i % 2 === 0 ? "da" : "en"],
      unit: Math.floor(i / 2),
      label: 0,
      prediction: Number(Math.floor(i / 2) % 3 === 0 || i === 79),
    }),
  );
  const record = findingsOf(rows, { attributes: ["language"], suite: { metrics: ["selection_rate"] } });

  it("have their correlation in the record", () => {
    expect(record.correlations).toHaveLength(1);
    expect(record.correlations[0]).toMatchObject({
      metric: "selection_rate",
      attribute: "language",
      group: "da",
      other: "en",
    });
    // 39 of 40 pairs agree: Pearson's correlation of the two columns of predictions, by hand 0.947…
    const [x, y] = [0, 1].map((half) =>
      rows.filter((_, i) => i % 2 === half).map(({ prediction }) => prediction as number),
    ) as [number[], number[]];
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const product = (a: number[], b: number[]) =>
      a.reduce((sum, value, i) => sum + (value - mean(a)) * ((b[i] as number) - mean(b)), 0);
    expect(record.correlations[0]?.correlation).toBeCloseTo(
      product(x, y) / Math.sqrt(product(x, x) * product(y, y)),
      9,
    );
  });

  it("make the interval of their difference narrower than that of strangers", () => {
    const difference = record.disparities.find((row) => row.disparity === "difference_to_reference");
    const [da, en] = ["da", "en"].map((name) => record.groups.find((row) => row.group === name) as GroupRow);
    const limits = (row: GroupRow) => ({ low: row.low as number, high: row.high as number });
    const apart = moverDifference(en!.value as number, limits(en!), da!.value as number, limits(da!), 0);
    expect((difference?.high as number) - (difference?.low as number)).toBeLessThan(0.6 * (apart.high - apart.low));
  });

  it("give functions of the confusion counts no interval where a part of them has few units, and say why", () => {
    const found = findingsOf(rows, { attributes: ["language"], suite: { metrics: ["f1"] } });
    const da = found.groups.find((row) => row.group === "da");
    expect(da).toMatchObject({ interval: null, low: null, status: "ok" });
    expect(da?.reason).toMatch(/fewer than 5 units/);
  });

  it("with a single row each are independent rows", () => {
    const single = findingsOf(
      rows.filter((_, i) => i % 2 === 0),
      { attributes: ["language"], suite: { metrics: ["selection_rate"] } },
    );
    expect(single.groups.find((row) => row.group === "da")).toMatchObject({ interval: "wilson", units: 40 });
  });
});
