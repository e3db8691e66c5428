import { readFileSync } from "node:fs";
import Handlebars from "handlebars";
import { approvedLanguages } from "../core/languages.js";
import { code, named, plain, type Rich, words } from "../report/rich-text.js";
import { styleOf } from "../report/style.js";
import { loadCatalogue } from "./catalogue.js";
import { chaptersOf } from "./chapters.js";
import { digitsFor } from "./digits.js";
import type { ExplanationDocument } from "./document.js";
import { inputName, type Names, valuesText, type Wording } from "./names.js";

type Template = (view: object) => string;

/** `strict`: a name that a view does not have is an error, where Handlebars would print nothing. */
const options: CompileOptions = { strict: true, preventIndent: true, knownHelpersOnly: true };

function templateOf(): Template {
  const environment = Handlebars.create();
  const read = (file: string): string => readFileSync(new URL(file, import.meta.url), "utf8").replace(/\n$/, "");
  for (const part of ["rich", "plain", "facts", "table"])
    environment.registerPartial(part, environment.compile(read(`../report/templates/${part}.hbs`), options));
  return environment.compile(read("../explanations/templates/explanation.hbs"), options);
}

/** An explanation as one HTML file in the style of reports: no script, no request. The same document gives the same bytes. */
export function renderExplanation(document: ExplanationDocument, { language, ...names }: Names): string {
  const catalogue = loadCatalogue(language);
  const wording: Wording = { catalogue, ...names };
  const { t } = catalogue;
  const id = named(document.row.id);
  return templateOf()({
    language,
    ...styleOf(document.suite.name, 1),
    generator: `${document.tool.name} ${document.tool.version}`,
    documentTitle: plain(t("title.document", { id })),
    title: t("title"),
    lede: t("lede", { id, model: code(document.model.id) }),
    unapproved: approvedLanguages.includes(language) ? null : t("unapproved"),
    chapters: chaptersOf(document, wording).map((chapter) => ({
      ...chapter,
      table: chapter.id === "reasons" ? inputTable(document, wording) : null,
    })),
    check: { title: t("check"), text: t("check.text"), facts: factsOf(document, wording) },
  });
}

/** All inputs, those first that did most. */
function inputTable({ explanation }: ExplanationDocument, wording: Wording): object | null {
  if (explanation === null) return null;
  const { t, numbers } = wording.catalogue;
  const { inputs } = explanation.reasons;
  const digits = digitsFor(inputs.map(({ attribution }) => attribution)) + 1;
  return {
    caption: t("reasons.table"),
    columns: "n4",
    width: 4,
    heads: ["name", "value", "typical", "points"].map((key) => t(`reasons.table.${key}`)),
    blocks: [
      {
        head: null,
        rows: inputs
          .toSorted((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
          .map(({ name, columns, attribution }) => ({
            name: inputName(wording, name),
            cells: [
              valuesText(
                wording,
                columns.map(({ value }) => value),
              ),
              valuesText(
                wording,
                columns.map(({ typical }) => typical),
              ),
              words(numbers.signed(attribution, digits).text),
            ],
          })),
      },
    ],
  };
}

function factsOf(
  { model, data, suite, seed, tool, explanation }: ExplanationDocument,
  { catalogue }: Wording,
): object[] {
  const fact = (key: string, value: Rich): object => ({ name: catalogue.t(`check.${key}`), value });
  return [
    fact("model", [...code(model.id), ...words(` (${model.kind}) `), ...code(model.sha256 ?? "")]),
    fact("data", code(data.sha256)),
    fact("suite", [...code(suite.name), ...words(" "), ...code(suite.sha256)]),
    ...(explanation === null ? [] : [fact("method", code(explanation.method))]),
    fact("seed", words(String(seed))),
    fact("tool", words(`${tool.name} ${tool.version}`)),
  ];
}
