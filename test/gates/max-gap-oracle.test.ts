import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { GateRow } from "../../src/record/run-record.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import type { Row } from "../inference/count-rows.js";
import { auditOf } from "../runner/audit.js";

interface Outcome {
  readonly value: number | "NaN";
  readonly judged: readonly number[];
  readonly not_judged: readonly number[];
  readonly verdict: string;
  readonly verdict_small_groups_list: string;
}
interface GapOutcome extends Outcome {
  readonly tolerance: number;
  readonly L: number;
  readonly U_judged: number | null;
}
interface RatioOutcome extends Outcome {
  readonly threshold: number;
  readonly U: number;
  readonly L_judged: number | null;
}
interface Fixture {
  readonly inputs: { readonly tables: readonly { readonly x: readonly number[]; readonly n: readonly number[] }[] };
  readonly expected: {
    readonly tables: readonly {
      readonly max_gap: readonly GapOutcome[];
      readonly min_ratio: readonly RatioOutcome[];
    }[];
  };
}

/** Positives of each group, `x` of them predicted: the true positive rate is the share. A group of none has rows without positives. */
const rowsOf = ({ x, n }: Fixture["inputs"]["tables"][number]): Row[] =>
  n.flatMap((size, g) =>
    [
      { groups: [`g${g}`], label: 1, prediction: 1, times: x[g] as number },
      { groups: [`g${g}`], label: 1, prediction: 0, times: size - (x[g] as number) },
      { groups: [`g${g}`], label: 0, prediction: 0, times: 40 },
    ].filter(({ times }) => times > 0),
  );

const gateOf = (disparity: string, tolerance: number, small_groups: "undecided" | "list") => ({
  metric: "true_positive_rate",
  attribute: "group",
  disparity,
  small_groups,
  ...(disparity === "max_difference" ? { at_most: tolerance } : { at_least: tolerance }),
});

/** Each gate in a record of its own: with several, Holm's procedure would move the failing bounds. */
function judged(
  table: Fixture["inputs"]["tables"][number],
  disparity: string,
  tolerance: number,
  list: boolean,
): GateRow {
  const gates = [gateOf(disparity, tolerance, list ? "list" : "undecided")];
  const record = auditOf(rowsOf(table), { attributes: ["group"], suite: { metrics: ["true_positive_rate"], gates } });
  expect(record.verdict).toBe(record.gates[0]?.verdict);
  return record.gates[0] as GateRow;
}

// Bounds: 1e-6 as the fixtures say, for both sides find roots. Values: 12 digits, a quotient of small integers.
const near = (found: number | null, expected: number | null) =>
  expected === null ? expect(found).toBeNull() : expect(Math.abs((found as number) - expected)).toBeLessThan(1e-6);

withFixtures("judge, against a direct reference of the verdict rules", () => {
  const { inputs, expected } = JSON.parse(readFileSync(fixturePath("oracles", "g_max_gap.json"), "utf8")) as Fixture;
  const cases = inputs.tables.map(
    (table, i) => [table.x.map((x, g) => `${x}/${table.n[g]}`).join(", "), table, expected.tables[i]!] as const,
  );

  describe.each(cases)("%s", (_, table, outcomes) => {
    it.each(outcomes.max_gap.map((outcome) => [outcome.tolerance, outcome] as const))(
      "max_difference, tolerance %d",
      (tolerance, outcome) => {
        for (const list of [false, true]) {
          const gate = judged(table, "max_difference", tolerance, list);
          expect(gate.verdict).toBe(list ? outcome.verdict_small_groups_list : outcome.verdict);
          expect(gate.value).toBeCloseTo(outcome.value as number, 12);
          near(gate.low, outcome.L);
          near(gate.high, outcome.U_judged);
          const empty = table.n.flatMap((n, g) => (n === 0 ? [`g${g}`] : []));
          expect(gate.not_judged.map(({ group }) => group)).toEqual([
            ...outcome.not_judged.map((g) => `g${g}`),
            ...empty,
          ]);
        }
      },
    );

    it.each(outcomes.min_ratio.map((outcome) => [outcome.threshold, outcome] as const))(
      "min_ratio, threshold %d",
      (threshold, outcome) => {
        for (const list of [false, true]) {
          const gate = judged(table, "min_ratio", threshold, list);
          expect(gate.verdict).toBe(list ? outcome.verdict_small_groups_list : outcome.verdict);
          if (outcome.value === "NaN") expect(gate.value).toBeNull();
          else expect(gate.value).toBeCloseTo(outcome.value, 12);
          near(gate.high, outcome.U);
          near(gate.low, outcome.L_judged);
        }
      },
    );
  });
});
