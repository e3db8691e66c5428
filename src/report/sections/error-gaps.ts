import { isOutcome, rateFigures } from "./rates.js";
import type { Material, SectionMaker } from "./section.js";

async function make(material: Material) {
  const { context } = material;
  const { figures, more, others } = await rateFigures(material, (metric) => !isOutcome(metric));
  const none =
    figures.length > 0 ? [] : context.t(context.record.suite.label === null ? "errors.no_label" : "errors.none");
  return { template: "rates", view: { figures, more, none, others } };
}

/** Errors by group, where the label says what is true. */
export const errorGaps: SectionMaker = { number: "6", id: "errors", make };
