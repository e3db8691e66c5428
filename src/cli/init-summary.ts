import { counted } from "../core/counted.js";
import { visible } from "../core/visible.js";
import { positiveOf } from "../proposals/pick-values.js";
import type { NamedColumn, Pick, Proposal, ProposedModel } from "../proposals/proposal.js";
import { columnText } from "../proposals/yaml-text.js";

const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

/** What was found, a line for each part, for people. Values of columns other than the outcome's two are never shown. */
export function initLines(proposal: Proposal): string[] {
  const { rows, duplicates, id, unit, time, consent, label, model, purpose } = proposal;
  const repeated = duplicates === 0 ? "" : `; ${counted(duplicates)} of them repeat another`;
  const lines: (readonly [subject: string, text: string] | null)[] = [
    ["data", `${counted(rows)} rows${repeated}`],
    pickLine("id", id),
    pickLine("unit", unit),
    label === null ? null : ["label", `${columnText(label.column.name)}  ${outcomeText(label.column)}`],
    pickLine("time", time),
    pickLine("consent", consent),
    ["model", modelText(model)],
    ["attributes", attributesText(proposal)],
    ...standInLines(proposal),
    ...leftOutLines(proposal),
    ["not set", [...(purpose === null ? ["purpose"] : []), "limits (gates), legal basis"].join(", ")],
  ];
  return lines.flatMap((line) => (line === null ? [] : [`  ${line[0].padEnd(11)} ${visible(line[1])}`]));
}

const pickLine = (subject: string, pick: Pick | null): readonly [string, string] | null =>
  pick === null ? null : [subject, `${columnText(pick.column.name)}  ${pick.reason}`];

/** The outcome's values and how often the positive one is there. */
function outcomeText(column: NamedColumn): string {
  const positive = positiveOf(column);
  if (positive === null) return `${counted(column.distinct)} different values`;
  return `${columnText(positive.value)} or ${columnText(positive.other)}; ${percent.format(positive.share)} are ${columnText(positive.value)}`;
}

function modelText(model: ProposedModel): string {
  if (model.kind === "none") return "no prediction found: name it in the suite";
  if (model.kind === "outcome")
    return `no prediction found; the recorded outcome itself is compared: ${columnText(model.outcome.column.name)}  ${outcomeText(model.outcome.column)}`;
  const named = [
    ...(model.prediction === null ? [] : [`prediction ${columnText(model.prediction.column.name)}`]),
    ...(model.score === null ? [] : [`score ${columnText(model.score.column.name)}`]),
    ...(model.scores === null ? [] : [`${Object.keys(model.scores).length} scores, one for each class`]),
  ];
  return named.join(", ");
}

const attributesText = ({ attributes }: Proposal): string =>
  attributes.length === 0
    ? "none found: name one in the suite"
    : `${attributes.map(({ column }) => columnText(column.name)).join(", ")}  (guessed: please check)`;

/** More are in the suite. */
const mostStandIns = 3;
const mostNamed = 8;

const standInLines = ({ standIns }: Proposal): (readonly [string, string])[] =>
  standIns.length === 0
    ? []
    : [
        [
          "stand-ins",
          standIns
            .slice(0, mostStandIns)
            .map(
              ({ column, attribute, strength }) =>
                `${columnText(column.name)} for ${columnText(attribute.name)} (V ${strength.toFixed(2)})`,
            )
            .join(", "),
        ],
      ];

function leftOutLines({ leftOut }: Proposal): (readonly [string, string])[] {
  if (leftOut.length === 0) return [];
  const named = leftOut.slice(0, mostNamed).map(({ column }) => columnText(column.name));
  const more = leftOut.length - named.length;
  return [
    ["not used", `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}  (ids, free text, empty or constant)`],
  ];
}

/** The same for programs. */
export const initFacts = (proposal: Proposal) => {
  const named = (pick: Pick | null) => (pick === null ? null : { column: pick.column.name, reason: pick.reason });
  const { model } = proposal;
  return {
    name: proposal.name,
    rows: proposal.rows,
    duplicates: proposal.duplicates,
    id: named(proposal.id),
    unit: named(proposal.unit),
    time: named(proposal.time),
    consent: named(proposal.consent),
    label: named(proposal.label),
    model:
      model.kind === "logged"
        ? { kind: model.kind, prediction: named(model.prediction), score: named(model.score), scores: model.scores }
        : { kind: model.kind, ...(model.kind === "outcome" ? { prediction: named(model.outcome) } : {}) },
    positive: proposal.positive,
    favourable: proposal.favourable,
    attributes: proposal.attributes.map(({ column, reason, bins, together }) => ({
      column: column.name,
      reason,
      bins,
      put_together: together.length,
    })),
    stand_ins: proposal.standIns.map(({ column, attribute, strength }) => ({
      column: column.name,
      attribute: attribute.name,
      cramers_v: Number(strength.toFixed(4)),
    })),
    not_used: proposal.leftOut.map(({ column, why }) => ({ column: column.name, why })),
  };
};
