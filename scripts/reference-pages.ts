import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { formatNames } from "../src/cli/format-option.js";
import { commands } from "../src/cli/index.js";
import { metricList } from "../src/cli/metric-list.js";
import { driftStatistics } from "../src/core/drift.js";
import { exitCodes } from "../src/core/errors.js";
import { exports } from "../src/exports/index.js";
import catalogue from "../src/report/locales/en.json" with { type: "json" };
import { sections } from "../src/report/sections/index.js";
import { type Definition, type DocumentedCommand, documentedCommands } from "./command-options.js";
import { table } from "./reference-tables.js";
import { fieldsOf, type Schema } from "./schema-fields.js";
import { schemaFiles } from "./schemas.js";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** The reference pages that follow from commands, schemas and registries, by their path in the repository. */
export const referencePages = (): Readonly<Record<string, string>> => ({
  "docs/reference/commands.md": commandsPage(),
  "docs/reference/suite.md": schemaPage("suite", "The suite file", suiteLead),
  "docs/reference/run.md": schemaPage("run", "The run record", runLead),
  "docs/reference/gates.md": gatesPage(),
  "docs/reference/formats.md": formatsPage(),
});

const common: Readonly<Record<string, Definition>> = {
  quiet: { type: "boolean", default: false, describe: "Only the verdict, what is over or undecided, and the path" },
  json: { type: "boolean", default: false, describe: "One JSON document on stdout, nothing else" },
  debug: { type: "boolean", default: false, describe: "Stack traces with errors" },
  help: { type: "boolean", describe: "What the command takes" },
};

const exitMeanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  pass: "every gate passes, or is undecided",
  fail: "a gate fails",
  usage: "the command line or the suite has to change",
  unusable: "the data or the model could not be used",
  undecided: "a gate is undecided, under `--strict`",
  integrity: "the data is not what was locked, or an audit not what was sealed",
  defect: "a defect of evenhand: please report it",
  interrupted: "interrupted",
};

const commandsPage = (): string => `# Commands

\`evenhand --help\` and \`evenhand COMMAND --help\` say the same. Options that may be given several times are marked with …

## Every command

${optionTable(common)}

| exit code | means |
| --- | --- |
${Object.entries(exitMeanings)
  .map(([name, means]) => `| ${exitCodes[name as keyof typeof exitCodes]} | ${means} |`)
  .join("\n")}

${documentedCommands(commands as unknown as Parameters<typeof documentedCommands>[0])
  .map(commandPart)
  .join("\n\n")}
`;

function commandPart({ usage, describe, examples, positionals, options }: DocumentedCommand): string {
  const name = usage.replaceAll(/ [<[].*/g, "");
  const words = Object.entries(positionals).map(([word, each]) => [`\`${word}\``, wordText(each), sayDefault(each)]);
  return [
    `## ${name}`,
    `\`evenhand ${usage}\``,
    `${describe}.`,
    ...(words.length === 0 ? [] : [table(["word", "what it is", "default"], words)]),
    ...(Object.keys(options).length === 0 ? [] : [optionTable(options)]),
    table(
      ["example", "does"],
      examples.map(([example, what]) => [`\`evenhand ${example}\``, what]),
    ),
  ].join("\n\n");
}

const wordText = ({ describe = "", choices, demandOption }: Definition): string =>
  `${describe}${choices === undefined || describe.includes(String(choices[0])) ? "" : `: ${choices.join(", ")}`}${demandOption === true ? " (needed)" : ""}`;

const optionTable = (options: Readonly<Record<string, Definition>>): string =>
  table(
    ["option", "takes", "what it is", "default"],
    Object.entries(options).map(([name, each]) => [
      `\`--${each.type === "boolean" && each.default === true ? "no-" : ""}${name}\``,
      `${takes(each)}${each.array === true || Array.isArray(each.default) ? " …" : ""}`,
      `${each.describe ?? ""}${each.demandOption === true ? " (needed)" : ""}`,
      sayDefault(each),
    ]),
  );

const takes = ({ type, choices }: Definition): string =>
  choices === undefined ? ({ boolean: "nothing", number: "a number" }[type ?? ""] ?? "a text") : choices.join(", ");

function sayDefault({ default: value, defaultDescription, type }: Definition): string {
  if (defaultDescription !== undefined) return defaultDescription;
  if (value === undefined || type === "boolean" || (Array.isArray(value) && value.length === 0)) return "";
  return `\`${value}\``;
}

const suiteLead = `One evaluation: which data, which groups, which model, which limits. A first one is written by \`evenhand init\`; what the keys are for is in [suites](../suites.md), [models](../models.md), [explanations](../explanations.md), [drift](../drift.md) and [keeping predictions](../keeping-predictions.md). Unknown keys are refused, with the nearest known one. \`[]\` stands for each entry of a list, \`*\` for a name of your own.`;

const runLead = `\`run.json\` of a run folder: every number of the report, and no personal data. Metrics, groups and gates are rows of tables, so that programs read them without knowing the suite. What has no value is \`null\`, with a reason beside it; shares are from 0 to 1. The same suite, data, model and seed give the same bytes.`;

/** A section for each key at the top that has keys below it, after a table of them all. */
function schemaPage(kind: "suite" | "run", title: string, lead: string): string {
  const schema = JSON.parse(schemaFiles()[`schema/${kind}.schema.json`]!) as Schema;
  const fields = fieldsOf(schema);
  const top = fields.filter(({ key }) => !/[.[]/.test(key));
  const below = (name: string) => fields.filter(({ key }) => key.startsWith(`${name}.`) || key.startsWith(`${name}[`));
  return `# ${title}

${lead} The same as JSON Schema: \`evenhand schema ${kind}\`.

## Keys at the top

${fieldTable(top)}

${top
  .filter(({ key }) => below(key).length > 0)
  .map(({ key }) => `## ${key}\n\n${fieldTable(below(key))}`)
  .join("\n\n")}
`;
}

const fieldTable = (fields: ReturnType<typeof fieldsOf>): string =>
  table(
    ["key", "takes", "needed", "what it is"],
    fields.map(({ key, type, isRequired, description }) => [`\`${key}\``, type, isRequired ? "yes" : "", description]),
  );

function gatesPage(): string {
  const suite = JSON.parse(schemaFiles()["schema/suite.schema.json"]!) as Schema;
  const gates = fieldsOf({ properties: { gates: suite.properties!.gates! } }).filter(({ key }) => key !== "gates");
  const { disparities } = metricList();
  const gated = disparities.filter(({ bound }) => bound !== null);
  const needsMetric = ["spread", "pair", "best"];
  const rows = (some: typeof gated) =>
    table(
      ["disparity", "limit", "needs", "compares"],
      some.map(({ name, bound, needs, definition }) => [`\`${name}\``, `\`${bound}\``, needs.join(", "), definition]),
    );
  return `# Gates

A gate limits one gap. It passes when the whole interval is inside the limit, fails when all of it is outside, and is undecided otherwise. How to write one: [add a gate](../guides/add-a-gate.md).

## Keys

${fieldTable(gates)}

## Of one metric

With \`metric\`, one of the [metrics](metrics.md):

${rows(gated.filter(({ kind }) => needsMetric.includes(kind)))}

## Without a metric

${rows(gated.filter(({ kind }) => !needsMetric.includes(kind)))}

## On growth

\`regression: { at_most: 0.01 }\` in place of a limit: how much the gap may have grown since the baseline ([gates on growth](../regression-gates.md)).

## On drift

\`drift\` in place of metric and disparity, with \`of\` and \`at_most\`: ${driftStatistics.map((name) => `\`${name}\``).join(", ")} ([drift](../drift.md)).

## Verdicts

${table(
  ["record, command line", "report", "exit code of a run"],
  (["pass", "fail", "undecided", "error"] as const).map((verdict) => [
    `\`${verdict}\``,
    catalogue[`verdict.${verdict}`],
    verdictCodes[verdict],
  ]),
)}
`;
}

const verdictCodes = {
  pass: `${exitCodes.pass}`,
  fail: `${exitCodes.fail}`,
  undecided: `${exitCodes.pass}; ${exitCodes.undecided} under \`--strict\``,
  error: `${exitCodes.unusable}`,
} as const;

/** Formats that are no function of a record alone. */
const otherFormats: Readonly<Record<string, string>> = {
  html: "The report: one page, no script, no request",
  mlflow: "A run on an MLflow server: experiment tracking",
};

const formatsPage = (): string => `# Formats, charts and sections

## Formats

Of \`--format\` ([in pipelines](../ci/README.md)); \`--json\` prints the record itself.

${table(
  ["format", "what it is", "goes to"],
  formatNames.map((name) => {
    const found = exports.find((each) => each.name === name);
    const goesTo = name === "mlflow" ? "server" : name === "html" ? "folder" : found!.goesTo;
    return [`\`${name}\``, found?.what ?? otherFormats[name]!, goesTo];
  }),
)}

## Sections of the report

In their order ([how to read a report](../reading-a-report.md)).

${table(
  ["section", "title", "answers"],
  sections.map(({ number, id }) => [number, phrase(`section.${id}.title`), phrase(`section.${id}.question`)]),
)}

## Charts

Each figure has its numbers in a table below it.

${table(["chart", "shows"], charts())}
`;

const phrase = (key: string): string => (catalogue as unknown as Readonly<Record<string, string>>)[key] ?? "";

/** The charts of the registry, with the sentence above each. */
function charts(): string[][] {
  const folder = path.join(root, "src", "charts");
  const registry = readFileSync(path.join(folder, "index.ts"), "utf8");
  const files = [...registry.matchAll(/^export \{ .* \} from "\.\/([\w-]+)\.js";$/gm)].map(([, name]) => name!);
  return files.flatMap((name) => {
    const found = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\nexport (?:function|const) \w+(?:\([^)]*\)|.*): Chart\b/.exec(
      readFileSync(path.join(folder, `${name}.ts`), "utf8"),
    );
    if (found === null) return [];
    return [[name, found[1]!.replaceAll(/\s*\n \* ?/g, " ").trim()]];
  });
}
