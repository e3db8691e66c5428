import { judge } from "../../src/gates/judge.js";
import type { Findings, GateRow, GateSpec, GroupRow } from "../../src/record/run-record.js";
import { tableFindings } from "../../src/runner/table-findings.js";
import type { Sample } from "../../src/stats/index.js";

/** One gate on shares or other values, with the evidence of its groups; a Wilson basis stands for plain counts. */
export interface Gate {
  readonly groups: readonly Sample[];
  readonly tolerance: number;
  readonly disparity?: "max_difference" | "min_ratio";
  readonly small_groups?: GateSpec["small_groups"];
}

/** Plain counts of one group as a sample. */
export const share = (x: number, n: number): Sample => ({
  value: x / n,
  evidence: { interval: "wilson", basis: [x, n] },
});

/** Findings of a small table, into which simulated groups are put. */
const template: Findings = tableFindings(
  { prediction: [1, 0, 1, 0], group: ["a", "a", "b", "b"] },
  {
    prediction: "prediction",
    protected: ["group"],
    metrics: ["selection_rate"],
    gates: [{ metric: "selection_rate", attribute: "group", disparity: "max_difference", at_most: 0.05 }],
  },
);

const row = template.groups.find(({ group }) => group === "a") as GroupRow;
const spec = template.plan[0] as GateSpec;

function groupRows({ groups }: Gate, attribute: string): GroupRow[] {
  return groups.map(({ value, evidence: { interval, basis } }, i) => {
    const [numerator = null, denominator = null] = basis;
    return {
      ...row,
      attribute,
      group: `g${i}`,
      n: denominator,
      value,
      numerator,
      denominator,
      interval,
      basis: [...basis],
    };
  });
}

function planned(
  { tolerance, disparity = "max_difference", small_groups = "undecided" }: Gate,
  attribute: string,
): GateSpec {
  const bound = disparity === "max_difference" ? "at_most" : "at_least";
  return { ...spec, id: attribute, attribute, disparity, bound, tolerance, small_groups };
}

/** The verdicts of one suite of gates, each on groups of its own, by the code that judges records. */
export function judgeSuite(gates: readonly Gate[]): GateRow[] {
  const name = (i: number) => `attribute ${i}`;
  const findings: Findings = {
    ...template,
    groups: gates.flatMap((gate, i) => groupRows(gate, name(i))),
    plan: gates.map((gate, i) => planned(gate, name(i))),
    disparities: [],
    correlations: [],
    shrunken: [],
    worst_case: [],
  };
  return judge(findings).gates;
}
