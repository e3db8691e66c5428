import type { Language } from "../core/languages.js";
import { type Arguments, formatMessage } from "../report/message.js";
import { readMessages } from "../report/messages.js";
import { type Numbers, numbersOf } from "../report/numbers.js";
import { type Rich, words } from "../report/rich-text.js";

/** Words and numbers of one language. */
export interface Catalogue {
  readonly language: Language;
  readonly numbers: Numbers;
  /** A sentence. @throws Error when there is no such key, TypeError when one of its values is missing. */
  t(key: string, values?: Arguments): Rich;
  /** Items as the language joins them: "a, b and c". */
  list(items: readonly Rich[]): Rich;
  /** A number of the data as it is, with at most four decimals. */
  amount(value: number): string;
}

export function loadCatalogue(language: Language): Catalogue {
  const messages = readMessages(new URL(`../explanations/locales/${language}.json`, import.meta.url));
  const numbers = numbersOf(language);
  const locale = language === "en" ? "en-GB" : language;
  const lists = new Intl.ListFormat(locale, { style: "long", type: "conjunction" });
  const amounts = new Intl.NumberFormat(locale, { maximumFractionDigits: 4 });
  return {
    language,
    numbers,
    t: (key, values = {}) => formatMessage(messages.get(key), values, numbers),
    list: (items) =>
      lists
        .formatToParts(items.map((_, at) => String(at)))
        .flatMap((part) => (part.type === "element" ? items[Number(part.value)]! : words(part.value))),
    amount: (value) => amounts.format(value).replace(/^-/, "−"),
  };
}
