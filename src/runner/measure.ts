import path from "node:path";
import { Failure, type Problem, unusable } from "../core/errors.js";
import { joinNames } from "../core/groups.js";
import type { DataFacts, Measured, MeasuredModel, ModelFacts, Warning } from "../core/measured.js";
import { exclusionsOf } from "../core/tallied-exclusions.js";
import { Duckdb } from "../engines/duckdb.js";
import { EngineError } from "../engines/duckdb-failure.js";
import type { LoadedModel } from "../models/model.js";
import { combinedSha256 } from "../sources/digest.js";
import { formatOf, sources } from "../sources/index.js";
import { checkUnchanged, findFiles, type HashedFile, hashFiles } from "../sources/input-files.js";
import type { Source } from "../sources/source.js";
import { codes, rowQuery } from "../sql/row-query.js";
import type { SuiteContent } from "../suite/suite.js";
import { checkGroups, checkKept, checkLockedFiles, checkLockedRows, checkStrata, outsideBins } from "./check-data.js";
import type { CountedKeys } from "./count-model.js";
import { wrongValues } from "./diagnose.js";
import { explainGaps } from "./explain-gaps.js";
import { explainNeighbours } from "./explain-neighbours.js";
import { groupFirst } from "./group-first.js";
import { keepPredictions } from "./keep-predictions.js";
import { checkIds } from "./kept-ids.js";
import { type ModelMeasurement, measureModel } from "./measure-model.js";
import { namelessFile } from "./nameless-file.js";
import { pairModels } from "./pair-models.js";
import { asksForNeighbours } from "./plan-compatibility.js";
import { planRows } from "./row-plan.js";
import { scoreAll } from "./score-all.js";
import type { MeasureOptions, Workshop } from "./workshop.js";

/**
 * Reads, checks, scores and counts the data of a suite. Meant for a process of its own, as it parses foreign bytes; works in any.
 * The answer does not depend on threads or on the order of the rows.
 * @throws Failure
 */
export const measure = (suite: SuiteContent, options: MeasureOptions): Promise<Measured> =>
  withSource(suite, options, measureSource);

/** Models and data of a suite, opened and not yet read. */
export type Opened = Pick<Workshop, "suite" | "options" | "engine" | "source" | "models" | "scratch">;

/** Opens models and data, works on them, and closes them again. @throws Failure, also where the files changed meanwhile */
export async function withSource<Result>(
  suite: SuiteContent,
  options: MeasureOptions,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  checkNotStopped(options);
  options.onProgress({ step: "read", done: 0, total: null, finished: false });
  const suiteFolder = path.dirname(suite.file);
  const found = await findFiles(suite.dataset.sources, {
    suiteFolder,
    projectFolder: suite.projectFolder,
    workFolder: options.workFolder,
  });
  const format = formatOf(found, suite.dataset.format ?? null);
  const files = await hashFiles(found);
  checkLockedFiles(suite, files);
  const models = await loadModels(suite, options);
  const scratch = options.keep === undefined ? null : await namelessFile(options.workFolder, "predictions.parquet");
  try {
    const readable = files.map((file) => file.path);
    const engine = await Duckdb.open({ ...options, files: scratch === null ? readable : [...readable, scratch.path] });
    try {
      const { delimiter, missing } = suite.dataset;
      const source = await sources[format]({
        engine,
        files,
        format,
        delimiter: delimiter ?? null,
        missing: missing ?? [],
      });
      const result = await explained(source, () => work({ suite, options, engine, source, models, scratch }));
      await checkUnchanged(files, suite.dataset.lock !== undefined);
      checkNotStopped(options);
      return result;
    } finally {
      engine.close();
    }
  } finally {
    await scratch?.close();
    for (const model of models) await model?.close();
  }
}

function checkNotStopped({ signal }: MeasureOptions): void {
  if (signal?.aborted) throw new Failure("interrupted", [{ message: "interrupted" }]);
}

async function loadModels(
  suite: SuiteContent,
  { loadModel, threads }: MeasureOptions,
): Promise<(LoadedModel | null)[]> {
  const models: (LoadedModel | null)[] = [];
  for (const { id, kind, path: file = "", featureSteps, output = null, unseen, remote, code } of suite.models) {
    const request = { id, kind, path: file, featureSteps, output, unseen, threads, remote, code };
    const at = ["models", models.length, remote === undefined && code === undefined ? "path" : "kind"];
    models.push(
      kind === "logged" ? null : await loadModel(request).catch((error) => Promise.reject(placed(error, at))),
    );
  }
  return models;
}

/** A failure that does not say where, with the part of the suite that it is of. */
const placed = (error: unknown, at: NonNullable<Problem["at"]>): unknown =>
  error instanceof Failure
    ? new Failure(
        error.kind,
        error.problems.map((problem) => ((problem.file ?? problem.at) ? problem : { ...problem, at })),
        { cause: error.cause },
      )
    : error;

/** Errors of the engine that come from a file are told in the words of its format. */
async function explained<Result>(source: Source, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw (error instanceof EngineError ? await source.explain(error) : null) ?? error;
  }
}

/** Finds the columns, and scores the rows where models have to. */
export async function openWorkshop(opened: Opened): Promise<Workshop> {
  const { suite, source, models } = opened;
  const plan = planRows(suite, source.columns, models);
  const groups = groupFirst(suite, source, models);
  const rows = groups ?? `(${rowQuery(plan.rows, source.from(plan.needed))})`;
  const isCounted = groups !== null || plan.rows.count !== null;
  return prepare({ ...opened, plan, rows, isCounted, answered: models.map(() => null), sample: null });
}

async function measureSource(opened: Opened): Promise<Measured> {
  const { suite, options } = opened;
  const workshop = await openWorkshop(opened);
  const measured: ModelMeasurement[] = [];
  for (const place of suite.models.keys()) {
    measured.push(
      await measureModel(workshop, place, (keys) => (place === 0 ? checkRows(workshop, keys) : Promise.resolve())),
    );
  }
  const first = measured[0]!;
  const counted = rowsIn(first.counted);
  options.onProgress({ step: "count", done: counted.kept, total: counted.kept, finished: true });
  const paired = await pairModels(workshop, measured);
  const kept = await keepPredictions(workshop, measured);
  const explanations = await explainAll(workshop, measured);
  return {
    data: dataFacts(workshop, first, counted),
    exclusions: exclusionsOf(first.counted.excluded, suite.attributes),
    models: measured.map(({ facts, counts }, place) => ({
      facts: { ...facts, ...sentBy(workshop.models[place]) },
      counts,
      ...explanations[place],
    })),
    ...paired,
    ...(kept === null ? {} : { kept: [kept] }),
    ...(first.features.length === 0 ? {} : { features: first.features }),
    warnings: [
      ...outsideBins(suite, first.counted.keys),
      ...measured.flatMap(({ warnings }): readonly Warning[] => warnings),
    ],
  };
}

/** What a model behind a URL was sent, to be scored and to be explained. */
function sentBy(model: LoadedModel | null | undefined): Pick<ModelFacts, "transfer"> {
  return model?.facts.transfer === undefined ? {} : { transfer: model.facts.transfer };
}

/** Explains what can be explained, of the models that score. */
async function explainAll(
  workshop: Workshop,
  measured: readonly ModelMeasurement[],
): Promise<Pick<MeasuredModel, "explanation" | "neighbours">[]> {
  const { sample, models, options } = workshop;
  if (sample === null) return measured.map(() => ({}));
  const total = sample.rows * models.filter((model) => model !== null).length;
  const found: Pick<MeasuredModel, "explanation" | "neighbours">[] = [];
  let done = 0;
  options.onProgress({ step: "explain", done, total, finished: false });
  for (const [place, measurement] of measured.entries()) {
    if (models[place] === null) {
      found.push({});
      continue;
    }
    const request = { workshop, place, measurement, sample };
    found.push({
      explanation: await explainGaps(request),
      neighbours: await explainNeighbours({ ...request, reproduces: asksForNeighbours(workshop.suite) }),
    });
    done += sample.rows;
    options.onProgress({ step: "explain", done, total, finished: done === total });
  }
  return found;
}

/**
 * Scores the rows where models have to. Otherwise they stay in their files, unless these are texts that would be parsed again for
 * each scan after the first: then what is needed of them is kept in a table.
 */
async function prepare(workshop: Workshop): Promise<Workshop> {
  const { engine, options, models, source } = workshop;
  if (options.job !== "inspect" && models.some((model) => model !== null))
    return { ...workshop, ...(await scoreAll(workshop)) };
  if (source.format === "parquet" || !needsSeveralScans(workshop)) return workshop;
  await engine.run(`CREATE TABLE rows_parsed AS SELECT * FROM ${workshop.rows}`);
  return { ...workshop, rows: "rows_parsed" };
}

function needsSeveralScans({ suite, options, plan }: Workshop): boolean {
  const hasCapacity = suite.models.some(({ threshold }) => typeof threshold === "object");
  const { scores, confidences, values } = options.needs;
  const hasScores =
    (scores || confidences || values) &&
    plan.rows.models.some(
      (model) => model.score ?? model.confidence ?? (plan.rows.isRegression || model.classScores.length > 0),
    );
  const { unit, id, distributions } = plan.rows;
  return (
    suite.models.length > 1 || distributions.length > 0 || unit !== null || id !== null || hasCapacity || hasScores
  );
}

/** What has to be right with the rows before anything is made of them. */
export async function checkRows(workshop: Workshop, counted: CountedKeys): Promise<void> {
  const { suite, options, engine, source, plan, answered } = workshop;
  const { read, kept } = rowsIn(counted);
  await checkLockedRows(suite, read, () => physicalRows(engine, source));
  if (counted.keys.some(({ code }) => code >= codes.invalid)) throw await wrongValues(engine, source, plan);
  if (read === 0) throw unusable("holds no rows", { file: source.files[0]!.shown });
  checkKept(counted.excluded, kept);
  checkGroups(suite, counted.keys);
  checkStrata(counted.keys.filter(({ code }) => code === codes.kept).map(({ strata }) => joinNames(strata)));
  // Where models scored, reading was over before.
  if (answered.every((answer) => answer === null)) {
    if (plan.rows.id !== null) await checkIds(workshop, workshop.rows);
    options.onProgress({ step: "read", done: read, total: read, finished: true, detail: { kept } });
  }
  options.onProgress({ step: "count", done: 0, total: kept, finished: false });
}

async function physicalRows(engine: Duckdb, source: Source): Promise<number> {
  const [rows] = await engine.row(`SELECT count(*)::DOUBLE FROM ${source.from([])}`);
  return Number(rows);
}

export function rowsIn({ keys }: CountedKeys): { readonly read: number; readonly kept: number } {
  const sum = (of: CountedKeys["keys"]): number => of.reduce((total, { n }) => total + n, 0);
  return { read: sum(keys), kept: sum(keys.filter(({ code }) => code === codes.kept)) };
}

export function dataFacts(
  { source }: Workshop,
  { counted, units }: ModelMeasurement,
  rows: { readonly read: number; readonly kept: number },
): DataFacts {
  const { format, files, columns } = source;
  const kept = counted.keys.filter(({ code }) => code === codes.kept);
  const times = (of: (typeof kept)[number]["first"][]): number[] => of.filter((time) => time !== null);
  return {
    format,
    files: files.map(({ name, bytes, sha256 }: HashedFile) => ({ name, bytes, sha256 })),
    sha256: combinedSha256(files),
    rowsRead: rows.read,
    rowsKept: rows.kept,
    units,
    columns: columns.length,
    from: isoTime(times(kept.map(({ first }) => first)), (a, b) => Math.min(a, b)),
    to: isoTime(times(kept.map(({ last }) => last)), (a, b) => Math.max(a, b)),
  };
}

/** The first or last of some times, ISO 8601 in UTC, without milliseconds where they are zero. */
const isoTime = (times: readonly number[], choose: (a: number, b: number) => number): string | null =>
  times.length === 0 ? null : new Date(times.reduce(choose)).toISOString().replace(".000Z", "Z");
