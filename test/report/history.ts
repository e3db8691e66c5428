import type { FindingRow, RunHistory, TrendPoint } from "../../src/record/run-history.js";
import type { GateRow, RunRecord } from "../../src/record/run-record.js";
import { shownGate } from "../../src/record/shown-gate.js";

const months = 6;

/** What an archive could know of a fixture: six audits before it, a new model in the middle, data that came twice, an alarm. */
export function historyOf(record: RunRecord): RunHistory {
  const gates = record.gates.map(shownGate);
  return {
    day: "2026-11-20",
    findings: gates.filter(({ verdict }) => verdict !== "pass").map((gate, at) => findingOf(gate, at)),
    trends: gates.map((gate, at) => {
      const { id, model, metric, attribute, class: of, stratum, disparity, confidence, group, reference } = gate;
      const points = Array.from({ length: months + 1 }, (_, month) => pointOf(gate, month, at));
      return {
        ...{ gate: id, model, metric, attribute, class: of, stratum, disparity, confidence, points, group, reference },
        ...{ earlier: 3, no_evidence: at === 2 ? "rows have weights" : null },
        alarm_since: at === 0 ? (points[months - 1]?.time ?? null) : null,
      };
    }),
  };
}

const timeOf = (month: number): string => new Date(Date.UTC(2026, month, 5, 6)).toISOString();

const seen = (gate: GateRow, month: number): FindingRow["opened"] => {
  const { verdict, value, low, high, bound, tolerance } = gate;
  const moved = (bound: number | null) => (bound === null ? null : bound * (1 - (months - month) / 20));
  return {
    ...{ run: month === months ? null : `churn/${month}`, time: timeOf(month), verdict, bound, tolerance },
    ...{ value: moved(value), low: moved(low), high: moved(high) },
  };
};

const pointOf = (gate: GateRow, month: number, at: number): TrendPoint => ({
  ...seen(gate, month),
  ...{ n: 1000 + month, breaks: month === 3 ? ["model"] : [], repeats: month === 5 ? "churn/4" : null },
  ...{ log_e: at === 2 ? null : month, sequence_low: month === 0 || at === 2 ? null : 0.01 },
  sequence_high: month === 0 || at === 2 ? null : 0.2 - month / 100,
  alarm: at === 0 && month >= months - 1,
});

function findingOf(gate: GateRow, at: number): FindingRow {
  const { metric, attribute, class: of, stratum, disparity } = gate;
  return {
    ...{ id: `F-${at}`, metric, attribute, class: of, stratum, disparity, status: at === 1 ? "accepted" : "open" },
    ...{ opened: seen(gate, 2), before: at === 2 ? null : seen(gate, months - 1), now: seen(gate, months) },
    ...{ is_loosened: false, owner: at === 2 ? null : "Data team", due: at === 0 ? "2026-11-01" : null },
    ...{
      is_overdue: at === 0,
      accepted_by: at === 1 ? "A. Berg" : null,
      accepted_until: at === 1 ? "2026-12-31" : null,
    },
  };
}
