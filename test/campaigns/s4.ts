// Damaged copies of models of every kind: tsx test/campaigns/s4.ts [--count 10000] [--seed 1] [--kind onnx] [--keep FOLDER]
import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { additivityError } from "../../src/attributions/attributions.js";
import { playersOf } from "../../src/attributions/players.js";
import { treeAttributions } from "../../src/attributions/tree-attributions.js";
import { Failure } from "../../src/core/errors.js";
import { loadModel } from "../../src/models/index.js";
import type { Batch, FeatureStep, LoadedModel } from "../../src/models/model.js";
import type { TreeModel } from "../../src/models/trees/tree-model.js";
import { requestFor } from "../models/reference.js";
import { temporaryFolder } from "../models/tiny-models.js";
import { mulberry32 } from "../mulberry32.js";
import { answerJobs, type Ending, inBatches } from "./batches.js";
import { mutant } from "./mutants.js";
import { type Campaign, campaigns } from "./s4-models.js";

/**
 * What became of a damaged model: it still answers every row with a number; it was refused in words for the user; the process that
 * reads it died, which a run tells in words; that process had to be ended because it went on for too long; or something was thrown
 * that a run would call a defect of its own.
 */
type Result = "scored" | "refused" | "died" | "hung" | "defect";

interface Outcome {
  readonly result: Result;
  readonly detail: string;
}

/** What a campaign found, over all kinds of models. */
export interface Found {
  readonly seed: number;
  readonly counts: Readonly<Record<Result, number>>;
  /** Files that were in the folder of temporary files afterwards. */
  readonly left: readonly string[];
  /** One line each: hangs, defects, and refusals that name neither model nor file. */
  readonly broken: readonly string[];
}

/** What a forked process is told. */
interface Job {
  readonly kind: string;
  readonly file: string;
  readonly features: readonly FeatureStep[] | null;
}

/** Files per process. */
const perProcess = 200;

const rows = 6;
const [numbers, texts] = [
  [0, 1, -2.5, 1e30, 3, 0.5],
  ["a", "3", null, "monthly", "ægte", ""],
];
/** Trees answer rows with a hole, networks need not: one of the trees' rows has holes. */
const batchFor = (model: LoadedModel): Batch => ({
  rows,
  columns: model.columns.map(({ type }, place) => {
    if (type === "text") return texts.map((_, row) => texts[(row + place) % rows]!);
    const column = Float64Array.from(numbers, (_, row) => numbers[(row + place) % rows]!);
    return "trees" in model ? column.fill(Number.NaN, rows - 1) : column;
  }),
});

/** In the forked process. */
async function outcomeOf({ kind, file, features }: Job): Promise<Outcome> {
  try {
    const model = await loadModel(requestFor(kind, file, { featureSteps: features }));
    try {
      const { score } = await model.predict(batchFor(model));
      if (score?.some((value) => !Number.isFinite(value)) === true)
        return { result: "refused", detail: 'model "m" answers with a score that is no finite number' };
      if ("trees" in model) await checkAdditivity(model as TreeModel);
    } finally {
      await model.close();
    }
    return { result: "scored", detail: "" };
  } catch (cause) {
    if (cause instanceof Failure) return { result: "refused", detail: cause.message };
    return { result: "defect", detail: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) };
  }
}

/** Rejects with an Error where attributions do not add up to the answers */
async function checkAdditivity(model: TreeModel): Promise<void> {
  const players = playersOf(model.columns.map(({ column }) => column));
  const { columns } = batchFor(model);
  const explained = { columns, rows };
  const { outputs } = await treeAttributions({
    model,
    players,
    explained,
    background: model.trees.cover === null ? explained : null,
  });
  for (const of of outputs) {
    const size = Math.max(1, ...of.values.map((phi) => Math.max(...phi.map(Math.abs))), Math.abs(of.base));
    // Sums of a few hundred doubles; damaged leaves of 1e38 cancel, so the error is measured against the largest part.
    const error = additivityError(of) / size;
    if (!(error < 1e-9)) throw new Error(`attributions miss the answers by ${error} of their size`);
  }
}

const outcomesOf = (jobs: readonly Job[], temporary: string): Promise<(Outcome | Ending)[]> =>
  inBatches(jobs, { worker: import.meta.filename, temporary, perProcess });

/** Writes a damaged copy of one of the models into a folder of its own. */
function writeMutant(folder: string, { kind, models }: Campaign, place: number, random: () => number): Job {
  const model = models[place % models.length]!;
  const names = Object.keys(model.files);
  const name = names[Math.floor(place / models.length) % names.length]!;
  const other = models[Math.floor(random() * models.length)]!.files[name]!;
  const at = path.join(folder, String(place));
  mkdirSync(at);
  for (const [each, content] of Object.entries(model.files))
    writeFileSync(path.join(at, each), each === name ? mutant(content, other, random) : content);
  return { kind, file: path.join(at, names[0]!), features: model.features };
}

const namesIt = (message: string): boolean =>
  /model (file |in )?"|saved_model\.pb|TensorFlow|onnxruntime/.test(message);

interface Settings {
  /** Damaged copies of each kind. */
  readonly count: number;
  readonly seed: number;
  /** Folder for the files that a fault was found with; null: they are not kept. */
  readonly keep?: string | null;
}

/** What becomes of the models as they are, to see that damage is all that is wrong. */
export function undamaged({ kind, models }: Campaign): Promise<(Outcome | Ending)[]> {
  const [folder, temporary] = [temporaryFolder(), temporaryFolder()];
  const jobs = models.map(({ files, features }, place) => {
    const at = path.join(folder, String(place));
    mkdirSync(at);
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(at, name), content);
    return { kind, file: path.join(at, Object.keys(files)[0]!), features };
  });
  return outcomesOf(jobs, temporary).finally(() => {
    for (const each of [folder, temporary]) rmSync(each, { recursive: true, force: true });
  });
}

/** Damages and scores `count` copies of models of one kind; nothing is thrown, so that one fault does not hide another. */
export async function campaign(of: Campaign, { count, seed, keep = null }: Settings): Promise<Found> {
  const random = mulberry32(seed);
  const counts: Record<Result, number> = { scored: 0, refused: 0, died: 0, hung: 0, defect: 0 };
  const [broken, left]: [string[], string[]] = [[], []];
  for (let from = 0; from < count; from += perProcess) {
    const [folder, temporary] = [temporaryFolder(), temporaryFolder()];
    const size = Math.min(perProcess, count - from);
    const jobs = Array.from({ length: size }, (_, at) => writeMutant(folder, of, from + at, random));
    for (const [at, { result, detail }] of (await outcomesOf(jobs, temporary)).entries()) {
      counts[result]++;
      const { file } = jobs[at]!;
      const place = path.basename(path.dirname(file));
      const isBroken = result === "hung" || result === "defect" || (result === "refused" && !namesIt(detail));
      if (isBroken) broken.push(`${of.name}, copy ${place} of seed ${seed}: ${result}: ${detail}`);
      if (keep !== null && (isBroken || result === "died"))
        cpSync(path.dirname(file), path.join(keep, `${of.kind}-${seed}-${place}`), { recursive: true });
    }
    left.push(...readdirSync(temporary, { recursive: true }).map(String));
    for (const each of [folder, temporary]) rmSync(each, { recursive: true, force: true });
  }
  return { seed, counts, left, broken };
}

/** One line a log can be searched for: "S4 ONNX: 10,000 run, 0 broken (9,000 refused, 990 scored, 10 died, …), seed 1". */
export const summary = (name: string, { seed, counts, left, broken }: Found): string => {
  const run = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const parts = Object.entries(counts).map(([result, count]) => `${count.toLocaleString("en")} ${result}`);
  return `S4 ${name}: ${run.toLocaleString("en")} run, ${broken.length} broken (${parts.join(", ")}), ${left.length} files left, seed ${seed}`;
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      count: { type: "string", default: "10000" },
      seed: { type: "string", default: "1" },
      kind: { type: "string" },
      keep: { type: "string" },
    },
  });
  for (const each of campaigns()) {
    if (values.kind !== undefined && each.kind !== values.kind) continue;
    const found = await campaign(each, {
      count: Number(values.count),
      seed: Number(values.seed),
      keep: values.keep ?? null,
    });
    for (const line of [...found.broken, ...found.left]) console.error(line);
    console.log(summary(each.name, found));
    if (found.broken.length + found.left.length > 0) process.exitCode = 1;
  }
}

if (process.argv[2] === "--worker") answerJobs(outcomeOf);
else if (process.argv[1] === import.meta.filename) await main();
