import { createHash } from "node:crypto";
import type { GateRow, RunRecord } from "../record/run-record.js";
import { worstFirst } from "../record/worst-first.js";
import type { Export } from "./export.js";
import { countOf, gateGroups } from "./gate-text.js";
import { shownText } from "./shown-text.js";

/** Gates beyond this many, the least worrying ones, get no series of their own but are counted. */
const mostGates = 500;
const longestLabel = 120;

/** Prometheus' text format 0.0.4 for the textfile collector: gauges per gate, without times, which that collector refuses. */
export const prom: Export = {
  name: "prom",
  what: "Prometheus text: gap, bounds, limit, rows and verdict per gate, for the textfile collector",
  goesTo: "folder",
  files: ({ record }) => [{ name: "evenhand.prom", content: exposition(record) }],
};

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  /** null: no value, so no sample. */
  readonly value: number | null;
}

interface Gauge {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

const exposition = (record: RunRecord): string =>
  gaugesOf(record)
    .flatMap(({ name, help, samples }) => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} gauge`,
      ...samples.flatMap(({ labels, value }) => (value === null ? [] : [`${name}${labelText(labels)} ${value}`])),
    ])
    .map((line) => `${line}\n`)
    .join("");

function gaugesOf(record: RunRecord): Gauge[] {
  const gates = worstFirst(record).slice(0, mostGates);
  const suite = { suite: record.suite.name };
  const each = (name: string, help: string, value: (gate: GateRow) => number | null): Gauge => ({
    name: `evenhand_gate_${name}`,
    help,
    samples: gates.map((gate) => ({ labels: labelsOf(record, gate), value: value(gate) })),
  });
  const rowsOf = (gate: GateRow, side: number): number | null => {
    const group = gateGroups(record, gate)[side];
    return group === undefined ? null : countOf(group);
  };
  return [
    each("gap", "The disparity that the gate is on.", ({ value }) => value),
    each("gap_low", "Lower bound of the gap.", ({ low }) => low),
    each("gap_high", "Upper bound of the gap.", ({ high }) => high),
    each("limit", "The limit that the suite sets.", ({ tolerance }) => tolerance),
    each("group_rows", "Rows behind the figure of the group that is worse off.", (gate) => rowsOf(gate, 0)),
    each("reference_rows", "Rows behind the figure of the group it is compared with.", (gate) => rowsOf(gate, 1)),
    {
      name: "evenhand_gate_verdict",
      help: "1 for the verdict of the gate, 0 for the others.",
      samples: gates.flatMap((gate) => verdictSamples(labelsOf(record, gate), gate.verdict, gateVerdicts)),
    },
    {
      name: "evenhand_run_verdict",
      help: "1 for the verdict of the run, 0 for the others.",
      samples: verdictSamples(suite, record.verdict, [...gateVerdicts, "none"]),
    },
    {
      name: "evenhand_run_rows",
      help: "Rows that were audited.",
      samples: [{ labels: suite, value: record.data.rows_kept }],
    },
    {
      name: "evenhand_run_gates_left_out",
      help: `Gates without series of their own: there are more than ${mostGates}.`,
      samples: [{ labels: suite, value: record.gates.length - gates.length }],
    },
  ];
}

const gateVerdicts = ["pass", "fail", "undecided", "error"] as const;

const verdictSamples = (labels: Sample["labels"], verdict: string, all: readonly string[]): Sample[] =>
  all.map((one) => ({ labels: { ...labels, verdict: one }, value: one === verdict ? 1 : 0 }));

/** No group names: which two are furthest apart changes from run to run, and each change would begin a new series. */
const labelsOf = ({ suite }: RunRecord, gate: GateRow): Sample["labels"] => ({
  suite: suite.name,
  gate: gate.id,
  model: gate.model,
  metric: gate.metric ?? "",
  attribute: gate.attribute,
  class: gate.class ?? "",
  stratum: gate.stratum ?? "",
  disparity: gate.disparity,
});

const labelText = (labels: Sample["labels"]): string =>
  `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${labelValue(value)}"`)
    .join(",")}}`;

/** A label on one line, escaped as the format wants it; a long one is cut, and stays different from others by a hash. */
function labelValue(text: string): string {
  const whole = shownText(text);
  const shown =
    whole.length <= longestLabel
      ? whole
      : `${whole.slice(0, longestLabel).toWellFormed()}…${createHash("sha256").update(text).digest("hex").slice(0, 8)}`;
  return shown.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}
