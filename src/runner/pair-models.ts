import type { Measured } from "../core/measured.js";
import type { PairFrame } from "../core/pair-tally.js";
import { type PairedModels, regressionsUnpaired, tooManyNumbers, type UnpairedModels } from "../core/paired.js";
import { sharedName } from "../core/shared-classes.js";
import type { SuiteContent } from "../suite/suite.js";
import { predictedIndex } from "./count-model.js";
import { countPairs } from "./count-pairs.js";
import { attributeKeys, type ModelMeasurement } from "./measure-model.js";
import { attributeSets } from "./model-tables.js";
import type { Workshop } from "./workshop.js";

/**
 * The first model against each of the others, on the rows that both answered; or why not: regressions, models without decisions, and those
 * whose units make too much to hand over.
 */
export async function pairModels(
  workshop: Workshop,
  measured: readonly ModelMeasurement[],
): Promise<Pick<Measured, "paired" | "unpaired">> {
  const [now, ...others] = measured;
  const paired: PairedModels[] = [];
  const unpaired: UnpairedModels[] = [];
  for (const then of others) {
    const baseline = then.facts.id;
    const counts = await countsOrReason(workshop, then, now!);
    if (typeof counts === "string") unpaired.push({ baseline, reason: counts });
    else paired.push({ baseline, model: now!.facts.id, ...counts });
  }
  return { ...(paired.length > 0 ? { paired } : {}), ...(unpaired.length > 0 ? { unpaired } : {}) };
}

async function countsOrReason(workshop: Workshop, then: ModelMeasurement, now: ModelMeasurement) {
  if (workshop.plan.rows.isRegression) return regressionsUnpaired;
  if (then.decision.prediction === null || now.decision.prediction === null) return "one of the models decides nothing";
  return (await countPair(workshop, then, now)) ?? tooManyNumbers;
}

export const pairFrame = (suite: SuiteContent): PairFrame => ({
  attributes: suite.attributes.map(({ name }) => name),
  tagged: suite.attributes.map(({ separator }) => separator !== undefined),
  sets: attributeSets(suite),
});

function countPair(workshop: Workshop, then: ModelMeasurement, now: ModelMeasurement) {
  const { engine, suite, plan, isCounted } = workshop;
  const nameIn = ({ classes }: ModelMeasurement, value: string | null): string | null =>
    classes.names[predictedIndex(classes, value)] ?? null;
  const shared = sharedName(then.classes.names, now.classes.names);
  return countPairs({
    engine,
    spec: {
      attributes: attributeKeys(workshop),
      strata: [],
      label: plan.rows.label?.kind ?? null,
      prediction: now.decision.prediction,
      abstained: now.decision.abstained,
      before: { prediction: then.decision.prediction, abstained: then.decision.abstained },
      rank: null,
      score: null,
      isWeighted: false,
      isCounted,
      hasTime: false,
    },
    rows: then.decision.joined(now.decision.rows),
    frame: pairFrame(suite),
    names: {
      label: (value) => value,
      before: (value) => shared(nameIn(then, value)),
      now: (value) => nameIn(now, value),
    },
    unit: now.counts.units === null ? null : (plan.rows.unit?.kind ?? null),
  });
}
