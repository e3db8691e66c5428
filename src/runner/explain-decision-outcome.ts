import { periodSql } from "../aggregates/cuts.js";
import { labelFor } from "../core/classes.js";
import { defaultThreshold } from "../core/decision.js";
import type { DecisionOutcome, ExplainedDecision } from "../core/explained-decision.js";
import type { Answers } from "../models/model.js";
import { askedTable } from "./explain-decision-row.js";
import type { ModelMeasurement } from "./measure-model.js";
import type { Workshop } from "./workshop.js";

/** How a model's answers to a row become a decision: the same rule as for all rows of an audit. */
export interface Decider {
  readonly rule: ExplainedDecision["rule"];
  outcome(answers: Answers, row: number): DecisionOutcome;
}

/** The rule of the suite's only model. A capacity ends where it ended among all rows of the same period. */
export async function deciderOf(workshop: Workshop, measurement: ModelMeasurement): Promise<Decider> {
  const { classes, facts } = measurement;
  if (workshop.plan.rows.isRegression) return byNumber;
  if (!classes.isBinary || !facts.hasScore) return byName(workshop, measurement);
  const { threshold = defaultThreshold } = workshop.suite.models[0]!;
  const isCapacity = typeof threshold !== "number";
  const limit = isCapacity ? await cutOf(workshop) : threshold;
  return byScore(workshop, measurement, { limit, isCapacity });
}

const byNumber: Decider = {
  rule: { positive: null, limit: null, capacity: false },
  outcome: ({ score }, row) => ({ class: null, abstained: false, score: score?.[row] ?? null }),
};

/** From the limit on the positive class, as `decideByScore` has it in SQL. */
function byScore(
  { suite }: Workshop,
  { classes, isOfNegative }: ModelMeasurement,
  { limit, isCapacity }: { readonly limit: number; readonly isCapacity: boolean },
): Decider {
  const { abstain_below: below } = suite.models[0]!;
  return {
    rule: {
      positive: classes.names[1]!,
      limit: Number.isFinite(limit) ? limit : null,
      capacity: isCapacity,
    },
    outcome: (answers, row) => {
      const own = answers.score![row]!;
      const score = isOfNegative ? 1 - own : own;
      const abstained = below !== undefined && Math.max(score, 1 - score) < below;
      return { class: abstained ? null : classes.names[score >= limit ? 1 : 0]!, abstained, score };
    },
  };
}

/** The class that the model names. */
function byName({ suite }: Workshop, { classes }: ModelMeasurement): Decider {
  const { abstain_below: below, classes: meant } = suite.models[0]!;
  return {
    rule: { positive: null, limit: null, capacity: false },
    outcome: ({ score, label }, row) => {
      const name = label![row]!;
      const place = classes.predictionIndex.get(name);
      const sure = score?.[row] ?? null;
      const abstained = below !== undefined && sure !== null && sure < below;
      const named = place === undefined ? labelFor(name, classes.names, meant) : classes.names[place]!;
      return { class: abstained ? null : named, abstained, score: sure };
    },
  };
}

/** The lowest score that the capacity of the row's period let through; infinite where it let none. */
async function cutOf({ engine, plan }: Workshop): Promise<number> {
  const period = plan.rows.time?.period ?? null;
  const [cut] = await engine.row(`SELECT c.cut FROM ${askedTable} r JOIN cuts_0 c ON c.period = ${periodSql(period)}`);
  return Number(cut);
}
