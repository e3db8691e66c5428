import { differences, type FamilyDraft, smoothedFamilies } from "./aif360-differences.js";
import { entropies, entropyFamilies } from "./aif360-entropies.js";
import { type CompatibilityFamily, type CompatibilityFigure, ofLibrary } from "./compatibility.js";
import { aif360Neighbours } from "./neighbour-figures.js";
import { aif360Scores } from "./score-figures.js";

const figure = ofLibrary("aif360", {
  library: "AIF360",
  version: "0.6.1",
  source: "github.com/Trusted-AI/AIF360, aif360/metrics and aif360/sklearn/metrics",
});

const family = ({ draft, ...rest }: FamilyDraft): CompatibilityFamily => ({
  ...rest,
  name: `aif360.${rest.name}`,
  of: (value, name) => ({ ...figure({ ...draft(value), name: "" }), name }),
});

/** The figures of AIF360. */
export const aif360: readonly CompatibilityFigure[] = [
  ...differences,
  ...entropies,
  ...aif360Scores,
  ...aif360Neighbours,
].map(figure);

/** Those that take a number. */
export const aif360Families: readonly CompatibilityFamily[] = [...entropyFamilies, ...smoothedFamilies].map(family);
