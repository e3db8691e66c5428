import type { GateRow, RunRecord } from "../record/run-record.js";
import { checkWords } from "../report/wording.js";
import { gatesInOrder } from "./gates-in-order.js";
import { paint, type Style } from "./output.js";
import type { SummaryOptions, Written } from "./written.js";

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

/** The result for people: a headline, a line or two per check, the path. */
export function terminalSummary(
  record: RunRecord,
  { kind, path }: Written,
  style: Style,
  options: SummaryOptions,
): string {
  const gates = gatesInOrder(record, options.quiet);
  const within = gates.filter(({ verdict }) => verdict === "pass").length;
  const folded = within > listed;
  const lines = gates
    .filter(({ verdict }) => !folded || verdict !== "pass")
    .flatMap((gate) => humanLines(record, gate, style));
  if (folded) lines.push(`  ${mark("pass", style)} within ${within} checks (in the ${kind})`);
  return [headline(record, style), "", ...lines, ...footnotes(record, kind, style), "", paint(style).path(path)].join(
    "\n",
  );
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
  const first = `  ${mark(gate.verdict, style)} ${word} ${title.padEnd(33)}  ${numbers}`;
  const below = [detail, note].filter((text) => text !== null);
  return [first, ...below.map((text) => `               ${paint(style).dim(text)}`)];
}

function footnotes(record: RunRecord, kind: Written["kind"], style: Style): string[] {
  const dim = paint(style).dim;
  const hidden = record.population.filter(
    ({ status, stratum, attribute }) =>
      status === "suppressed" && stratum === null && attribute !== null && !attribute.includes(" × "),
  ).length;
  const lines: string[] = [];
  const small = record.gates.filter(({ verdict, not_judged }) => verdict === "pass" && not_judged.length > 0).length;
  if (small > 0) {
    const many = small === 1 ? "1 check is" : `${small} checks are`;
    lines.push(`  ${dim(`Not judged: ${many} within on the groups large enough; the ${kind} names the others`)}`);
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
