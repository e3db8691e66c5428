import { languages } from "../core/languages.js";
import type { Complain } from "./complaint.js";
import { Draft } from "./draft.js";
import { suggestion } from "./nearest.js";
import { quoted } from "./quoted.js";
import { type Registries, unknownName } from "./registries.js";

/** Texts for the report: a misspelt language or metric would be left out in silence. */
export function checkReport(suite: Draft, registries: Registries, complain: Complain): void {
  const report = suite.at("report");
  for (const key of ["title", "organisation", "people"]) checkLanguages(report.at(key), complain);
  for (const [, note] of report.at("notes").entries) checkLanguages(note, complain);
  for (const [metric, byLanguage] of report.at("words").entries) {
    unknownName("metric", new Draft(metric, byLanguage.path), registries, (path, message, more) =>
      complain(path, message, { ...more, mark: "key" }),
    );
    checkLanguages(byLanguage, complain);
  }
  for (const attribute of suite.at("protected").items) {
    checkLanguages(attribute.at("title"), complain);
    for (const [, label] of attribute.at("labels").entries) checkLanguages(label, complain);
  }
}

function checkLanguages(words: Draft, complain: Complain): void {
  for (const [language, { path }] of words.entries) {
    if ((languages as readonly string[]).includes(language)) continue;
    const meant = suggestion(language, languages) || `; reports are written in ${languages.join(", ")}`;
    complain(path, `unknown language ${quoted(language)}${meant}`, { mark: "key" });
  }
}
