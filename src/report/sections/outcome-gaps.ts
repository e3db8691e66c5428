import { isOutcome, rateFigures } from "./rates.js";
import type { Material, SectionMaker } from "./section.js";

async function make(material: Material) {
  const { figures, more, others } = await rateFigures(material, isOutcome);
  const none = figures.length > 0 ? [] : material.context.t("outcomes.none");
  return { template: "rates", view: { figures, more, none, others } };
}

/** Selection, favourable outcomes and scores by group. */
export const outcomeGaps: SectionMaker = { number: "5", id: "outcomes", make };
