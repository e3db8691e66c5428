import type { Confusion } from "../core/confusion.js";
import { type CompatibilityFigure, type FigureDraft, ofLibrary } from "./compatibility.js";
import { sizeOfGroup } from "./fractions.js";

const figure = ofLibrary("oxonfair", {
  library: "OxonFair",
  version: "commit 281dd4d",
  source: "github.com/oxfordinternetinstitute/oxonfair, src/oxonfair/utils/group_metrics.py",
});

const words =
  "Counts rows; weights are not used. How far the number of predicted positives is from that of the labels, whichever way; it compares no groups";

const amplification = (counts: Confusion): number => Math.abs(counts.fn - counts.fp) / sizeOfGroup(counts);

/** OxonFair's bias amplification, of each group and of everybody. */
export const oxonfair: readonly CompatibilityFigure[] = [
  {
    name: "bias_amplification",
    formula: "|FN − FP| / n of the group",
    ours: "amplification",
    compares: "each",
    needs: "confusion",
    convention: `${words}, where ours is the gap of the predictions minus the gap of the labels, paired.`,
    of: ({ group }) => amplification(group.rows),
  } satisfies FigureDraft,
  {
    name: "bias_amplification(overall)",
    formula: "|FN − FP| / n of everybody",
    ours: "amplification",
    compares: "everybody",
    needs: "confusion",
    convention: `${words}.`,
    of: ({ group }) => amplification(group.rows),
  } satisfies FigureDraft,
].map(figure);
