import fc from "fast-check";
import type { DecisionInput, DecisionReasons, RowValue } from "../../src/core/explained-decision.js";
import { documentOf, type ExplanationDocument } from "../../src/explanations/document.js";

/** Names as suites of customer service have them, long ones too. */
const names = [
  "tenure",
  "MonthlyCharges",
  "TotalCharges",
  "Contract",
  "PaymentMethod",
  "InternetService",
  "OnlineSecurity",
  "age",
  "calls last month",
  "open invoices",
] as const;

const finite = (bound: number) => fc.double({ min: -bound, max: bound, noNaN: true });
const value: fc.Arbitrary<RowValue> = fc.oneof(
  fc.integer({ min: 0, max: 5000 }),
  finite(10_000),
  fc.constantFrom("Month-to-month", "Two year", "No", "Yes", "Electronic check", "DSL"),
  fc.constant(null),
);

const input = (name: string): fc.Arbitrary<DecisionInput> =>
  fc.record({
    name: fc.constant(name),
    columns: fc.tuple(fc.record({ column: fc.constant(name), value, typical: value })),
    attribution: fc.oneof(finite(2), finite(0.01), fc.constant(0)),
    error: fc.option(fc.double({ min: 0, max: 0.1, noNaN: true }), { nil: null }),
  });

/** Reasons that add up, as an exact method's do. */
export const reasons: fc.Arbitrary<DecisionReasons> = fc
  .tuple(
    fc.subarray([...names], { minLength: 2 }).chain((some) => fc.tuple(...some.map(input))),
    finite(2),
  )
  .map(([inputs, base]) => ({
    base,
    output: inputs.reduce((sum, { attribution }) => sum + attribution, base),
    inputs,
  }));

const score = fc.double({ min: 0, max: 1, noNaN: true });
const change = fc.record({ column: fc.constantFrom(...names), from: value, to: value });
const outcome = score.map((of) => ({ class: of >= 0.5 ? "yes" : "no", abstained: false, score: of }));

const alternatives = fc.record({
  actionable: fc.subarray([...names], { minLength: 1, maxLength: 4 }),
  most: fc.integer({ min: 1, max: 3 }),
  tried: fc.nat(1000),
  found: fc.array(fc.record({ changes: fc.array(change, { minLength: 1, maxLength: 3 }), outcome }), { maxLength: 3 }),
});

/** Explanations of binary decisions with all their chapters. */
export const documents: fc.Arbitrary<ExplanationDocument> = fc
  .record({
    outcome,
    reasons,
    after: reasons,
    alternatives: fc.option(alternatives, { nil: null }),
    scale: fc.constantFrom("margin" as const, "probability" as const),
    isOfTraining: fc.boolean(),
    changes: fc.array(change, { minLength: 1, maxLength: 3 }),
    corrected: fc.option(outcome, { nil: null }),
  })
  .map((drawn) =>
    documentOf(
      {
        data: { sha256: "0".repeat(64), rows: 2113 },
        model: { id: "churn", kind: "xgboost", sha256: "1".repeat(64) },
        row: { id: "8149-RSOUN" },
        rule: { positive: "yes", limit: 0.5, capacity: false },
        outcome: drawn.outcome,
        explanation: {
          method: "tree_path",
          scale: drawn.scale,
          class: null,
          comparison: drawn.isOfTraining ? { of: "training", rows: null } : { of: "data", rows: 200 },
          reasons: drawn.reasons,
        },
        unexplained: null,
        alternatives: drawn.alternatives,
        unsought: drawn.alternatives === null ? "nothing_declared" : null,
        corrected:
          drawn.corrected === null
            ? null
            : {
                set: [],
                changes: drawn.changes,
                outcome: drawn.corrected,
                changed: drawn.corrected.class !== drawn.outcome.class,
                reasons: null,
              },
      },
      { suite: { name: "churn", file: "suites/churn.yaml", sha256: "2".repeat(64) }, seed: 1 },
    ),
  );
