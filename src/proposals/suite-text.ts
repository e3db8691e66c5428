import { counted } from "../core/counted.js";
import { positiveOf } from "./pick-values.js";
import type { Alternative, Pick, Proposal, ProposedAttribute, ProposedModel, StandIn } from "./proposal.js";
import { columnText, pathScalar, textScalar, valueScalar } from "./yaml-text.js";

export interface SuiteTextOptions {
  /** The data file as the suite names it: relative to the suite, with slashes. */
  readonly source: string;
  /** The schema as the suite's editor finds it. */
  readonly schema: string;
  /** Where the data come from and under what terms; lines for the head of the file. */
  readonly notes?: readonly string[];
}

/** Names that stand in for what could not be found; a run stops there and names the line. */
export const placeholders = {
  attribute: "TODO_name_a_column_that_tells_groups_of_people",
  prediction: "TODO_name_the_column_with_the_predictions",
} as const;

/** A suite of what was proposed, with the reason for each part and what else could be meant. */
export function suiteText(proposal: Proposal, { source, schema, notes = [] }: SuiteTextOptions): string {
  const lines = [
    `# yaml-language-server: $schema=${schema}`,
    "#",
    ...notes.map((note) => `# ${note}`),
    "# Proposed from names, types and counts of the data. Each line says why; please check them all.",
    "# Next:  evenhand check, then evenhand run, with this file's name",
    "",
    `name: ${textScalar(proposal.name)}`,
    proposal.purpose === null
      ? "purpose: TODO what the model is used for # stands in the report"
      : `purpose: ${textScalar(proposal.purpose)}`,
    "",
    ...datasetLines(proposal, source),
    "",
    ...attributeLines(proposal),
    "",
    ...modelLines(proposal),
    "",
    ...gateLines(proposal),
  ];
  return `${lines.join("\n")}\n`;
}

/** A line with its reason behind it, on one line whatever the reason holds. */
const because = (line: string, reason: string): string => `${line} # ${reason}`;

const instead = (indent: string, { text, why }: Alternative): string => `${indent}# ${text}   (${why})`;

function datasetLines(proposal: Proposal, source: string): string[] {
  const { rows, duplicates, id, unit, time, consent, label, missing, alternatives, leftOut } = proposal;
  const column = (key: string, pick: Pick | null): string[] =>
    pick === null ? [] : [because(`  ${key}: ${textScalar(pick.column.name)}`, pick.reason)];
  const repeated = duplicates === 0 ? "" : `, ${counted(duplicates)} of them repeat another in every column`;
  return [
    "dataset:",
    because(`  source: ${pathScalar(source)}`, `${counted(rows)} rows${repeated}`),
    ...(missing.length === 0
      ? []
      : [
          because(
            `  missing: [${missing.map((text) => JSON.stringify(text)).join(", ")}]`,
            "found where a value should be",
          ),
        ]),
    ...column("id", id),
    ...column("unit", unit),
    ...column("label", label),
    ...favourableLines(proposal),
    ...column("time", time),
    ...(consent === null
      ? []
      : [because(`  consent: {column: ${textScalar(consent.column.name)}, requires: "true"}`, consent.reason)]),
    ...alternatives.dataset.map((each) => instead("  ", each)),
    ...leftOut.map(({ column: { name }, why }) => `  # not used: ${columnText(name)} (${why})`),
  ];
}

function favourableLines({ label, favourable, model }: Proposal): string[] {
  if (label === null || (model.kind === "logged" && model.isRegression)) return [];
  if (favourable !== null) return [because(`  favourable: ${valueScalar(favourable.value)}`, favourable.reason)];
  const [first] = label.column.values ?? [];
  const value = positiveOf(label.column)?.value ?? first?.value ?? "";
  return [
    `  # favourable: ${valueScalar(value)}   (the value that is good for the person when it is predicted: who is worse off?)`,
  ];
}

function attributeLines({ attributes, alternatives, standIns }: Proposal): string[] {
  const head = "# Groups of people to compare; for real data say of each why you may use it: {name: …, basis: GDPR …}";
  const others = alternatives.protected.map((each) => instead("  ", { ...each, text: `- ${each.text}` }));
  if (attributes.length === 0)
    return [
      head,
      "protected:",
      because(`  - ${placeholders.attribute}`, "nothing in the data looks like one"),
      ...others,
    ];
  return [
    head,
    "protected:",
    ...attributes.map(attributeLine),
    ...attributes.flatMap(categoryLines),
    ...others,
    ...standInLines(standIns),
  ];
}

function attributeLine({ column, reason, bins, together }: ProposedAttribute, place: number): string {
  const { name } = column;
  const own = isAttributeName(name) ? name : `attribute ${place + 1}`;
  const parts = [
    `name: ${textScalar(own)}`,
    ...(own === name ? [] : [`column: ${textScalar(name)}`]),
    ...(bins === null ? [] : [`bins: [${bins.join(", ")}]`]),
  ];
  if (together.length > 0) return mappedLine(parts, together, reason);
  return because(parts.length === 1 ? `  - ${textScalar(own)}` : `  - {${parts.join(", ")}}`, reason);
}

/** Values that are put together, a few on each line. */
function mappedLine(parts: readonly string[], together: readonly string[], reason: string): string {
  const perLine = 8;
  const entries = together.map((value) => `${textScalar(value)}: other`);
  const rows = entries.flatMap((_, at) => (at % perLine === 0 ? [entries.slice(at, at + perLine).join(", ")] : []));
  return [
    because(`  - ${parts[0]}`, reason),
    ...parts.slice(1).map((part) => `    ${part}`),
    because("    map:", `${together.length} smaller groups are put together`),
    `      {${rows.join(",\n       ")}}`,
  ].join("\n");
}

/** What a suite takes for an attribute's name. */
const isAttributeName = (name: string): boolean => name.length <= 100 && /^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u.test(name);

const categoryLines = ({ column, kind }: ProposedAttribute): string[] =>
  kind?.category === undefined
    ? []
    : [
        `  # ${columnText(column.name)}: special category of GDPR article 9; add category: ${kind.category}, basis: … and retention: P…`,
      ];

const standInLines = (standIns: readonly StandIn[]): string[] =>
  standIns.length === 0
    ? []
    : [
        "# Columns that tell an attribute, and can carry it into a model (Cramér's V, 0 to 1):",
        ...standIns.map(
          ({ column, attribute, strength }) =>
            `#   ${columnText(column.name)} for ${columnText(attribute.name)} (${strength.toFixed(2)})`,
        ),
      ];

function modelLines(proposal: Proposal): string[] {
  const { model, positive, alternatives } = proposal;
  const more = alternatives.model.map((each) => instead("  ", each));
  return [...modelHead(model), ...answerLines(model), ...(positive === null ? [] : [positiveLine(positive)]), ...more];
}

const positiveLine = ({ value, reason }: { value: string; reason: string }): string =>
  because(`  positive: ${valueScalar(value)}`, `the value that is counted as a yes: ${reason}`);

function modelHead(model: ProposedModel): string[] {
  if (model.kind === "logged") return ["model:", "  id: model", "  kind: logged # predictions stand in the data"];
  const add = [
    "# To audit a model: add a column with its predictions to the data and name it here, with the outcome as dataset.label,",
    "# or name the model itself: {id: …, kind: onnx, path: model.onnx, …}; docs/models.md has one of each kind.",
  ];
  if (model.kind === "none") return [...add, "model:", "  id: model", "  kind: logged"];
  return [
    "# The data hold no prediction of a model. This suite compares the recorded outcome itself: how often each group had it.",
    ...add,
    "model:",
    "  id: recorded-outcome",
    "  kind: logged",
  ];
}

function answerLines(model: ProposedModel): string[] {
  if (model.kind === "none")
    return [because(`  prediction: ${placeholders.prediction}`, "nothing in the data looks like one")];
  if (model.kind === "outcome")
    return [because(`  prediction: ${textScalar(model.outcome.column.name)}`, model.outcome.reason)];
  const { prediction, score, scores, classes, isRegression } = model;
  const map = (entries: Readonly<Record<string, string>>): string =>
    `{${Object.entries(entries)
      .map(([key, value]) => `${textScalar(key)}: ${valueScalar(value)}`)
      .join(", ")}}`;
  return [
    ...(isRegression ? ["  task: regression # numbers, not classes"] : []),
    ...(prediction === null ? [] : [because(`  prediction: ${textScalar(prediction.column.name)}`, prediction.reason)]),
    ...(score === null ? [] : [because(`  score: ${textScalar(score.column.name)}`, score.reason)]),
    ...(score === null || prediction !== null
      ? []
      : ["  threshold: 0.5 # from which score on a row counts as a yes: please check"]),
    ...(scores === null
      ? []
      : [because(`  scores: ${map(scores)}`, "one for each value of the label, by their names")]),
    ...(classes === null
      ? []
      : [because(`  classes: ${map(classes)}`, "which label value each prediction means: please check")]),
  ];
}

function gateLines({ label, model, favourable }: Proposal): string[] {
  const isRegression = model.kind === "logged" && model.isRegression;
  const metric = isRegression ? "mean_error" : label === null ? "selection_rate" : "true_positive_rate";
  return [
    "# Limits are for the people who answer for the model to agree on; without one nothing is judged. For example:",
    "# gates:",
    `#   - {metric: ${metric}, attribute: "*", disparity: max_difference, at_most: ${isRegression ? 2 : 0.05}}`,
    ...(favourable === null
      ? []
      : ['#   - {metric: favourable_rate, attribute: "*", disparity: min_ratio, at_least: 0.8}']),
  ];
}
