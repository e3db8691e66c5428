import { readFileSync } from "node:fs";
import { type Arguments, formatMessage, type Grammar, type Message, parseMessage } from "./message.js";
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

const read = (language: Language): Map<string, string> =>
  new Map(
    Object.entries(
      JSON.parse(readFileSync(new URL(`../report/locales/${language}.json`, import.meta.url), "utf8")) as Record<
        string,
        string
      >,
    ),
  );

/** The catalogue of one language; messages are parsed when they are first asked for. */
export function loadCatalogue(language: Language, grammar: Grammar): Catalogue {
  const sources = read(language);
  const parsed = new Map<string, Message>();
  const message = (key: string): Message => {
    const known = parsed.get(key);
    if (known !== undefined) return known;
    const source = sources.get(key);
    if (source === undefined) throw new Error(`no words for "${key}" in ${language}`);
    const fresh = parseMessage(source);
    parsed.set(key, fresh);
    return fresh;
  };
  const t = (key: string, values: Arguments = {}): Rich => formatMessage(message(key), values, grammar);
  return { language, has: (key) => sources.has(key), t, text: (key, values) => plain(t(key, values)) };
}
