import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { audited, isOverLimit, sideOf } from "../../datasets/retention/audit.js";
import { tableOf } from "../../datasets/retention/columns.js";
import { interactionsOf, shipped } from "../../datasets/retention/generator.js";
import { absent, attributes, isAudited, planted } from "../../datasets/retention/planted.js";
import { alpha, type Truth } from "../../datasets/retention/truth.js";
import { cardWith } from "../../scripts/generate-truth.js";
import { evaluateTable } from "../../src/evaluate-table.js";
import { maxGap } from "../../src/stats/index.js";
import { projectRoot } from "../fixtures.js";

const folder = path.join(projectRoot, "datasets");
const truth = JSON.parse(readFileSync(path.join(folder, "truth.json"), "utf8")) as Truth;

/** Data sets that neither the truth nor the shipped file was drawn from. */
const seeds = Array.from({ length: 200 }, (_, i) => 40_001 + i);
const isLogged = ({ measure }: { measure: string }) => measure === "true_positive_rate" || measure === "selection_rate";
const plantedDecisions = truth.planted.filter(isLogged);
const absentDecisions = truth.absent.filter(isLogged);

/**
 * The most that a count of n can stray from what a rate says: four standard errors of the count and of the stated rate, which
 * came from its own simulations, and one for its steps. Once in 30,000 checks by chance.
 */
const tolerance = (rate: number, n: number, statedOn: number): number =>
  4 * Math.sqrt(rate * (1 - rate) * (n + n ** 2 / statedOn)) + 1;

describe("datasets/truth.json", () => {
  it("states what the generator plants, and no more", () => {
    const key = ({ measure, attribute, group, against }: (typeof absent)[number]) =>
      [measure, attribute, group, against].join(" ");
    expect(truth.planted.map(key)).toEqual(planted.map(key));
    expect(truth.absent.map(key)).toEqual(absent.map(key));
  });

  it("states sizes that stand far above the error of their simulation", () => {
    for (const { size_points, monte_carlo_error_points } of truth.planted) {
      expect(size_points).toBeGreaterThan(3);
      expect(monte_carlo_error_points).toBeLessThan(0.2);
    }
  });

  it("finds nothing where nothing is", () => {
    // Four standard errors: once in 15,000 per pair by chance.
    for (const { simulated_points, monte_carlo_error_points } of truth.absent) {
      expect(Math.abs(simulated_points)).toBeLessThan(4 * monte_carlo_error_points);
    }
  });

  it("stands in the data card as it is", () => {
    const card = readFileSync(path.join(folder, "retention", "card.md"), "utf8");
    expect(cardWith(card, truth)).toBe(card);
  });
});

describe("the audits behind the truth", () => {
  it("say what evaluateTable says of the same rows", () => {
    const judged = [
      ...plantedDecisions.map(({ measure, attribute, limit }) => ({ measure, attribute, limit: limit! })),
      ...absentDecisions
        .filter(({ over_zero }) => over_zero !== null)
        .map(({ measure, attribute }) => ({ measure, attribute, limit: 0 })),
    ];
    for (const seed of seeds.slice(0, 5)) {
      const interactions = interactionsOf({ ...shipped, seed });
      const kept = interactions.filter(isAudited);
      const groups = Object.entries(attributes).map(([attribute, groupOf]) => [attribute, kept.map(groupOf)] as const);
      const record = evaluateTable(
        { ...tableOf(kept, ["customer_id", "churned", "house_decision"]), ...Object.fromEntries(groups) },
        {
          label: "churned",
          prediction: "house_decision",
          unit: "customer_id",
          protected: Object.keys(attributes),
          metrics: ["true_positive_rate", "selection_rate"],
          gates: judged.map(({ measure, attribute, limit }) => ({
            metric: measure,
            attribute,
            disparity: "max_difference",
            at_most: limit,
          })),
        },
      );
      for (const { measure, attribute, limit } of judged) {
        const gate = record.gates.find((row) => row.metric === measure && row.attribute === attribute)!;
        const { samples } = audited(interactions, measure)(attribute);
        const { value, p } = maxGap(samples, { alpha, tolerance: limit });
        expect(gate.value).toBe(value);
        // The same formulas on sums in another order.
        expect(gate.p).toBeCloseTo(p, 9);
      }
    }
  });
});

describe("an audit of logged decisions, on 200 data sets", () => {
  const shown = plantedDecisions.map(() => 0);
  const overLimit = plantedDecisions.map(() => 0);
  const wrongSide = plantedDecisions.map(() => 0);
  const falselyShown = absentDecisions.map(() => 0);
  const falselyOver = absentDecisions.map(() => 0);

  beforeAll(() => {
    for (const seed of seeds) {
      const interactions = interactionsOf({ ...shipped, seed });
      const audits = new Map(
        ["true_positive_rate", "selection_rate"].map((measure) => [measure, audited(interactions, measure)]),
      );
      for (const [i, pair] of plantedDecisions.entries()) {
        const audit = audits.get(pair.measure)!(pair.attribute);
        const side = sideOf(audit, pair, alpha);
        if (side === (pair.direction === "lower" ? -1 : 1)) shown[i]! += 1;
        else if (side !== 0) wrongSide[i]! += 1;
        if (isOverLimit(audit, pair.limit!, alpha)) overLimit[i]! += 1;
      }
      for (const [i, pair] of absentDecisions.entries()) {
        const audit = audits.get(pair.measure)!(pair.attribute);
        if (sideOf(audit, pair, alpha) !== 0) falselyShown[i]! += 1;
        if (isOverLimit(audit, 0, alpha)) falselyOver[i]! += 1;
      }
    }
  }, 240_000); // half a minute of computing; more where other work shares the machine

  it.each(plantedDecisions.map((pair, i) => ({ ...pair, i })))(
    "shows $measure of $group against $against as often as stated",
    (pair) => {
      const expected = pair.shown * seeds.length;
      expect(Math.abs(shown[pair.i]! - expected)).toBeLessThanOrEqual(
        tolerance(pair.shown, seeds.length, truth.audits.simulated_data_sets),
      );
      expect(wrongSide[pair.i]).toBe(0);
    },
  );

  it.each(plantedDecisions.map((pair, i) => ({ ...pair, i })))(
    "fails the check of $measure by $attribute as often as stated",
    (pair) => {
      const expected = pair.over_limit! * seeds.length;
      expect(Math.abs(overLimit[pair.i]! - expected)).toBeLessThanOrEqual(
        tolerance(pair.over_limit!, seeds.length, truth.audits.simulated_data_sets),
      );
    },
  );

  it("finds each planted disparity in at least nine of ten data sets", () => {
    for (const { shown: rate } of plantedDecisions) expect(rate).toBeGreaterThanOrEqual(0.9);
  });

  it.each(absentDecisions.map((pair, i) => ({ ...pair, i })))(
    "raises no more than its share of false alarms for $measure by $attribute",
    (pair) => {
      // Binomial: alpha of 200 is 10, and 10 + 4 · 3.1 is passed once in 15,000 checks by chance when the level is exactly alpha.
      const limit = alpha * seeds.length + 4 * Math.sqrt(alpha * (1 - alpha) * seeds.length);
      expect(falselyShown[pair.i]).toBeLessThanOrEqual(limit);
      if (pair.over_zero !== null) expect(falselyOver[pair.i]).toBeLessThanOrEqual(limit);
    },
  );
});
