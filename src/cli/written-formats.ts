import { appendFile, stat } from "node:fs/promises";
import { Failure, usage } from "../core/errors.js";
import { isLanguage, type Language } from "../core/languages.js";
import { visible } from "../core/visible.js";
import type { Material } from "../exports/export.js";
import { type RecordFormat, recordFormats } from "../exports/format-names.js";
import type { RunFile } from "../record/run-folder.js";
import type { RunHistory } from "../record/run-history.js";
import type { RunRecord } from "../record/run-record.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";
import { formatNames } from "./format-option.js";
import { languagesOf } from "./lang-option.js";
import { type MlflowServer, mlflowServer, sendToMlflow } from "./mlflow-client.js";

/** What a run or a stored record is written as. */
export interface Formats {
  readonly html: boolean;
  /** Of the pages; null: those that the suite names. */
  readonly languages: readonly Language[] | null;
  /** Whether pages get a runtime. */
  readonly interactive: boolean;
  readonly records: readonly RecordFormat[];
  /** null: nothing is sent. */
  readonly mlflow: MlflowServer | null;
}

interface Wish {
  /** Values of `--format`, each a list joined by commas. */
  readonly format: readonly string[];
  /** Values of `--lang`, each a list joined by commas. */
  readonly lang?: readonly string[];
  readonly interactive?: boolean;
  /** false: no page, whatever else. */
  readonly report?: boolean;
  /** Nothing may leave the machine. */
  readonly offline?: boolean;
}

/**
 * The formats that are asked for, each once; html where none is named.
 * @throws Failure (usage) for a name that is none, and where MLflow is wanted but may not be reached or is not named in the environment
 */
export function formatsOf(
  { format, lang = [], interactive = false, report = true, offline = false }: Wish,
  environment: NodeJS.ProcessEnv = process.env,
): Formats {
  const names = format.flatMap((list) => list.split(",")).map((name) => name.trim());
  const unknown = names.filter((name) => !(formatNames as readonly string[]).includes(name));
  if (unknown.length > 0)
    throw new Failure(
      "usage",
      unknown.flatMap(
        (name) =>
          usage(`--format: unknown format ${quoted(name)}${suggestion(name, formatNames)}`, {
            hint: `formats: ${formatNames.join(", ")}`,
          }).problems,
      ),
    );
  if (offline && names.includes("mlflow")) throw usage("--offline and --format mlflow exclude each other");
  const html = report && (names.length === 0 || names.includes("html"));
  if (interactive && !html)
    throw usage("--interactive is of the page, and no page is to be written", {
      hint: report ? "add html to --format" : "leave --no-report away",
    });
  return {
    html,
    languages: languagesOf(lang),
    interactive,
    records: recordFormats.filter((name) => names.includes(name)),
    mlflow: names.includes("mlflow") ? mlflowServer(environment) : null,
  };
}

/** The files of all formats but what is printed or sent; the page with what the archive knew of the suite. Charts and templates are loaded only for a page that is wanted. */
export async function formatFiles(
  material: Material,
  formats: Formats,
  history: RunHistory | null = null,
): Promise<RunFile[]> {
  const pages = formats.html ? await pagesOf(material.record, formats, history) : [];
  return [...pages, ...(await made(material, formats, "folder"))];
}

/** The report in its languages, the first of them as `report.html`. */
async function pagesOf(
  record: RunRecord,
  { languages: asked, interactive }: Formats,
  history: RunHistory | null,
): Promise<RunFile[]> {
  const { renderReport } = await import("../report/render.js");
  const named = asked ?? [...new Set(record.suite.languages.filter(isLanguage))];
  const pages: RunFile[] = [];
  for (const [at, language] of (named.length === 0 ? (["en"] as const) : named).entries())
    pages.push({
      name: at === 0 ? "report.html" : `report.${language}.html`,
      content: await renderReport(record, { language, history, interactive }),
    });
  return pages;
}

async function made(material: Material, { records }: Formats, goesTo: "folder" | "stdout"): Promise<RunFile[]> {
  if (records.length === 0) return [];
  const { exports } = await import("../exports/index.js");
  return exports
    .filter((each) => each.goesTo === goesTo && records.includes(each.name))
    .flatMap((each) => each.files(material));
}

/** A step's summary of GitHub Actions is dropped whole when it is longer than this many bytes. */
const longestSummary = 2 ** 20;

/**
 * Prints what goes to stdout (to stderr where that holds one JSON document: the runner reads both), and adds the Markdown to the
 * summary of a GitHub Actions step. A summary that cannot be written is told of, and stops nothing.
 */
export async function announce(
  material: Material,
  formats: Formats,
  { files, json }: { files: readonly RunFile[]; json: boolean },
): Promise<void> {
  const stream = json ? process.stderr : process.stdout;
  for (const { content } of await made(material, formats, "stdout")) stream.write(content);
  const summary = process.env.GITHUB_STEP_SUMMARY;
  const markdown = files.find(({ name }) => name === "report.md");
  if (summary && markdown !== undefined) await addToSummary(summary, String(markdown.content));
}

async function addToSummary(file: string, text: string): Promise<void> {
  try {
    const { size } = await stat(file).catch(() => ({ size: 0 }));
    if (size + Buffer.byteLength(text) + 1 > longestSummary) throw new Error("it would be longer than GitHub takes");
    await appendFile(file, `${text}\n`);
  } catch (error) {
    process.stderr.write(visible(`the job summary was not written: ${(error as Error).message}\n`));
  }
}

/** Sends a run that is written to MLflow, where that is wanted. @throws Failure (unusable), saying how to send it again */
export async function send(
  { record }: Material,
  { mlflow }: Formats,
  { files, run, quiet }: { files: readonly RunFile[]; run: string; quiet: boolean },
): Promise<void> {
  if (mlflow === null) return;
  try {
    const { id, reused, artifacts } = await sendToMlflow(mlflow, record, files);
    if (quiet) return;
    process.stderr.write(
      visible(`mlflow: run ${id} ${reused ? "updated" : "created"} in experiment ${mlflow.experiment}\n`),
    );
    if (!artifacts) process.stderr.write("mlflow: the server does not take files, so none was uploaded\n");
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const hint = `the run itself is whole; send it again: evenhand report ${run} --format mlflow`;
    throw new Failure(
      error.kind,
      error.problems.map((problem) => ({ ...problem, hint })),
      { cause: error },
    );
  }
}
