import type { GateRow, GroupRow, RunRecord } from "../record/run-record.js";
import { shownText } from "./shown-text.js";

/** At most three significant digits, no trailing zeros: 0.103, 0.05, 12.5. */
export const decimal = (value: number | null): string => (value === null ? "NA" : String(Number(value.toPrecision(3))));

/** What a gate is about, in field terms: metric, attribute, class, stratum, disparity, and that it is on growth. */
export const gateSubject = (gate: GateRow): string =>
  [
    ...[gate.metric, gate.attribute.replaceAll(" × ", "×"), gate.class, gate.stratum, gate.disparity],
    gate.regression ? "regression" : null,
    driftText(gate),
  ]
    .filter((part) => part !== null)
    .join(" ");

/** What a gate on drift looks at; null: it is on no drift. */
export const driftText = ({ drift }: Pick<GateRow, "drift">): string | null =>
  drift === undefined ? null : `of ${drift.feature ?? drift.of}`;

/** Value, bounds and limit: `0.103 [0.054, 0.137] > 0.05`; an undecided gate is on neither side. */
export function gateFigures(gate: GateRow): string {
  const limit = gate.bound === "at_most" ? { fail: ">", pass: "<=" } : { fail: "<", pass: ">=" };
  const sign = gate.verdict === "fail" ? `${limit.fail} ` : gate.verdict === "pass" ? `${limit.pass} ` : "";
  return `${decimal(gate.value)} [${decimal(gate.low)}, ${decimal(gate.high)}] ${sign}${decimal(gate.tolerance)}`;
}

/** One of the two groups that a gate speaks of. */
export interface GateGroup {
  readonly name: string;
  /** Its figure; null where the record shows none of the metric. */
  readonly row: GroupRow | null;
}

/** The two groups of a gate, the worse off first; empty where none were compared. */
export function gateGroups(record: RunRecord, gate: GateRow): GateGroup[] {
  const metric = gate.pair_metric ?? gate.metric;
  const of = (name: string): GateGroup => ({
    name,
    row:
      record.groups.find(
        (row) =>
          row.group === name &&
          row.attribute === gate.attribute &&
          row.metric === metric &&
          row.model === gate.model &&
          row.class === gate.class &&
          row.stratum === gate.stratum,
      ) ?? null,
  });
  return [gate.group, gate.reference].flatMap((name) => (name === null ? [] : [of(name)]));
}

/** Rows behind a group's figure, in the data's own count; null where they are hidden. */
export const countOf = ({ row }: GateGroup): number | null =>
  row === null ? null : row.denominator !== null && Number.isInteger(row.denominator) ? row.denominator : row.n;

/** Longer names are cut in messages; the record has them whole. */
const longestName = 120;
const longestReason = 500;

const groupText = (group: GateGroup): string => {
  const value = group.row?.value ?? null;
  const count = countOf(group);
  const figure = value === null ? "" : ` ${decimal(value)}${count === null ? "" : ` of ${count}`}`;
  return `"${shownText(group.name, longestName)}"${figure}`;
};

const lead: Readonly<Record<GateRow["verdict"], string>> = {
  fail: "over its limit",
  error: "could not be judged",
  undecided: "undecided",
  pass: "within its limit",
};

/** A shown gate in one sentence: verdict, figures, who against whom, and the reason. One line, safe for a terminal. */
export function gateMessage(record: RunRecord, gate: GateRow): string {
  const groups = gateGroups(record, gate).map(groupText).join(" against ");
  const needed = gate.n_needed === null ? "" : `settles with about ${gate.n_needed} in each group`;
  const reason = gate.reason === null ? "" : shownText(gate.reason, longestReason);
  const said = [groups, reason, needed].filter((text) => text !== "");
  const text = `${gateSubject(gate)} ${lead[gate.verdict]}: ${gateFigures(gate)}${said.length > 0 ? ` (${said.join("; ")})` : ""}`;
  return shownText(text, 2000);
}
