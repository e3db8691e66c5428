import type { RowValue } from "../core/explained-decision.js";
import type { Language } from "../core/languages.js";
import { named, type Rich, words } from "../report/rich-text.js";
import type { Catalogue } from "./catalogue.js";

/** Plain names by what the data call it, in all languages or by language. */
export type Labels = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

/** A language, and a suite's plain names. */
export interface Names {
  readonly language: Language;
  readonly labels: Labels;
  readonly decisions: Labels;
}

/** What words and names are made of. */
export interface Wording {
  readonly catalogue: Catalogue;
  /** Of inputs, by column or declared group. */
  readonly labels: Labels;
  /** Of decisions, by label value. */
  readonly decisions: Labels;
}

/** The plain name of an input where the suite gives one, else its own. */
export const inputName = ({ catalogue, labels }: Wording, name: string): Rich => plainName(catalogue, labels, name);

/** The plain name of a decision where the suite gives one, else the label's value. */
export const decisionName = ({ catalogue, decisions }: Wording, name: string): Rich =>
  plainName(catalogue, decisions, name);

function plainName(catalogue: Catalogue, labels: Labels, name: string): Rich {
  const label = Object.hasOwn(labels, name) ? labels[name]! : undefined;
  if (label === undefined || typeof label === "string") return named(label ?? name);
  return named(Object.hasOwn(label, catalogue.language) ? label[catalogue.language]! : (label.en ?? name));
}

/** A value of the row: numbers in the language's digits, texts as they are. */
export function valueText({ catalogue }: Wording, value: RowValue): Rich {
  if (value === null) return catalogue.t("missing");
  return typeof value === "number" ? words(catalogue.amount(value)) : named(value);
}

/** Values of an input's columns, side by side. */
export const valuesText = (wording: Wording, values: readonly RowValue[]): Rich =>
  values.flatMap((value, at) => [...(at === 0 ? [] : words(", ")), ...valueText(wording, value)]);
