import path from "node:path";
import { exitCodes, usage } from "../core/errors.js";
import type { AskedDecision } from "../core/explained-decision.js";
import type { Language } from "../core/languages.js";
import { visible, visibleJson } from "../core/visible.js";
import { contentOf, loadSuite } from "../evaluate.js";
import { differences } from "../explanations/differences.js";
import { documentOf, type ExplanationDocument, serializeDocument } from "../explanations/document.js";
import type { Names } from "../explanations/names.js";
import { readDocument } from "../explanations/read-document.js";
import { explanationText } from "../explanations/text.js";
import { metricNeeds } from "../metrics/needs.js";
import { replaceFile } from "../record/run-folder.js";
import { explainSupervised } from "../runner/supervise.js";
import type { Suite } from "../suite/suite.js";
import type { CommonOptions } from "./command.js";
import { reportFailure } from "./failure.js";
import { interruptible } from "./interruptible.js";
import { limitsOf } from "./limits.js";
import type { ExplainOptions } from "./options.js";
import { styleOf } from "./output.js";
import { progressPrinter } from "./progress.js";

type Options = CommonOptions & ExplainOptions;

/** `evenhand explain`: one decision in plain words, with corrected data, or a stored explanation worked out again. */
export async function run(options: Options): Promise<number> {
  return options.verify === undefined ? explainOne(options) : verifyOne(options, options.verify);
}

async function explainOne(options: Options): Promise<number> {
  const { suite: file, id, set, seed, model = null, compare = null } = options;
  if (file === undefined || id === undefined)
    throw usage("explain needs a suite and the id of a row", { hint: "evenhand explain SUITE --id ROW" });
  return withSuite(file, options, async (suite) => {
    const document = await explain(suite, options, { file, asked: { id, set, model, compare }, seed });
    const page = await writePage(document, suite, options);
    process.stdout.write(options.json ? serializeDocument(document) : text(document, suite, page, options));
    return exitCodes.pass;
  });
}

async function verifyOne(options: Options, stored: string): Promise<number> {
  const { id, set, out, model, compare } = options;
  if (set.length > 0 || [id, out, model, compare].some((given) => given !== undefined))
    throw usage(
      "--verify works out what the file says; --id, --set, --model, --compare and --out have no place beside it",
    );
  const was = readDocument(stored);
  const file = options.suite ?? was.suite.file;
  return withSuite(file, options, async (suite) => {
    const found = differences(was, await explain(suite, options, { file, asked: askedBy(was), seed: was.seed }));
    const verdict = found.length === 0 ? "equal" : "different";
    const line = found.length === 0 ? verdict : `${verdict}: ${found.join(", ")}`;
    process.stdout.write(
      `${options.json ? visibleJson(JSON.stringify({ verdict, different: found })) : visible(line)}\n`,
    );
    return found.length === 0 ? exitCodes.pass : exitCodes.integrity;
  });
}

/** What a stored explanation was asked for. */
function askedBy({ row, corrected, model, explanation }: ExplanationDocument): AskedDecision {
  const among = explanation?.comparison.among;
  return {
    id: row.id,
    set: corrected?.set ?? [],
    model: model.id,
    compare: among === undefined ? null : `${among.attribute}=${among.group}`,
  };
}

async function withSuite(file: string, options: Options, work: (suite: Suite) => Promise<number>): Promise<number> {
  const { allowOutside, allowCode, offline } = options;
  const suite = await loadSuite(file, { allowOutside, allowCode, offline });
  try {
    return await work(suite);
  } catch (error) {
    return reportFailure(error, { debug: options.debug, suite });
  }
}

interface Given {
  readonly file: string;
  readonly asked: AskedDecision;
  readonly seed: number;
}

async function explain(suite: Suite, options: Options, { file, asked, seed }: Given): Promise<ExplanationDocument> {
  const onProgress = options.quiet ? () => {} : progressPrinter(process.stderr, styleOf(process.stderr));
  const decision = await interruptible((signal) =>
    explainSupervised(
      { suite: contentOf(suite), needs: metricNeeds({ metrics: [], gated: [] }), seed, asked },
      { limits: limitsOf(options), onProgress, signal },
    ),
  );
  const named = path.isAbsolute(file) ? path.relative(process.cwd(), file) : file;
  return documentOf(decision, { suite: { name: suite.name, file: named, sha256: suite.sha256 }, seed });
}

/** Templates take longer to load than most explanations to write: only a page that is wanted loads them. */
async function writePage(document: ExplanationDocument, suite: Suite, { out, lang }: Options): Promise<string | null> {
  if (out === undefined) return null;
  const { renderExplanation } = await import("../explanations/page.js");
  await replaceFile(path.resolve(out), renderExplanation(document, namesOf(suite, lang)));
  return out;
}

const namesOf = ({ explain: spec }: Suite, language: Language): Names => ({
  language,
  labels: spec?.labels ?? {},
  decisions: spec?.decisions ?? {},
});

/** With a page and `--quiet` its path alone. */
function text(document: ExplanationDocument, suite: Suite, page: string | null, { lang, quiet }: Options): string {
  const lines = [
    ...(quiet && page !== null ? [] : [explanationText(document, namesOf(suite, lang))]),
    ...(page === null ? [] : [...(quiet ? [] : [""]), visible(page)]),
  ];
  return `${lines.join("\n")}\n`;
}
