import { visible } from "../core/visible.js";
import { baselineText } from "../exports/baseline-text.js";
import type { RunRecord, Verdict } from "../record/run-record.js";
import { type SummaryWords, summaryWords } from "../report/summary-words.js";
import { type CheckWords, checkWords } from "../report/wording.js";
import { gatesInOrder } from "./gates-in-order.js";
import { paint, type Style } from "./output.js";
import type { SummaryOptions, Written } from "./written.js";

const signs = {
  unicode: { fail: "■", error: "■", undecided: "◇", pass: "●" },
  ascii: { fail: "X", error: "X", undecided: "?", pass: "o" },
} as const;

/** More checks within their limits than this are counted, not listed. */
const listed = 12;

/** The result for people: a headline, a line or two per check, the path. */
export function terminalSummary(
  record: RunRecord,
  { kind, path }: Written,
  style: Style,
  options: SummaryOptions,
): string {
  const language = options.language ?? "en";
  const baseline = record.baseline === undefined ? null : baselineText(record.baseline);
  const said = summaryWords(record, { language, kind, baseline });
  const gates = gatesInOrder(record, options.quiet);
  const folded = gates.filter(({ verdict }) => verdict === "pass").length > listed;
  const lines = gates
    .filter(({ verdict }) => !folded || verdict !== "pass")
    .flatMap((gate) => humanLines(checkWords(record, gate, language), { verdict: gate.verdict, said, style }));
  if (folded) lines.push(`  ${mark("pass", style)} ${said.folded}`);
  for (const line of options.alarms?.lines ?? [])
    lines.push(visible(line).replace(/^ALARM +/, `  ${paint(style).over("ALARM")}  `));
  const notes = said.notes.map((note) => `  ${paint(style).dim(note)}`);
  return [headline(record, said, style), "", ...lines, ...notes, "", paint(style).path(path)].join("\n");
}

function headline({ verdict }: RunRecord, said: SummaryWords, style: Style): string {
  if (verdict === "none") return `\n  ${said.counts}`;
  return `\n  ${mark(verdict, style)} ${coloured(verdict, said.verdict, style)}   ${said.counts}`;
}

/** A check as one line, and below it who against whom. */
function humanLines(
  { title, gap, interval, limit, detail, note }: CheckWords,
  { verdict, said, style }: { verdict: Verdict; said: SummaryWords; style: Style },
): string[] {
  const word = coloured(verdict, said.words[verdict].padEnd(10), style);
  const numbers = `${gap.padStart(8)}  ${interval.padEnd(11)} ${limit}`;
  const first = `  ${mark(verdict, style)} ${word} ${title.padEnd(33)}  ${numbers}`;
  const below = [detail, note].filter((text) => text !== null);
  return [first, ...below.map((text) => `               ${paint(style).dim(visible(text))}`)];
}

function mark(verdict: Verdict, style: Style): string {
  return coloured(verdict, signs[style.unicode ? "unicode" : "ascii"][verdict], style);
}

function coloured(verdict: Verdict, text: string, style: Style): string {
  const colours = paint(style);
  if (verdict === "pass") return colours.within(text);
  return verdict === "undecided" ? colours.undecided(text) : colours.over(text);
}
