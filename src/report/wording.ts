import type { Language } from "../core/languages.js";
import type { GateRow, RunRecord } from "../record/run-record.js";
import { gapPlain, valueAmount } from "./amounts.js";
import { type Check, checkOf } from "./checks.js";
import { type Context, contextOf } from "./context.js";
import { inputDetail, isOfInputs } from "./input-checks.js";
import { metricNames } from "./names.js";
import type { Rich } from "./rich-text.js";
import { about, countOf, gateReason } from "./sentences.js";

/** One check in the words of the terminal: plain text, the same numbers as in the report. */
export interface CheckWords {
  /** "Leavers reached, by language". */
  readonly title: string;
  /** "10.3 pt", or "0.92"; "–" where there is none. */
  readonly gap: string;
  /** "5.4–13.7"; empty where there is none. */
  readonly interval: string;
  /** "max 5", "min 0.80". */
  readonly limit: string;
  /** Who against whom, with both values and counts; null for a check within its limit. */
  readonly detail: string | null;
  /** What would settle an undecided check, or why there is nothing to judge. */
  readonly note: string | null;
}

/** Without what only a page needs: isolation of directions, word joiners, spaces that do not break. */
export const terminalText = (rich: Rich): string =>
  rich
    .map(({ text }) => text)
    .join("")
    .replaceAll("\u2060", "")
    .replaceAll("\u00a0", " ");

// A summary asks for every gate of one record; its index is made once.
const contexts = new WeakMap<RunRecord, Map<Language, Context>>();

/** A record with the words of the terminal's language. */
export function contextFor(record: RunRecord, language: Language = "en"): Context {
  const known = contexts.get(record) ?? new Map<Language, Context>();
  const context = known.get(language) ?? contextOf(record, language);
  contexts.set(record, known.set(language, context));
  return context;
}

function detail(context: Context, check: Check): Rich | null {
  const { group, reference, who } = check;
  if (who === null) return null;
  const ofInputs = isOfInputs(check.gate) ? inputDetail(context, check.gate) : null;
  if (ofInputs !== null) return ofInputs;
  if (group?.value == null || reference?.value == null) return who;
  const value = (row: typeof group): Rich => valueAmount(context, row.metric, row).value ?? [];
  return context.t("terminal.detail", {
    who,
    value: value(group),
    count: countOf(context, group),
    value2: value(reference),
    count2: countOf(context, reference),
  });
}

function note(context: Context, check: Check): Rich | null {
  const { gate, gap } = check;
  if (gap.value === null) return gateReason(context, gate);
  if (gate.verdict !== "undecided" || gate.n_needed === null) return null;
  const of = metricNames(context, gate.pair_metric ?? gate.metric ?? "").share?.of ?? context.t("people.rows");
  return context.t("terminal.settles", { n: about(gate.n_needed), of });
}

/** The words of one gate for the terminal. */
export function checkWords(record: RunRecord, gate: GateRow, language: Language = "en"): CheckWords {
  const context = contextFor(record, language);
  const check = checkOf(context, gate);
  const { value, interval, limit } = gapPlain(context, check.unit, gate, gate);
  const open = gate.verdict !== "pass";
  const [about, more] = [open ? detail(context, check) : null, open ? note(context, check) : null];
  return {
    title: terminalText(check.title),
    gap: value === null ? context.text("amount.none") : terminalText(value),
    interval: interval === null ? "" : terminalText(interval),
    limit: terminalText(limit),
    detail: about === null ? null : terminalText(about),
    note: more === null ? null : terminalText(more),
  };
}
