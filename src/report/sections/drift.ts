import type { RunRecord } from "../../record/run-record.js";
import { driftSketch, driftSubjects, subjectsLeft } from "../drift-figure.js";
import { named, type Rich } from "../rich-text.js";
import type { Material, SectionMaker } from "./section.js";

/** Why there is nothing to compare; null: there is. */
function absence({ distributions, baseline, baseline_distributions: before }: RunRecord): string | null {
  if (distributions === undefined) return "drift.not_asked";
  if (baseline === undefined) return "drift.no_baseline";
  if (baseline.kind === "model") return "drift.same_rows";
  return before === undefined || before.length === 0 ? "drift.not_in_baseline" : null;
}

async function make({ context, checks, figure }: Material) {
  const { record } = context;
  const none = absence(record);
  const all = none === null ? driftSubjects(context) : [];
  const left = subjectsLeft(all);
  const lead: Rich = none === null ? context.t("drift.lead", { baseline: named(record.baseline?.name ?? "") }) : [];
  const view = {
    none: none === null ? [] : context.t(none),
    lead,
    figure: all.length === 0 ? null : await figure(driftSketch(context, checks, all)),
    more: left === 0 ? [] : context.t("drift.more", { n: left }),
  };
  return { template: "drift", view };
}

/** Did the people, the labels, the inputs or the scores change since the baseline, and for whom? */
export const drift: SectionMaker = { number: "11b", id: "drift", make };
