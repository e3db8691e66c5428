import type { Confusion } from "../core/confusion.js";
import { cramersV } from "../stats/cramers-v.js";
import { theilsU } from "../stats/theils-u.js";
import { type CompatibilityFigure, type FigureDraft, ofLibrary } from "./compatibility.js";
import { fractions, plainly, sizeOfGroup } from "./fractions.js";

const figure = ofLibrary("giskard", {
  library: "Giskard",
  version: "commit 11511db",
  source: "github.com/Giskard-AI/giskard, giskard/testing/tests/statistic.py",
});

const rowsOnly = "Counts rows; weights are not used";
const selectionRate = plainly(fractions.selectionRate);

/** Rows by slice (in it, outside) and prediction (negative, positive). */
const sliceByPrediction = (slice: Confusion, rest: Confusion): readonly (readonly [number, number])[] =>
  [slice, rest].map(({ tp, fp, fn, tn }) => [fn + tn, tp + fp] as const);

const associations: readonly FigureDraft[] = (
  [
    ["cramer_v", "√(χ² / n) of slice × prediction", "cramersV", "Without correction for small tables", cramersV],
    [
      "theil_u",
      "I(slice; prediction) / H(prediction)",
      "theilsU",
      "Of the entropy of the predictions, the part that the slice explains",
      theilsU,
    ],
  ] as const
).map(([name, formula, ours, words, of]) => ({
  name,
  formula,
  ours: `${ours} (evenhand/stats)`,
  compares: "rest",
  needs: "prediction",
  convention: `${rowsOnly}. ${words}; the group is the slice, everybody else of the attribute the rest. It has no direction, and its default limit of 0.5 is passed by nearly any disparity of rates. NaN when all predictions are alike.`,
  of: ({ group, other }) => of(sliceByPrediction(group.rows, other.rows)) ?? Number.NaN,
}));

/** The figures of Giskard that counts give. Its mutual information is adjusted for chance by a sum that grows with the rows, and left out. */
export const giskard: readonly CompatibilityFigure[] = [
  {
    name: "disparate_impact",
    formula: "SR_g / SR of the reference group",
    ours: "selection_rate, ratio_to_reference",
    compares: "reference",
    needs: "prediction",
    convention: `${rowsOnly}. Raises where nobody is selected in the reference group, or a group is empty; passes strictly between 0.8 and 1.25.`,
    of: ({ group, other }) =>
      sizeOfGroup(group.rows) === 0 || !(selectionRate(other.rows) > 0)
        ? { refused: "ZeroDivisionError" }
        : selectionRate(group.rows) / selectionRate(other.rows),
  } satisfies FigureDraft,
  ...associations,
].map(figure);
