import { splitNames } from "../core/groups.js";
import type { ExplanationRow } from "../record/run-record.js";
import type { GapUnit } from "./amounts.js";
import type { Context } from "./context.js";
import { attributeName, groupHeading } from "./names.js";
import { capitalised, named, type Rich } from "./rich-text.js";

/** Which output is spoken of: a model's only one, or that of a class. */
export interface OutputPlace {
  readonly model: string;
  readonly class: string | null;
}

/** The figure of agreement that checks are made of; the others stand in section A. */
export const agreementFigure = "ndcg";

/** Outputs whose inputs were told apart. */
export const explainedOutputs = ({ record }: Context): ExplanationRow[] =>
  (record.explanations ?? []).filter(({ status }) => status === "ok");

const isRegression = ({ record }: Context, model: string): boolean =>
  record.models.find(({ id }) => id === model)?.task === "regression";

/**
 * How differences of pushes are printed. What a model of two classes adds up before its last step are log-odds; of several
 * classes, or of a regression, it is a scale of the model's own.
 */
export function pushUnit(context: Context, output: OutputPlace): GapUnit {
  const scale = context.find.explanation(output)?.scale ?? null;
  if (scale === "probability") return "points";
  if (scale === "margin") return output.class === null && !isRegression(context, output.model) ? "log_odds" : "margin";
  return "number";
}

/** How outputs themselves are printed: gaps of probabilities are points, probabilities are percent. */
export const outputUnit = (context: Context, output: OutputPlace): GapUnit => {
  const unit = pushUnit(context, output);
  return unit === "points" ? "percent" : unit;
};

/** What the inputs push, in a sentence: "the score". */
export const outputName = (context: Context, output: OutputPlace): Rich =>
  output.class !== null
    ? context.t("inputs.output.class", { class: named(output.class) })
    : context.t(`inputs.output.${isRegression(context, output.model) ? "prediction" : "score"}`);

/** An input by the name of the attribute that it is, else by its own. */
export function inputName(context: Context, explanation: ExplanationRow | undefined, feature: string): Rich {
  const found = explanation?.features.find(({ name }) => name === feature);
  const [attribute] = found?.attributes ?? [];
  return attribute !== undefined && found?.columns.length === 1
    ? attributeName(context, attribute)
    : named(feature.replaceAll("_", " "));
}

/** The same at the start of a line. */
export const inputHead = (context: Context, explanation: ExplanationRow | undefined, feature: string): Rich =>
  capitalised(inputName(context, explanation, feature), context.language);

/** A group as the end of a line in a drawing: its label, else with its attribute. */
export const groupEnd = (context: Context, attribute: string, group: string | null): Rich =>
  group === null ? context.t("group.rest") : groupHeading(context, attribute, group);

/** Inputs that are an attribute, or part of a combination of attributes, themselves. */
export const ownInputs = ({ features }: ExplanationRow, attribute: string): readonly string[] =>
  features
    .filter(({ attributes }) => attributes.some((name) => splitNames(attribute).includes(name)))
    .map(({ name }) => name);

/** Inputs that stand in for an attribute, those that tell most of it first. */
export const standIns = ({ record }: Context, model: string, attribute: string) =>
  (record.proxies ?? [])
    .filter((row) => row.model === model && row.attribute === attribute && row.is_proxy)
    .toSorted((a, b) => (b.auc ?? 0) - (a.auc ?? 0));
