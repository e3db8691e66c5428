import type { DerivedMetric, MetricFamily } from "./metric.js";

/** F of precision and recall where recall counts β times as much as precision, in [0, 1]; β = 1 gives `f1`. */
export const fBeta: MetricFamily = {
  name: "f_beta",
  parameter: "β, above 0",
  byDefault: null,
  example: 2,
  // A β whose square is no number any more, or none that counts, has no F.
  allows: (beta) => beta > 0 && Number.isFinite(beta * beta) && beta * beta > 0,
  of: fOf,
};

function fOf(beta: number): DerivedMetric {
  const square = beta * beta;
  const parts = ({ tp, fp, fn }: { tp: number; fp: number; fn: number }) => ({
    numerator: (1 + square) * tp,
    denominator: (1 + square) * tp + square * fn + fp,
  });
  return {
    name: `f_beta(${beta})`,
    kind: "derived",
    needs: "confusion",
    better: "higher",
    range: [0, 1],
    unit: "proportion",
    formula: "(1 + β²)·TP / ((1 + β²)·TP + β²·FN + FP)",
    source: "van Rijsbergen 1979, Information Retrieval, chapter 7 (E measure)",
    empty: "no positives and no predicted positives in group",
    of: (counts) => {
      const { numerator, denominator } = parts(counts);
      return denominator > 0 ? numerator / denominator : null;
    },
    fraction: parts,
    // No exact reduction to one proportion, unlike F1.
    evidence: () => null,
  };
}
