import {
  type CompatibilityFigure,
  compatibilityByName,
  compatibilityNames,
  compatibilityNamesOf,
} from "../compatibility/index.js";
import { Failure, type Problem } from "../core/errors.js";
import type { Measured } from "../core/measured.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";
import type { SuiteContent } from "../suite/suite.js";

/**
 * The figures of other libraries that a suite asks for, each once, in its order. Of `library.*` those that need a label are left
 * out where there is none; where they are named they are refused.
 * @throws Failure (usage) naming each entry that cannot be answered
 */
export function planCompatibility(
  suite: Pick<SuiteContent, "compatibility" | "dataset">,
  models: Measured["models"],
): CompatibilityFigure[] {
  if (suite.compatibility.length === 0) return [];
  const unfit = unfitModel(models);
  if (unfit !== null) throw new Failure("usage", [{ message: unfit, at: ["compatibility"] }]);
  const problems: Problem[] = [];
  const hasLabel = suite.dataset.label !== undefined;
  const figures = suite.compatibility.flatMap((entry, i) => {
    const at = ["compatibility", i];
    const found = compatibilityNamesOf(entry).flatMap((name) => compatibilityByName(name) ?? []);
    const usable = found.filter(({ needs }) => hasLabel || needs === "prediction");
    if (found.length === 0) problems.push({ message: unknownFigure(entry), at });
    else if (usable.length === 0) {
      problems.push({ message: `${entry} needs a label; the suite names none (dataset.label)`, at });
    }
    return usable;
  });
  if (problems.length > 0) throw new Failure("usage", problems);
  return [...new Map(figures.map((figure) => [figure.name, figure])).values()];
}

const unknownFigure = (entry: string): string =>
  `unknown compatibility figure ${quoted(entry)}${suggestion(entry, compatibilityNames)}`;

/** Why the figures cannot be made for some model; null: they can. */
function unfitModel(models: Measured["models"]): string | null {
  for (const { facts, counts } of models) {
    const { classes, prediction } = counts.cells;
    if (counts.values !== null) return "compatibility figures are of two classes, and this is a regression";
    if (classes.length > 2)
      return `compatibility figures are for labels with two values; this one has ${classes.length}`;
    if (prediction.length > 0 && prediction.every((predicted) => predicted < 0))
      return `compatibility figures need a prediction; model ${quoted(facts.id)} gives none`;
  }
  return null;
}
