import type { TrendRow } from "../../record/run-history.js";
import type { Check } from "../checks.js";
import type { Context } from "../context.js";
import { draw } from "../draw.js";
import { alarm } from "../open-findings.js";
import { plain } from "../rich-text.js";
import { reasonText } from "../sentences.js";
import { chartOf, type Followed, trendSketch } from "../trend-figure.js";
import type { Material, SectionMaker } from "./section.js";

/** Gates with a figure of their own; more of them stand side by side, small. */
const mostFigures = 5;

/** Gates that were audited before, those over their limits first. */
function followedOf(trends: readonly TrendRow[], checks: readonly Check[]): Followed[] {
  return checks.flatMap((check) => {
    const trend = trends.find(({ gate }) => gate === check.gate.id);
    return trend === undefined || trend.points.length + trend.earlier < 2 ? [] : [{ trend, check }];
  });
}

async function facet(context: Context, followed: Followed) {
  const { takeaway, summary, table } = trendSketch(context, followed);
  return {
    title: followed.check.title,
    description: [takeaway, ...summary].map(plain).join(" "),
    svg: await draw(chartOf(context, followed, "narrow"), "facet"),
    table,
    show: context.t("figure.show"),
  };
}

/** Why no evidence is collected over audits, of the gates where none is. */
function withoutEvidence(context: Context, followed: readonly Followed[]) {
  return followed.flatMap(({ trend, check }) =>
    trend.no_evidence === null
      ? []
      : [context.t("trend.no_evidence", { check: check.title, reason: reasonText(context, trend.no_evidence) })],
  );
}

async function make({ context, checks, figure, history }: Material) {
  const followed = followedOf(history?.trends ?? [], checks);
  const isMany = followed.length > mostFigures;
  const figures = [];
  const facets = [];
  for (const one of followed) {
    if (isMany) facets.push(await facet(context, one));
    else figures.push(await figure(trendSketch(context, one)));
  }
  const view = {
    none: followed.length === 0 ? context.t(history === null ? "trend.none" : "trend.no_gates") : [],
    alarms: followed.map(({ trend }) => alarm(context, trend, checks)).filter((sentence) => sentence !== null),
    figures,
    facets,
    why: followed.length === 0 ? [] : context.t("trend.why"),
    without: withoutEvidence(context, followed),
  };
  return { template: "trend", view };
}

/** How did each check go over the audits so far? */
export const trend: SectionMaker = { number: "11a", id: "trend", make };
