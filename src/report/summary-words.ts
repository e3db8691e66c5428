import type { Language } from "../core/languages.js";
import type { RunRecord, Verdict } from "../record/run-record.js";
import { contextFor, terminalText } from "./wording.js";

/** What a terminal says of a whole run, beside its checks: plain text. */
export interface SummaryWords {
  /** "FAILED". */
  readonly verdict: string;
  /** "1 of 6 checks over its limit, 1 undecided, 4 within"; of a run without gates that nothing was judged. */
  readonly counts: string;
  /** Of one check: "over". */
  readonly words: Readonly<Record<Verdict, string>>;
  /** How many checks are within their limits, where they are not listed. */
  readonly folded: string;
  readonly notes: readonly string[];
}

/** Groups of single attributes that are not shown. */
const hiddenGroups = ({ population }: RunRecord): number =>
  population.filter(
    ({ status, stratum, attribute }) =>
      status === "suppressed" && stratum === null && attribute !== null && !attribute.includes(" × "),
  ).length;

/**
 * The words of a run for the terminal.
 * @param kind the file that has the rest
 * @param baseline what the run was compared with, in field terms; null: nothing
 */
export function summaryWords(
  record: RunRecord,
  { language, kind, baseline }: { language: Language; kind: "report" | "record"; baseline: string | null },
): SummaryWords {
  const context = contextFor(record, language);
  const text = (...said: Parameters<typeof context.t>): string => terminalText(context.t(...said));
  const { gates } = record;
  const of = (verdict: Verdict): number => gates.filter((gate) => gate.verdict === verdict).length;
  const counted = (["fail", "error", "undecided", "pass"] as const).filter(
    (verdict) => verdict !== "error" || of(verdict) > 0,
  );
  const clauses = counted.map((verdict) =>
    context.t(`terminal.counts.${verdict}`, { n: of(verdict), total: gates.length }),
  );
  const small = gates.filter(({ verdict, not_judged }) => verdict === "pass" && not_judged.length > 0).length;
  const hidden = hiddenGroups(record);
  return {
    verdict: record.verdict === "none" ? "" : text(`terminal.verdict.${record.verdict}`),
    counts: record.verdict === "none" ? text("terminal.counts.none") : terminalText(context.clauses(clauses)),
    words: {
      fail: text("terminal.word.fail"),
      error: text("terminal.word.error"),
      undecided: text("terminal.word.undecided"),
      pass: text("terminal.word.pass"),
    },
    folded: text("terminal.folded", { n: of("pass"), kind }),
    notes: [
      ...(small > 0 ? [text("terminal.not_judged", { n: small, kind })] : []),
      ...(baseline === null ? [] : [text("terminal.baseline", { baseline })]),
      ...(record.data.pinned ? [] : [text("terminal.not_pinned")]),
      ...(hidden > 0 ? [text("terminal.hidden", { n: hidden, k: record.suite.suppress_below })] : []),
    ],
  };
}
