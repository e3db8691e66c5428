import type { Language } from "../core/languages.js";
import type { RunRecord } from "../record/run-record.js";
import { type Catalogue, loadCatalogue } from "./catalogue.js";
import { inSpokenOrder } from "./group-order.js";
import { indexed, type Lookup } from "./lookup.js";
import { type Numbers, numbersOf } from "./numbers.js";
import { type Rich, words } from "./rich-text.js";

/** What every part of a report has at hand: the record, and a language's words and numbers. */
export interface Context extends Catalogue {
  readonly record: RunRecord;
  readonly numbers: Numbers;
  readonly find: Lookup;
  /** Items as the language joins them: "a, b and c". */
  list(items: readonly Rich[]): Rich;
  /** Clauses under each other in one sentence: "a, b, c". */
  clauses(items: readonly Rich[]): Rich;
}

export function contextOf(given: RunRecord, language: Language): Context {
  const record = inSpokenOrder(given, language);
  const numbers = numbersOf(language);
  const joined = (type: "conjunction" | "unit") => {
    const format = new Intl.ListFormat(language === "en" ? "en-GB" : language, { style: "long", type });
    return (items: readonly Rich[]): Rich =>
      format
        .formatToParts(items.map((_, index) => String(index)))
        .flatMap((part) => (part.type === "element" ? (items[Number(part.value)] ?? []) : words(part.value)));
  };
  return {
    ...loadCatalogue(language, numbers),
    record,
    numbers,
    find: indexed(record),
    list: joined("conjunction"),
    clauses: joined("unit"),
  };
}
