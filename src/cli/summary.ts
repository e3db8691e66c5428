import { visible } from "../core/visible.js";
import type { GateRow, RunRecord } from "../record/run-record.js";
import { shownGate } from "../record/shown-gate.js";
import { checkWords } from "../report/wording.js";
import { exitCodeOf } from "./exit-code.js";
import { paint, type Style } from "./output.js";

export interface SummaryOptions {
  readonly quiet: boolean;
  readonly strict: boolean;
}

/** Over, error, undecided, within. */
const order: Readonly<Record<GateRow["verdict"], number>> = { fail: 0, error: 1, undecided: 2, pass: 3 };
const signs = {
  unicode: { fail: "■", error: "■", undecided: "◇", pass: "●" },
  ascii: { fail: "X", error: "X", undecided: "?", pass: "o" },
} as const;
const words: Readonly<Record<GateRow["verdict"], string>> = {
  fail: "over",
  error: "error",
  undecided: "undecided",
  pass: "within",
};

/** More checks within their limits than this are counted, not listed. */
const listed = 12;

/** The result of a run for stdout: for people on a terminal, else a line per gate in field terms. The path stands alone in the last line. */
export function summaryText(record: RunRecord, report: string, style: Style, options: SummaryOptions): string {
  return style.terminal ? humanText(record, report, style, options) : plainText(record, report, options);
}

const sorted = (record: RunRecord): GateRow[] =>
  record.gates.map(shownGate).sort((a, b) => order[a.verdict] - order[b.verdict] || strain(b) - strain(a));

/** How far the deciding bound goes towards or past the limit. */
function strain(gate: GateRow): number {
  if (gate.bound === "at_most") return (gate.high ?? gate.value ?? 0) / Math.max(gate.tolerance, 1e-9);
  return (1 - (gate.low ?? gate.value ?? 1)) / Math.max(1 - gate.tolerance, 1e-9);
}

const shown = (record: RunRecord, quiet: boolean): GateRow[] =>
  sorted(record).filter(({ verdict }) => !quiet || verdict !== "pass");

/** At most three significant digits, no trailing zeros: 0.103, 0.05, 12.5. */
const decimal = (value: number | null): string => (value === null ? "NA" : String(Number(value.toPrecision(3))));

function plainText(record: RunRecord, report: string, options: SummaryOptions): string {
  const lines = shown(record, options.quiet).map(plainLine);
  const counts = (["fail", "error", "undecided", "pass"] as const)
    .map((verdict) => [record.gates.filter((gate) => gate.verdict === verdict).length, verdict] as const)
    .filter(([count]) => count > 0)
    .map(([count, verdict]) => `${count} ${verdict}`);
  const verdict = `VERDICT   ${record.verdict}: ${counts.join(", ") || "no gates, nothing was judged"} (exit ${exitCodeOf(record, options.strict)})`;
  return [...lines, verdict, `REPORT    ${report}`].map(visible).join("\n");
}

function plainLine(gate: GateRow): string {
  const limit = gate.bound === "at_most" ? { fail: ">", pass: "<=" } : { fail: "<", pass: ">=" };
  const sign = gate.verdict === "fail" ? `${limit.fail} ` : gate.verdict === "pass" ? `${limit.pass} ` : "";
  const what = [gate.metric, gate.attribute.replaceAll(" × ", "×"), gate.class, gate.disparity]
    .filter((part) => part !== null)
    .join(" ");
  const bounds = `${decimal(gate.value)} [${decimal(gate.low)}, ${decimal(gate.high)}] ${sign}${decimal(gate.tolerance)}`;
  return `${gate.verdict.toUpperCase().padEnd(9)} ${what} ${bounds}${gate.reason === null || gate.verdict === "pass" ? "" : `  (${gate.reason})`}`;
}

function humanText(record: RunRecord, report: string, style: Style, options: SummaryOptions): string {
  const gates = shown(record, options.quiet);
  const within = gates.filter(({ verdict }) => verdict === "pass").length;
  const folded = within > listed;
  const lines = gates
    .filter(({ verdict }) => !folded || verdict !== "pass")
    .flatMap((gate) => humanLines(record, gate, style));
  if (folded) lines.push(`  ${mark("pass", style)} within ${within} checks (in the report)`);
  return [headline(record, style), "", ...lines, ...footnotes(record, style), "", paint(style).path(report)].join("\n");
}

function headline(record: RunRecord, style: Style): string {
  const count = (verdict: GateRow["verdict"]): number => record.gates.filter((gate) => gate.verdict === verdict).length;
  if (record.verdict === "none") return "\n  No gates: nothing was judged";
  const parts = [
    `${count("fail")} of ${record.gates.length} checks over ${count("fail") === 1 ? "its limit" : "their limits"}`,
    ...(count("error") > 0 ? [`${count("error")} could not be checked`] : []),
    `${count("undecided")} undecided`,
    `${count("pass")} within`,
  ];
  const word = { pass: "PASSED", fail: "FAILED", undecided: "UNDECIDED", error: "ERROR" }[record.verdict];
  return `\n  ${mark(record.verdict, style)} ${coloured(record.verdict, word, style)}   ${parts.join(", ")}`;
}

/** A check as one line, and below it who against whom. */
function humanLines(record: RunRecord, gate: GateRow, style: Style): string[] {
  const { title, gap, interval, limit, detail, note } = checkWords(record, gate);
  const word = coloured(gate.verdict, words[gate.verdict].padEnd(10), style);
  const numbers = `${gap.padStart(8)}  ${interval.padEnd(11)} ${limit}`;
  const first = `  ${mark(gate.verdict, style)} ${word} ${title.padEnd(34)} ${numbers}`;
  const below = [detail, note].filter((text) => text !== null);
  return [first, ...below.map((text) => `               ${paint(style).dim(text)}`)];
}

function footnotes(record: RunRecord, style: Style): string[] {
  const dim = paint(style).dim;
  const hidden = record.population.filter(
    ({ status, stratum, attribute }) =>
      status === "suppressed" && stratum === null && attribute !== null && !attribute.includes(" × "),
  ).length;
  const lines: string[] = [];
  const small = record.gates.filter(({ verdict, not_judged }) => verdict === "pass" && not_judged.length > 0).length;
  if (small > 0) {
    const many = small === 1 ? "1 check is" : `${small} checks are`;
    lines.push(`  ${dim(`Not judged: ${many} within on the groups large enough; the report names the others`)}`);
  }
  if (!record.data.pinned) lines.push(`  ${dim("Data not pinned: evenhand check --lock pins it")}`);
  if (hidden > 0)
    lines.push(
      `  ${dim(`Not shown:  ${hidden} ${hidden === 1 ? "group" : "groups"} with fewer than ${record.suite.suppress_below} people, or to protect them`)}`,
    );
  return lines;
}

function mark(verdict: GateRow["verdict"], style: Style): string {
  return coloured(verdict, signs[style.unicode ? "unicode" : "ascii"][verdict], style);
}

function coloured(verdict: GateRow["verdict"], text: string, style: Style): string {
  const colours = paint(style);
  if (verdict === "pass") return colours.within(text);
  return verdict === "undecided" ? colours.undecided(text) : colours.over(text);
}
