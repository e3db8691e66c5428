import { type Arguments, formatMessage, type Grammar } from "./message.js";
import { readMessages } from "./messages.js";
import { plain, type Rich } from "./rich-text.js";

/** Languages a report can be written in; each has a file of the same keys in `locales`. */
export const languages = ["en"] as const;
export type Language = (typeof languages)[number];

/** Every word of the report in one language. */
export interface Catalogue {
  readonly language: Language;
  has(key: string): boolean;
  /** A sentence. @throws Error when there is no such key, TypeError when one of its values is missing. */
  t(key: string, values?: Arguments): Rich;
  /** The same without markup. */
  text(key: string, values?: Arguments): string;
}

/** The catalogue of one language. */
export function loadCatalogue(language: Language, grammar: Grammar): Catalogue {
  const messages = readMessages(new URL(`../report/locales/${language}.json`, import.meta.url));
  const t = (key: string, values: Arguments = {}): Rich => formatMessage(messages.get(key), values, grammar);
  return { language, has: messages.has, t, text: (key, values) => plain(t(key, values)) };
}
