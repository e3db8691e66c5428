import type { DriftRow, GateRow } from "../record/run-record.js";
import { type Amount, gapAmount } from "./amounts.js";
import type { Context } from "./context.js";
import { attributeName, groupPhrase, shortGroupName } from "./names.js";
import { named, type Rich } from "./rich-text.js";

/** Whether a check is on how far distributions are from those of the baseline. */
export const isOfDrift = ({ drift }: Pick<GateRow, "drift">): boolean => drift !== undefined;

/** What a distribution is of, as it stands in a sentence: "scores", "the column tenure". */
export const driftSubject = (context: Context, { of, feature }: Pick<DriftRow, "of" | "feature">): Rich =>
  context.t(`drift.subject.${of}`, { feature: named(feature ?? "") });

/** "Population stability of scores, by gender". */
export const driftTitle = (
  context: Context,
  { disparity, drift, attribute }: Pick<GateRow, "disparity" | "drift" | "attribute">,
): Rich =>
  context.t("check.drift", {
    statistic: context.t(`drift.statistic.${disparity}`),
    subject: drift === undefined ? [] : driftSubject(context, drift),
    attribute: attributeName(context, attribute),
  });

/** Whose distribution is farthest off; null: it is not about one group. */
export const driftWho = (context: Context, { attribute, group }: GateRow): Rich | null =>
  group === null ? null : context.t("check.most_for", { group: shortGroupName(context, attribute, group) });

/** What a check of drift found, as a sentence of the findings. */
export function driftSentence(context: Context, gate: GateRow, title: Rich, gap: Rich): Rich {
  if (gate.group === null) return context.t("finding.bare", { check: title, gap });
  return context.t("finding.drift", { check: title, gap, group: groupPhrase(context, gate.attribute, gate.group) });
}

/** A drift with its interval: all statistics are numbers of their own. */
export const driftAmount = (context: Context, row: DriftRow): Amount => gapAmount(context, "number", row);
