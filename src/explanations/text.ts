import { approvedLanguages } from "../core/languages.js";
import type { Rich } from "../report/rich-text.js";
import { loadCatalogue } from "./catalogue.js";
import { chaptersOf } from "./chapters.js";
import type { ExplanationDocument } from "./document.js";
import type { Names } from "./names.js";

const joined = (rich: Rich): string => rich.map(({ text }) => text).join("");

/** The explanation as plain lines for a terminal: nothing in them acts on it. */
export function explanationText(document: ExplanationDocument, { language, ...names }: Names): string {
  const catalogue = loadCatalogue(language);
  const lines = chaptersOf(document, { catalogue, ...names }).flatMap(({ title, blocks }) => [
    joined(title),
    ...blocks.flatMap(({ text, items }) => [
      ...(text.length === 0 ? [] : [`  ${joined(text)}`]),
      ...items.map((item) => `  - ${joined(item)}`),
    ]),
    "",
  ]);
  const notice = approvedLanguages.includes(language) ? [] : [joined(catalogue.t("unapproved")), ""];
  return [...notice, ...lines].join("\n").trimEnd();
}
