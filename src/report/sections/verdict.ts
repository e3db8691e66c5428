import { verdictLine, verdictLineEnd, verdictLinePosition } from "../../charts/index.js";
import type { Verdict } from "../../record/run-record.js";
import { fallsFromOne, kindOf } from "../amounts.js";
import { type Check, isAdjusted } from "../checks.js";
import type { Context } from "../context.js";
import { draw } from "../draw.js";
import { isOfInputs } from "../input-checks.js";
import { moreChecks, spelledOut } from "../more-checks.js";
import { attributeName, groupHeading, metricNames, technical } from "../names.js";
import { historyView } from "../open-findings.js";
import { capitalised, plain, type Rich } from "../rich-text.js";
import { affected, counted, gateReason, notJudged } from "../sentences.js";
import { widestGap } from "../widest-gap.js";
import type { Material, SectionMaker } from "./section.js";

const order: readonly Verdict[] = ["fail", "error", "undecided", "pass"];
/** More checks than this do not fit a screen; those within their limits are then counted. */
const listed = 12;

/** End of the axis that all verdict lines of a report share, in multiples of the limit. */
export const lineEnd = (checks: readonly Check[]): number => verdictLineEnd(checks.flatMap(({ line }) => line ?? []));

/** "1 of 6 checks is over its limit, 1 is undecided, 4 are within." */
function counts(context: Context): Rich {
  const { gates } = context.record;
  if (gates.length === 0) return context.t("strip.counts.none");
  const present = order
    .map((verdict) => ({ verdict, n: gates.filter((gate) => gate.verdict === verdict).length }))
    .filter(({ n }) => n > 0);
  const [only, second] = present;
  if (only?.verdict === "pass" && second === undefined)
    return context.t("strip.counts.all_pass", { total: gates.length });
  const clauses = present.map(({ verdict, n }, index) =>
    context.t(`strip.counts.${index === 0 ? "first" : "next"}.${verdict}`, { n, total: gates.length }),
  );
  return context.t("strip.counts.sentence", { clauses: context.clauses(clauses) });
}

function sureHeading(context: Context, check: Check): Rich {
  const { low, high } = check.gap;
  const verdict = check.gate.verdict;
  const kind = kindOf(check.gate.disparity);
  const upwards = !(fallsFromOne(check.gate.disparity) && check.gate.bound === "at_least");
  const near = upwards ? low : high;
  const far = upwards ? high : low;
  const side = (bound: Rich, least: boolean) =>
    context.t(
      fallsFromOne(check.gate.disparity)
        ? `strip.sure.${kind}.${least ? "least" : "most"}`
        : `strip.sure.${least ? "least" : "most"}`,
      { bound },
    );
  if (verdict === "fail" && near !== null) return side(near, upwards);
  if (verdict === "pass" && far !== null) return side(far, !upwards);
  return context.t(verdict === "error" ? "strip.sure.error" : "strip.sure.undecided");
}

function sureText(context: Context, check: Check): Rich {
  const { interval, value } = check.gap;
  if (interval === null)
    return context.t(value === null ? "strip.sure.no_value" : "strip.sure.no_bounds", { limit: check.limit });
  const of = kindOf(check.gate.disparity);
  const kind = of === "gap" ? "text" : `${of}_text`;
  return isAdjusted(check.gate)
    ? context.t(`strip.sure.${kind}_adjusted`, { interval, limit: check.limit })
    : context.t(`strip.sure.${kind}`, { interval, level: check.level, limit: check.limit });
}

/** Longer lists of names than this are counted: they stand in full in the findings. */
const longestList = 40;

function leftOut(context: Context, check: Check): Rich | null {
  const names = notJudged(context, check.gate, 3);
  if (names === null) return null;
  if (plain(names).length <= longestList) return context.t("doubt.not_judged", { groups: names });
  return context.t("doubt.not_judged_count", { n: check.gate.not_judged.length });
}

/** What speaks against leaning on the verdict, strongest first; before it, the levels of bounds that differ. */
function doubts(context: Context, check: Check | null): Rich[] {
  const found: Rich[] = [];
  if (check !== null) {
    const left = leftOut(context, check);
    if (left !== null) found.push(left);
    if (check.unknown !== null)
      found.push(
        context.t("doubt.unknown", {
          counted: counted(context, check.unknown),
          n: check.unknown,
          attribute: attributeName(context, check.gate.attribute),
        }),
      );
  }
  if (!context.record.data.pinned) found.push(context.t("doubt.not_pinned"));
  const levels =
    check !== null && check.gap.interval !== null && isAdjusted(check.gate)
      ? [context.t("doubt.levels", { levels: capitalised(check.level, context.language) })]
      : [];
  return [...levels, ...found.slice(0, 2)];
}

interface Cell {
  readonly label: Rich;
  readonly heading: Rich;
  readonly text: Rich;
}

function affectedCell(context: Context, check: Check | null): Cell {
  if (check === null)
    return {
      label: context.t("strip.affected.none_label"),
      heading: context.t("strip.affected.nobody"),
      text: context.t("strip.affected.no_groups"),
    };
  const { gate } = check;
  const label = context.t(`strip.affected.label.${gate.id === "" ? "none" : gate.verdict}`);
  const heading = gate.group === null ? check.title : groupHeading(context, gate.attribute, gate.group);
  return { label, heading, text: affected(context, check) };
}

function sureCell(context: Context, check: Check | null): Cell {
  const label = context.t("strip.sure.label");
  if (check === null) return { label, heading: context.t("strip.sure.none"), text: context.t("strip.sure.none_text") };
  if (check.gate.id !== "") return { label, heading: sureHeading(context, check), text: sureText(context, check) };
  const level = context.numbers.level(check.gate.confidence);
  if (check.gap.interval === null)
    return { label, heading: context.t("strip.sure.none"), text: context.t("strip.sure.none_text") };
  const compared = context.record.disparities.length;
  return {
    label,
    heading: capitalised(check.gap.interval, context.language),
    text: context.t("strip.sure.unjudged", { level, n: compared }),
  };
}

async function checkRow(context: Context, check: Check, end: number) {
  const { gate, line } = check;
  const limited = gate.verdict === "pass" ? notJudged(context, gate, 4) : null;
  return {
    verdict: gate.verdict,
    word: context.t(`verdict.${gate.verdict}`),
    href: `#finding-${check.number}`,
    title: check.title,
    who: check.who ?? (check.gap.value === null ? gateReason(context, gate) : context.t("check.all_groups")),
    left: limited === null ? [] : context.t("check.not_judged", { groups: limited }),
    gap: check.gap.tagged ?? context.t("amount.none"),
    figures: check.figures ?? [],
    limit: check.limit,
    svg: line === null ? "" : await draw(verdictLine(line, end), "gauge"),
  };
}

/** The measures of the checks in plain words, with the field's term. */
function terms(context: Context, checks: readonly Check[]) {
  const metrics = [...new Set(checks.flatMap(({ gate }) => gate.metric ?? []))];
  const ofMetrics = metrics.flatMap((metric) => {
    const { name, means } = metricNames(context, metric);
    return means === null ? [] : [context.t("term", { name, term: technical(context, metric), means })];
  });
  const ofInputs = [
    ...new Set(
      checks
        .map(({ gate }) => gate)
        .filter(isOfInputs)
        .map(({ disparity }) => disparity),
    ),
  ];
  const more = ofInputs.map((disparity) =>
    context.t("term", {
      name: context.t(`inputs.${disparity}.name`),
      term: context.t(`inputs.${disparity}.term`),
      means: context.t(`inputs.${disparity}.means`),
    }),
  );
  return [...ofMetrics, ...more].slice(0, 3);
}

/** Where the checks stand that the table of the first screen leaves out. */
function more(context: Context, checks: readonly Check[], shown: readonly Check[]): Rich {
  const left = checks.filter((check) => !shown.includes(check));
  if (checks.length > spelledOut) return moreChecks(context, left);
  return left.length === 0 ? [] : context.t("strip.more", { n: left.length });
}

async function make({ context, checks, history }: Material) {
  const { record } = context;
  const lead = checks[0] ?? widestGap(context);
  const spelled = checks.slice(0, spelledOut);
  const shown =
    checks.length > listed ? spelled.filter((check, index) => check.gate.verdict !== "pass" || index < listed) : checks;
  const end = lineEnd(checks);
  const rows = [];
  for (const check of shown) rows.push(await checkRow(context, check, end));
  const head = (key: string): Rich => context.t(`strip.head.${key}`);
  const view = {
    verdict: record.verdict,
    word: context.t(`strip.word.${record.verdict}`),
    label: context.t("strip.verdict"),
    counts: counts(context),
    affected: affectedCell(context, lead),
    sure: sureCell(context, lead),
    doubts: doubts(context, lead),
    rows,
    caption: context.t("strip.head.caption"),
    heads: {
      verdict: head("verdict"),
      check: head("check"),
      gap: head("gap"),
      limit: head("limit"),
      none: verdictLinePosition(1, end) < 0.3 ? [] : head("none"),
      line: head("line"),
    },
    end: context.t("strip.end", { n: context.numbers.decimal(end, Number.isInteger(end) ? 0 : 1) }),
    more: more(context, checks, shown),
    terms: terms(context, checks.length > 0 || lead === null ? checks : [lead]),
    note: rows.length > 0 ? context.t("strip.note") : [],
    history: history === null ? null : historyView(context, history, checks),
  };
  return { template: "verdict", view };
}

/** Passed, failed or undecided: how many checks, which are worst? */
export const verdict: SectionMaker = { number: "0", id: "verdict", make };
