import path from "node:path";
import { exitCodes, Failure, type Problem, usage } from "../core/errors.js";
import { evaluate, loadSuite } from "../evaluate.js";
import { isOccupied, refuseOccupied, writeRunFolder } from "../record/run-folder.js";
import type { RunRecord } from "../record/run-record.js";
import { serializeRecord } from "../record/serialize.js";
import type { Suite } from "../suite/suite.js";
import type { CommonOptions } from "./command.js";
import { exitCodeOf, worstExitCode } from "./exit-code.js";
import { reportFailure } from "./failure.js";
import { interruptible } from "./interruptible.js";
import { limitsOf } from "./limits.js";
import { manifestOf } from "./manifest.js";
import type { RunOptions } from "./options.js";
import { styleOf } from "./output.js";
import { progressPrinter } from "./progress.js";
import { summaryText } from "./summary.js";
import type { Written } from "./written.js";

type Options = CommonOptions & RunOptions;

/** `evenhand run`: audits each suite and writes its run folder. */
export async function run(options: Options): Promise<number> {
  const suites = await loadAll(options);
  return interruptible(async (signal) => {
    const codes: number[] = [];
    for (const suite of suites) {
      if (signal.aborted) break;
      codes.push(await runOne(suite, suites.length > 1, options, signal));
    }
    return signal.aborted ? exitCodes.interrupted : worstExitCode(codes);
  });
}

/** Every suite is read before the first is run, so that all their problems are told at once. */
async function loadAll(options: Options): Promise<Suite[]> {
  const problems: Problem[] = [];
  const suites: Suite[] = [];
  const models = modelPaths(options.model);
  for (const file of options.suites) {
    try {
      suites.push(await loadSuite(file, { ...readingOf(options), models }));
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

async function runOne(suite: Suite, several: boolean, options: Options, signal: AbortSignal): Promise<number> {
  const started = new Date();
  try {
    const folder = await folderFor(suite, several, options, started);
    const record = await audit(suite, options, signal);
    await print(record, await writeRun(folder, record, options, started), options);
    return exitCodeOf(record, options.strict);
  } catch (error) {
    return reportFailure(error, { debug: options.debug, suite });
  }
}

async function audit(suite: Suite, options: Options, signal: AbortSignal): Promise<RunRecord> {
  const style = styleOf(process.stderr);
  if (!options.quiet && style.terminal)
    process.stderr.write(`${suite.name} · model ${suite.models[0]?.id ?? ""} · seed ${options.seed}\n`);
  return evaluate(suite, {
    seed: options.seed,
    limits: limitsOf(options),
    signal,
    onProgress: options.quiet ? () => {} : progressPrinter(process.stderr, style),
  });
}

/** The run folder, proven free and writable before anything is computed. */
async function folderFor(suite: Suite, several: boolean, options: Options, started: Date): Promise<string> {
  if (options.out !== undefined) {
    const folder = path.resolve(several ? path.join(options.out, suite.name) : options.out);
    await refuseOccupied(folder);
    return folder;
  }
  const base = path.resolve("reports", suite.name, utcMinute(started));
  for (let attempt = 1; ; attempt++) {
    const folder = attempt === 1 ? base : `${base}-${attempt}`;
    if (!(await isOccupied(folder))) return folder;
  }
}

/** 2026-10-05T0612Z */
const utcMinute = (time: Date): string => `${time.toISOString().slice(0, 16).replace(":", "")}Z`;

async function writeRun(folder: string, record: RunRecord, options: Options, started: Date): Promise<Written> {
  const files = [
    { name: "run.json", content: serializeRecord(record) },
    ...(options.report ? [{ name: "report.html", content: await rendered(record) }] : []),
  ];
  const manifest = await manifestOf(record, files, { started, command: ["evenhand", "run", ...options.suites] });
  await writeRunFolder(folder, [
    ...files,
    { name: "manifest.json", content: `${JSON.stringify(manifest, null, 2)}\n` },
  ]);
  const shown = path.join(folder, options.report ? "report.html" : "run.json");
  return { kind: options.report ? "report" : "record", path: path.relative(process.cwd(), shown) || shown };
}

/** Charts and templates take longer to load than most audits to compute: only a report that is wanted loads them. */
const rendered = async (record: RunRecord): Promise<string> =>
  (await import("../report/render.js")).renderReport(record);

async function print(record: RunRecord, written: Written, options: Options): Promise<void> {
  if (options.json) process.stdout.write(serializeRecord(record));
  else process.stdout.write(`${await summaryText(record, written, styleOf(process.stdout), options)}\n`);
}
