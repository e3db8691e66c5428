import type { Alternative, DecisionOutcome, DecisionReasons, ValueChange } from "../core/explained-decision.js";
import type { Quantity } from "../report/message.js";
import { named, type Rich, words } from "../report/rich-text.js";
import { digitsFor, digitsToTell } from "./digits.js";
import type { ExplanationDocument } from "./document.js";
import { decisionName, inputName, valuesText, valueText, type Wording } from "./names.js";
import { type ShownInput, shownPoints } from "./points.js";

/** A part of an explanation: sentences, and lists that some of them open. */
export interface Chapter {
  readonly id: "decision" | "reasons" | "changes" | "corrected" | "rights";
  readonly title: Rich;
  readonly blocks: readonly Block[];
}

/** Sentences that belong together, and what they are followed by. */
export interface Block {
  readonly text: Rich;
  readonly items: readonly Rich[];
}

const block = (sentences: readonly Rich[], items: readonly Rich[] = []): Block => ({
  text: sentences.filter((rich) => rich.length > 0).flatMap((rich, at) => (at === 0 ? rich : [...words(" "), ...rich])),
  items,
});

/** The explanation in plain words. */
export function chaptersOf(document: ExplanationDocument, wording: Wording): Chapter[] {
  const chapter = (id: Chapter["id"], blocks: readonly Block[]): Chapter => ({
    id,
    title: wording.catalogue.t(id),
    blocks,
  });
  return [
    chapter("decision", decisionBlocks(document, wording)),
    chapter("reasons", reasonBlocks(document, wording)),
    ...(isNumber(document) ? [] : [chapter("changes", changeBlocks(document, wording))]),
    ...(document.corrected === null ? [] : [chapter("corrected", correctedBlocks(document, wording))]),
    chapter("rights", [block([wording.catalogue.t("rights.text")])]),
  ];
}

/** Whether the answer is a number, which nothing turns into a decision. */
const isNumber = ({ outcome }: ExplanationDocument): boolean => outcome.class === null && !outcome.abstained;

/** A number of the answer's scale. */
function shownScore({ rule, outcome }: ExplanationDocument, { catalogue }: Wording, score: number): Quantity {
  const { decimal } = catalogue.numbers;
  return outcome.class === null && !outcome.abstained
    ? decimal(score, digitsFor([score]))
    : decimal(score, digitsToTell(score, rule.limit));
}

function decisionBlocks(document: ExplanationDocument, wording: Wording): Block[] {
  const { outcome, rule, row } = document;
  const { t, numbers, amount } = wording.catalogue;
  const id = named(row.id);
  const score = outcome.score === null ? null : shownScore(document, wording, outcome.score);
  if (isNumber(document)) return [block([t("decision.number", { id, score: score ?? t("missing") })])];
  const decided =
    outcome.class === null
      ? t("decision.left", { id })
      : t("decision.class", { id, class: decisionName(wording, outcome.class) });
  if (score === null) return [block([decided])];
  if (rule.positive === null) return [block([decided, t("decision.several", { score })])];
  if (rule.limit === null) return [block([decided, t("decision.capacity.none", { score })])];
  const limit = rule.capacity
    ? numbers.decimal(rule.limit, digitsToTell(rule.limit, outcome.score))
    : words(amount(rule.limit));
  const key = rule.capacity ? "decision.capacity" : "decision.limit";
  return [block([decided, t(key, { score, limit, positive: decisionName(wording, rule.positive) })])];
}

function reasonBlocks(document: ExplanationDocument, wording: Wording): Block[] {
  const { explanation, data } = document;
  const { t, numbers } = wording.catalogue;
  if (explanation === null) return [block([t("reasons.cannot", { reason: document.unexplained ?? "" })])];
  const { comparison, scale, reasons } = explanation;
  const shown = shownPoints(reasons);
  const points = (value: number): Quantity => numbers.decimal(value, shown.digits);
  const compared = comparisonText(comparison, data.rows, wording);
  const ofClass =
    explanation.class === null ? [] : t("reasons.class", { class: decisionName(wording, explanation.class) });
  const listed = (key: string, inputs: readonly ShownInput[]): Block[] =>
    inputs.length === 0
      ? []
      : [
          block(
            [t(key, { n: inputs.length })],
            inputs.map((each) => reasonItem(each, shown.digits, wording)),
          ),
        ];
  return [
    block([compared, t(`reasons.${scale}`), ofClass, t("reasons.start", { base: points(shown.start) })]),
    ...listed("reasons.raised", shown.raised),
    ...listed("reasons.lowered", shown.lowered),
    block([
      t("reasons.others", { points: numbers.signed(shown.others, shown.digits) }),
      sumText(document, wording, points(shown.sum)),
    ]),
    block([errorText(reasons, shown.digits, wording), t("reasons.caution")]),
  ];
}

function comparisonText(
  { of, rows, among }: NonNullable<ExplanationDocument["explanation"]>["comparison"],
  everybody: number,
  { catalogue: { t } }: Wording,
): Rich {
  if (of === "training") return t("reasons.training");
  const n = rows ?? 0;
  if (among === undefined) return t("reasons.data", { n, total: everybody });
  return t("reasons.group", { n, total: among.rows, attribute: named(among.attribute), group: named(among.group) });
}

/** Where points are not the score itself, the sum is told with the score that it stands for. */
function sumText(document: ExplanationDocument, wording: Wording, output: Quantity): Rich {
  const { t } = wording.catalogue;
  const { explanation, outcome, rule } = document;
  return explanation?.scale === "margin" && rule.positive !== null && outcome.score !== null
    ? t("reasons.sum.score", { output, score: shownScore(document, wording, outcome.score) })
    : t("reasons.sum", { output });
}

function errorText({ inputs }: DecisionReasons, digits: number, { catalogue }: Wording): Rich {
  const largest = inputs.reduce((most, { error }) => Math.max(most, error ?? 0), 0);
  // Twice the standard error, where it can be seen at all.
  const off = 2 * largest;
  return off < 0.5 * 10 ** -digits
    ? []
    : catalogue.t("reasons.sampled", { error: catalogue.numbers.decimal(off, digits) });
}

function reasonItem({ input, points }: ShownInput, digits: number, wording: Wording): Rich {
  const { t, numbers } = wording.catalogue;
  return t("reasons.item", {
    name: inputName(wording, input.name),
    value: valuesText(
      wording,
      input.columns.map(({ value }) => value),
    ),
    typical: valuesText(
      wording,
      input.columns.map(({ typical }) => typical),
    ),
    points: numbers.signed(points, digits),
  });
}

function changeBlocks({ alternatives, unsought, rule }: ExplanationDocument, wording: Wording): Block[] {
  const { t, list } = wording.catalogue;
  if (alternatives === null) return [block([t(`changes.${unsought ?? "no_decision"}`)])];
  const { actionable, most, found } = alternatives;
  const inputs = list(actionable.map((name) => inputName(wording, name)));
  if (found.length === 0) return [block([t("changes.none", { inputs, most })])];
  const items = found.map((each) => alternativeItem(each, rule.limit, wording));
  return [block([t("changes.found", { n: found.length })], items), block([t("changes.caution")])];
}

function alternativeItem({ changes, outcome }: Alternative, limit: number | null, wording: Wording): Rich {
  const { t, list, numbers } = wording.catalogue;
  const values = {
    changes: list(changes.map((change) => t("changes.change", changeOf(change, wording)))),
    class: decisionName(wording, outcome.class ?? ""),
  };
  return outcome.score === null
    ? t("changes.item.unscored", values)
    : t("changes.item", { ...values, score: numbers.decimal(outcome.score, digitsToTell(outcome.score, limit)) });
}

const changeOf = ({ column, from, to }: ValueChange, wording: Wording) => ({
  name: inputName(wording, column),
  from: valueText(wording, from),
  to: valueText(wording, to),
});

function correctedBlocks(document: ExplanationDocument, wording: Wording): Block[] {
  const { corrected, outcome: before } = document;
  const { t } = wording.catalogue;
  if (corrected === null) return [];
  const { outcome, changes, reasons } = corrected;
  const score = (value: number): Quantity => shownScore(document, wording, value);
  const scores =
    isNumber(document) || before.score === null || outcome.score === null
      ? []
      : t("corrected.score", { before: score(before.score), after: score(outcome.score) });
  return [
    block(
      [],
      changes.map((change) => t("corrected.change", changeOf(change, wording))),
    ),
    block([correctedDecision(document, outcome, wording), scores]),
    ...movedPoints(document.explanation?.reasons ?? null, reasons, wording),
  ];
}

function correctedDecision(document: ExplanationDocument, outcome: DecisionOutcome, wording: Wording): Rich {
  const { t } = wording.catalogue;
  if (isNumber(document))
    return t("corrected.number", {
      after: outcome.score === null ? t("missing") : shownScore(document, wording, outcome.score),
    });
  if (outcome.class === null) return t("corrected.left");
  return t(document.corrected?.changed ? "corrected.other" : "corrected.same", {
    class: decisionName(wording, outcome.class),
  });
}

const mostMoved = 3;

/** The inputs whose points moved most, where both rows were explained for the same answer. */
function movedPoints(before: DecisionReasons | null, after: DecisionReasons | null, wording: Wording): Block[] {
  const { t, numbers } = wording.catalogue;
  if (before === null || after === null) return [];
  const digits = digitsFor([...before.inputs, ...after.inputs].map(({ attribution }) => attribution));
  const moved = before.inputs
    .map((input, at) => ({ input, from: input.attribution, to: after.inputs[at]!.attribution }))
    .filter(({ from, to }) => from.toFixed(digits) !== to.toFixed(digits))
    .toSorted((a, b) => Math.abs(b.to - b.from) - Math.abs(a.to - a.from))
    .slice(0, mostMoved);
  if (moved.length === 0) return [];
  const items = moved.map(({ input, from, to }) =>
    t("corrected.points.item", {
      name: inputName(wording, input.name),
      before: numbers.signed(from, digits),
      after: numbers.signed(to, digits),
    }),
  );
  return [block([t("corrected.points")], items)];
}
