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
 * The figures of other libraries that a suite asks for, each once, in its order. Of `library.*` those that the data or the suite do not
 * allow are left out; where they are named they are refused.
 * @throws Failure (usage) naming each entry that cannot be answered
 */
export function planCompatibility(
  suite: Pick<SuiteContent, "compatibility" | "dataset">,
  models: Measured["models"],
): CompatibilityFigure[] {
  if (suite.compatibility.length === 0) return [];
  const named = suite.compatibility.map(figuresOf);
  const unfit = unfitModel(models, named.flat());
  if (unfit !== null) throw new Failure("usage", [{ message: unfit, at: ["compatibility"] }]);
  const problems: Problem[] = [];
  const figures = suite.compatibility.flatMap((entry, i) => {
    const at = ["compatibility", i];
    const found = named[i]!;
    const lacking = found.map((figure) => lackOf(figure, suite, models));
    if (found.length === 0) problems.push({ message: unknownFigure(entry), at });
    else if (!lacking.includes(null)) problems.push({ message: `${entry} ${lacking[0]}`, at });
    return found.filter((_, place) => lacking[place] === null);
  });
  if (problems.length > 0) throw new Failure("usage", problems);
  return [...new Map(figures.map((figure) => [figure.name, figure])).values()];
}

/** Whether a suite asks for figures over the nearest neighbours of rows. */
export const asksForNeighbours = ({ compatibility }: Pick<SuiteContent, "compatibility">): boolean =>
  compatibility.flatMap(figuresOf).some(({ needs }) => needs === "neighbours");

const figuresOf = (entry: string): CompatibilityFigure[] =>
  compatibilityNamesOf(entry).flatMap((name) => compatibilityByName(name) ?? []);

const isRegression = (models: Measured["models"]): boolean => models.some(({ counts }) => counts.values !== null);

/** What a figure needs and does not have, as the rest of a sentence about it; null: nothing. */
function lackOf(
  { needs }: CompatibilityFigure,
  { dataset }: Pick<SuiteContent, "dataset">,
  models: Measured["models"],
): string | null {
  if (isRegression(models)) return needs === "scores" ? null : "is of two classes, and this is a regression";
  if (dataset.label === undefined && ["label", "confusion", "labelled_scores"].includes(needs))
    return "needs a label; the suite names none (dataset.label)";
  if (needs === "scores" || needs === "labelled_scores")
    return models.some(({ counts }) => counts.scores !== null) ? null : "needs a score, and no model gives one";
  return needs === "neighbours" && models.every(({ neighbours }) => neighbours === undefined)
    ? "compares rows by what the model takes: it needs `explain`, and a model that scores"
    : null;
}

const unknownFigure = (entry: string): string =>
  `unknown compatibility figure ${quoted(entry)}${suggestion(entry, compatibilityNames)}`;

/** Why none of the figures can be made for some model; null: some can. */
function unfitModel(models: Measured["models"], figures: readonly CompatibilityFigure[]): string | null {
  if (isRegression(models))
    return figures.some(({ needs }) => needs === "scores")
      ? null
      : "compatibility figures are of two classes, and this is a regression";
  for (const { facts, counts } of models) {
    const { classes, prediction } = counts.cells;
    if (classes.length > 2)
      return `compatibility figures are for labels with two values; this one has ${classes.length}`;
    if (prediction.length > 0 && prediction.every((predicted) => predicted < 0))
      return `compatibility figures need a prediction; model ${quoted(facts.id)} gives none`;
  }
  return null;
}
