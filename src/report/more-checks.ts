import type { Verdict } from "../record/run-record.js";
import type { Check } from "./checks.js";
import type { Context } from "./context.js";
import type { Rich } from "./rich-text.js";

/** Checks that get a sentence of their own, worst first: nobody reads more, and all are rows of the first table in section A. */
export const spelledOut = 40;

const order: readonly Verdict[] = ["fail", "error", "undecided", "pass"];

/** Where the checks are that have no place here, and how they came out. */
export function moreChecks(context: Context, left: readonly Check[]): Rich {
  if (left.length === 0) return [];
  const clauses = order
    .map((verdict) => ({ verdict, n: left.filter(({ gate }) => gate.verdict === verdict).length }))
    .filter(({ n }) => n > 0)
    .map(({ verdict, n }) => context.t(`strip.counts.next.${verdict}`, { n }));
  return context.t("checks.more", { n: left.length, clauses: context.clauses(clauses) });
}
