import type { Language } from "../core/languages.js";
import { type Arguments, formatMessage, type Grammar } from "./message.js";
import { type Messages, readMessages } from "./messages.js";
import { inLanguage, plain, type Rich, words } from "./rich-text.js";

/** Every word of the report in one language. */
export interface Catalogue {
  readonly language: Language;
  has(key: string): boolean;
  /** A sentence. @throws Error when there is no such key, TypeError when one of its values is missing. */
  t(key: string, values?: Arguments): Rich;
  /** The same without markup. */
  text(key: string, values?: Arguments): string;
}

const messagesOf = (language: Language): Messages =>
  readMessages(new URL(`../report/locales/${language}.json`, import.meta.url));

/** English words in a page of another language say so, to readers and to machines that read aloud. */
const untranslated = (rich: Rich): Rich => inLanguage([...words("[en] "), ...rich], "en");

/** The catalogue of one language. What it has no words for is said in English, with a mark. */
export const loadCatalogue = (language: Language, grammar: Grammar): Catalogue =>
  catalogueOf(language, grammar, { own: messagesOf(language), english: messagesOf("en") });

export function catalogueOf(
  language: Language,
  grammar: Grammar,
  { own, english }: { own: Messages; english: Messages },
): Catalogue {
  const t = (key: string, values: Arguments = {}): Rich =>
    own.has(key) || language === "en"
      ? formatMessage(own.get(key), values, grammar)
      : untranslated(formatMessage(english.get(key), values, grammar));
  return {
    language,
    has: (key) => own.has(key) || english.has(key),
    t,
    text: (key, values) => plain(t(key, values)),
  };
}
