import path from "node:path";
import type { SigningKey } from "../audits/keys.js";
import { exitCodes, Failure, type Problem, usage } from "../core/errors.js";
import { visible } from "../core/visible.js";
import { evaluate, loadSuite } from "../evaluate.js";
import type { Material } from "../exports/export.js";
import type { RunFile, StandingFile } from "../record/run-folder.js";
import { historyName, historyText, type RunHistory } from "../record/run-history.js";
import type { RunRecord } from "../record/run-record.js";
import { serializeRecord } from "../record/serialize.js";
import { resolveBaseline } from "../runner/baseline/baseline.js";
import type { Suite } from "../suite/suite.js";
import type { CommonOptions } from "./command.js";
import { exitCodeOf, worstExitCode } from "./exit-code.js";
import { reportFailure } from "./failure.js";
import { gatePlaces } from "./gate-places.js";
import { interruptible } from "./interruptible.js";
import { type KeptPlace, type Secrets, secretsFor, withKeptPlace } from "./kept.js";
import { environmentLanguage } from "./lang-option.js";
import { limitsOf } from "./limits.js";
import { manifestOf } from "./manifest.js";
import type { RunOptions } from "./options.js";
import { styleOf } from "./output.js";
import { policyFor } from "./policy.js";
import { progressPrinter } from "./progress.js";
import { type Alarms, alarmsOf, runHistory } from "./run-history.js";
import { placesFor, type RunPlaces, storeRun } from "./run-places.js";
import { keysToSign } from "./signing.js";
import { summaryText } from "./summary.js";
import type { Written } from "./written.js";
import { announce, type Formats, formatFiles, formatsOf, send } from "./written-formats.js";

type Options = CommonOptions & RunOptions & { readonly formats: Formats };
type Keys = Options & { readonly secrets: Secrets | null; readonly keys: readonly SigningKey[] };

/** `evenhand run`: audits each suite and writes its run folder. */
export async function run(given: CommonOptions & RunOptions): Promise<number> {
  const options = { ...given, formats: formatsOf(given) };
  const suites = await loadAll(options);
  const secrets = await secretsFor(suites, options);
  const keys = await keysToSign(options.signKey);
  return interruptible(async (signal) => {
    const codes: number[] = [];
    for (const suite of suites) {
      if (signal.aborted) break;
      codes.push(await runOne(suite, suites.length > 1, { ...options, secrets, keys }, signal));
    }
    return signal.aborted ? exitCodes.interrupted : worstExitCode(codes);
  });
}

/** Every suite is read before the first is run, so that all their problems are told at once. */
async function loadAll(options: Options): Promise<Suite[]> {
  const problems: Problem[] = [];
  const suites: Suite[] = [];
  const models = modelPaths(options.model);
  const policy = policyFor(options);
  for (const file of options.suites) {
    try {
      suites.push(await loadSuite(file, { ...readingOf(options), models, policy }));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new Failure("usage", problems);
  return suites;
}

/** What a suite may reach, from the command line. */
const readingOf = ({ allowOutside, allowCode, offline, cache }: Options) => ({
  allowOutside,
  allowCode,
  offline,
  cache,
});

function modelPaths(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw usage(`--model wants id=path, found ${JSON.stringify(pair)}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}

async function runOne(suite: Suite, several: boolean, options: Keys, signal: AbortSignal): Promise<number> {
  const started = new Date();
  try {
    const out = options.out === undefined ? null : several ? path.join(options.out, suite.name) : options.out;
    const places = await placesFor(suite, started, { out, archive: options.archive });
    if (places.archive === null && options.signKey.length > 0) throw outsideAnArchive();
    return await withKeptPlace(suite, places, options.secrets, async (kept) => {
      const record = await audit(suite, options, signal, kept);
      const rows = kept?.files ?? [];
      const history = await runHistory(places.archive, record, started);
      const beside = { suite, options, started, rows, history };
      const { written, material, files } = await writeRun(places, record, beside);
      const alarms = alarmsOf(record, history, suite.alarms);
      await announce(material, options.formats, { files, json: options.json });
      await print(record, written, { ...options, alarms });
      await send(material, options.formats, { files, run: path.dirname(written.path), quiet: options.quiet });
      return exitCodeOf(record, options.strict, alarms.fail);
    });
  } catch (error) {
    return reportFailure(error, { debug: options.debug, suite });
  }
}

const outsideAnArchive = (): Failure =>
  usage("--sign-key signs runs of an archive, and this one is to be written outside of it", {
    hint: "leave --out away, or name the folder above it with --archive",
  });

async function audit(suite: Suite, options: Options, signal: AbortSignal, kept: KeptPlace | null): Promise<RunRecord> {
  const { baseline: named } = options;
  const places = { suite, workingFolder: process.cwd() };
  const baseline = named === undefined ? undefined : await resolveBaseline(named, places);
  const style = styleOf(process.stderr);
  if (!options.quiet && style.terminal)
    process.stderr.write(`${suite.name} · model ${suite.models[0]?.id ?? ""} · seed ${options.seed}\n`);
  return evaluate(suite, {
    seed: options.seed,
    limits: limitsOf(options),
    signal,
    onProgress: options.quiet ? () => {} : progressPrinter(process.stderr, style),
    ...(kept === null ? {} : { keep: kept.keep }),
    baseline,
  });
}

/** What a run folder is written from beside the record. */
interface Beside {
  readonly suite: Suite;
  readonly options: Keys;
  readonly started: Date;
  readonly rows: readonly StandingFile[];
  readonly history: RunHistory | null;
}

async function writeRun(
  places: RunPlaces,
  record: RunRecord,
  { suite, options, started, rows, history }: Beside,
): Promise<{ written: Written; material: Material; files: readonly RunFile[] }> {
  const material = { record, places: gatePlaces(suite, record.plan), strict: options.strict };
  const files = [
    { name: "run.json", content: serializeRecord(record) },
    ...(await formatFiles(material, options.formats, history)),
  ];
  const known = history === null ? [] : [{ name: historyName, content: historyText(history) }];
  const command = commandFor(suite, options);
  const manifest = await manifestOf(record, [...files, ...known], { started, command, places: material.places, rows });
  const named = { name: "manifest.json", content: `${JSON.stringify(manifest, null, 2)}\n` };
  const folder = await storeRun(places, { record, manifest, files: [...files, ...known, named, ...rows] }, options);
  const { html } = options.formats;
  const shown = path.join(folder, html ? "report.html" : "run.json");
  const written: Written = { kind: html ? "report" : "record", path: path.relative(process.cwd(), shown) || shown };
  return { written, material, files };
}

/** The command that repeats the run of one suite: what its numbers depend on. */
function commandFor(suite: Suite, options: Options): string[] {
  const file = path.relative(process.cwd(), suite.file) || suite.file;
  const ids = new Set(suite.models.map(({ id }) => id));
  const models = options.model.filter((pair) => ids.has(pair.slice(0, pair.indexOf("="))));
  const baseline = options.baseline === undefined ? [] : ["--baseline", shownPath(options.baseline)];
  return [
    ...["evenhand", "run", file, "--seed", String(options.seed)],
    ...models.flatMap((pair) => ["--model", pair]),
    ...baseline,
    ...(options.policy === undefined ? [] : ["--policy", shownPath(options.policy)]),
  ];
}

/** A path from the working folder; a name is one already. */
const shownPath = (named: string): string => (path.isAbsolute(named) ? path.relative(process.cwd(), named) : named);

async function print(record: RunRecord, written: Written, options: Options & { alarms: Alarms }): Promise<void> {
  if (options.json) {
    process.stdout.write(serializeRecord(record));
    for (const line of options.alarms.lines) process.stderr.write(visible(`${line}\n`));
    return;
  }
  const language = options.formats.languages?.[0] ?? environmentLanguage();
  process.stdout.write(`${await summaryText(record, written, styleOf(process.stdout), { ...options, language })}\n`);
}
