import type { GateRow, GroupRow } from "../record/run-record.js";
import { isRatio, valueAmount } from "./amounts.js";
import type { Check } from "./checks.js";
import type { Context } from "./context.js";
import { driftSentence, isOfDrift } from "./drift-words.js";
import { inputSentence, isOfInputs } from "./input-checks.js";
import type { Arguments } from "./message.js";
import { groupPhrase, inEnglish, metricNames, people, referencePhrase, shortGroupName } from "./names.js";
import { named, type Rich, words } from "./rich-text.js";

/** Reasons of the record that hold a number or names. */
const reasonForms: readonly {
  readonly pattern: RegExp;
  readonly key: string;
  readonly values: (match: RegExpExecArray, nameOf: (group: string) => Rich) => Arguments;
}[] = [
  { pattern: /^fewer than (\d+) people$/, key: "reason.few", values: ([, k]) => ({ k: Number(k) }) },
  { pattern: /^fewer than (\d+)$/, key: "reason.below", values: ([, least]) => ({ least: Number(least) }) },
  {
    pattern: /^hidden so that (.+) cannot be worked out$/s,
    key: "reason.protecting",
    values: ([, groups], nameOf) => ({ groups: nameOf(groups ?? "") }),
  },
];

/** Why something has no value, in words: ours where we know the reason, else the record's own. `attribute`: whose groups the reason may name. */
export function reasonText(context: Context, reason: string | null, attribute: string | null = null): Rich {
  if (reason === null) return context.t("reason.none");
  const isGroup = (text: string): boolean =>
    attribute !== null && context.find.population(attribute, text) !== undefined;
  const nameOf = (text: string): Rich => (isGroup(text) ? shortGroupName(context, attribute ?? "", text) : named(text));
  for (const { pattern, key, values } of reasonForms) {
    const match = pattern.exec(reason);
    if (match !== null) return context.t(key, values(match, nameOf));
  }
  const key = `reason.${reason.replaceAll(" ", "_")}`;
  return context.has(key) ? context.t(key) : inEnglish(context, named(reason));
}

/** Why a check has no gap: the last of the record's reasons where it is one of ours, as the groups before it are listed by name anyway. */
export function gateReason(context: Context, gate: GateRow): Rich {
  const last = gate.reason?.split("; ").at(-1) ?? null;
  const known = last !== null && context.has(`reason.${last.replaceAll(" ", "_")}`);
  return reasonText(context, known ? last : gate.reason);
}

type Valued = GroupRow & { readonly value: number };
const hasValue = (row: GroupRow | null): row is Valued => row !== null && row.value !== null;

/** Rows behind a value with weights or repeated units: its interval knows them, the weighted denominator does not. */
function rowsBehind({ interval, basis }: GroupRow): number | null {
  return interval === "wilson_effective" ? (basis?.[3] ?? null) : null;
}

/** How many were counted: what the share is of, else the rows of the group. */
export const countOf = (context: Context, row: GroupRow): number => {
  const share = metricNames(context, row.metric).share !== null;
  const weighted = context.record.suite.weight !== null;
  return Math.round((share ? (rowsBehind(row) ?? (weighted ? row.n : row.denominator)) : row.n) ?? row.n ?? 0);
};

/** Subject first: a ratio says how often the rarer side is reached, a difference starts with the group worse off. */
function sides(check: Check): { subject: Valued; object: Valued } | null {
  const { group, reference, gate } = check;
  if (!hasValue(group) || !hasValue(reference)) return null;
  const turned =
    isRatio(gate.disparity) &&
    gate.bound === "at_least" &&
    gate.disparity === "min_ratio" &&
    group.value > reference.value;
  return turned ? { subject: reference, object: group } : { subject: group, object: reference };
}

function pairArguments(context: Context, check: Check, subject: Valued, object: Valued): Arguments {
  const { gate } = check;
  const share = metricNames(context, subject.metric).share;
  const value = (row: Valued) =>
    valueAmount(context, row.metric, { value: row.value, low: row.low, high: row.high }).value ?? words("");
  return {
    metric: metricNames(context, subject.metric).name,
    of: share?.of ?? words(""),
    did: share?.did ?? words(""),
    group: groupPhrase(context, gate.attribute, subject.group ?? ""),
    reference: referencePhrase(context, gate.attribute, object.group),
    value: value(subject),
    value2: value(object),
    count: countOf(context, subject),
    count2: countOf(context, object),
    gap: check.gap.value ?? words(""),
    direction: subject.value === object.value ? "equal" : subject.value < object.value ? "less" : "more",
  };
}

/** The gap alone, where the values behind it are not shown. */
function bareGap(context: Context, check: Check, gap: Rich): Rich {
  const { group, reference, attribute } = check.gate;
  if (group === null) return context.t("finding.bare", { check: check.title, gap });
  return context.t("finding.pair", {
    check: check.title,
    gap,
    group: groupPhrase(context, attribute, group),
    reference: referencePhrase(context, attribute, reference),
  });
}

/** A group against everybody else, whose own value the record does not hold; null for other comparisons. */
function againstRest(context: Context, { gate, group, gap }: Check): Rich | null {
  if (!hasValue(group) || gate.reference !== null || !gate.disparity.endsWith("_to_rest")) return null;
  const kind = isRatio(gate.disparity) ? "ratio" : "difference";
  const difference = context.find.disparity(group, "difference_to_rest", group.group)?.value ?? 0;
  return context.t(`finding.rest.${kind}`, {
    metric: metricNames(context, group.metric).name,
    group: groupPhrase(context, gate.attribute, group.group ?? ""),
    reference: referencePhrase(context, gate.attribute, null),
    gap: gap.full ?? words(""),
    direction: difference === 0 ? "equal" : difference < 0 ? "less" : "more",
    value: valueAmount(context, group.metric, group).value ?? words(""),
    count: countOf(context, group),
  });
}

/** A check without values of two groups behind it. */
const withoutPair = (context: Context, check: Check, gap: Rich): Rich =>
  isOfDrift(check.gate) ? driftSentence(context, check.gate, check.title, gap) : unpaired(context, check, gap);

const unpaired = (context: Context, check: Check, gap: Rich): Rich =>
  (isOfInputs(check.gate) ? inputSentence(context, check.gate, check.gap, "finding") : againstRest(context, check)) ??
  bareGap(context, check, gap);

/** Who – what happened – how much – compared with whom – counts. */
export function comparison(context: Context, check: Check): Rich {
  const pair = sides(check);
  const { gate } = check;
  if (check.gap.value === null)
    return context.t("finding.no_value", { check: check.title, reason: gateReason(context, gate) });
  if (pair === null) return withoutPair(context, check, check.gap.value);
  const values = pairArguments(context, check, pair.subject, pair.object);
  const form = metricNames(context, pair.subject.metric).share === null ? "value" : "share";
  const kind = isRatio(gate.disparity) ? "ratio" : "difference";
  const finding = context.t(`finding.${form}.${kind}`, { ...values, gap: check.gap.full ?? words("") });
  return gate.class === null ? finding : context.t("finding.of_class", { finding, class: named(gate.class) });
}

/** Uncertainty and limit; empty where no bound is known. */
export function uncertainty(context: Context, check: Check): Rich {
  if (check.gap.interval === null) return context.t("finding.limit_only", { limit: check.limit });
  return context.t("finding.uncertainty", { level: check.level, interval: check.gap.interval, limit: check.limit });
}

/** The first screen's short form: what happened to the group and to the other. */
export function affected(context: Context, check: Check): Rich {
  const { group, reference, gate } = check;
  if (check.gap.value === null) return context.t("strip.reason", { reason: gateReason(context, gate) });
  const ofInputs = isOfInputs(gate) ? inputSentence(context, gate, check.gap, "strip") : null;
  if (ofInputs !== null) return ofInputs;
  if (!hasValue(group) || !hasValue(reference))
    return context.t("strip.bare", { check: check.title, gap: check.gap.value });
  const values = pairArguments(context, check, group, reference);
  const form = metricNames(context, group.metric).share === null ? "value" : "share";
  return context.t(`strip.${form}.${isRatio(gate.disparity) ? "ratio" : "difference"}`, values);
}

/** Groups a gate says nothing about, with their size or, on request, the reason for each; at most `most`, then a count. */
export function notJudged(context: Context, gate: GateRow, most: number, why = false): Rich | null {
  if (gate.not_judged.length === 0) return null;
  const listed = gate.not_judged.slice(0, most).map(({ group, n, reason }) => {
    const name = shortGroupName(context, gate.attribute, group);
    if (why)
      return n === null || n === 0
        ? context.t("group.why", { group: name, reason: reasonText(context, reason, gate.attribute) })
        : context.t("group.counted_why", { group: name, n, reason: reasonText(context, reason, gate.attribute) });
    return n === null || n === 0 ? name : context.t("group.counted", { group: name, n });
  });
  const more = gate.not_judged.length - listed.length;
  return context.list(more > 0 ? [...listed, context.t("group.more", { n: more })] : listed);
}

/** "18,412 customers". */
export const counted = (context: Context, n: number): Rich =>
  context.t("people.counted", { n, people: people(context) });

/** A number from planning: two digits of it mean something. */
export const about = (n: number): number => Number(n.toPrecision(2));
