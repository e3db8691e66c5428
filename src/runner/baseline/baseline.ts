import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import { unusable, usage } from "../../core/errors.js";
import {
  type AcceptedBaseline,
  baselinesFolder,
  isBaselineName,
  isBaselineText,
  parseBaseline,
} from "../../record/accepted-baseline.js";
import { parseRecord } from "../../record/read.js";
import { reasonOf } from "../../record/run-folder.js";
import type { RunRecord } from "../../record/run-record.js";
import { nearest } from "../../suite/nearest.js";
import type { SuiteContent } from "../../suite/suite.js";
import { keptPredictionsIn } from "../pair-predictions.js";

/** Another model of the run itself, as what it is compared with. */
export interface ModelBaseline {
  readonly kind: "model";
  /** The model's id. */
  readonly name: string;
  readonly record: null;
}

/** An earlier run, as what later ones are compared with. */
export interface StoredBaseline {
  /** accepted: under a name, in `baselines/NAME.json`; run: a run folder or its `run.json`. */
  readonly kind: "accepted" | "run";
  readonly name: string;
  readonly record: RunRecord;
  /** SHA-256 of that run's `run.json`. */
  readonly runSha256: string;
  /** When that run ended; null: nothing beside the record says so. */
  readonly finished: string | null;
  /** The predictions that it kept; null: none are known. */
  readonly predictions: string | null;
}

export type ResolvedBaseline = ModelBaseline | StoredBaseline;

/** Where names of baselines are looked for. */
export interface BaselinePlaces {
  /** The suite, whose other models and whose folder are looked at first; null: there is none. */
  readonly suite: Pick<SuiteContent, "file" | "models"> | null;
  readonly workingFolder: string;
}

/**
 * Finds the baseline that `--baseline` names: another model of the suite, then `baselines/NAME.json` beside the suite or in the working folder,
 * then a run folder or a record. The one place that does; `evenhand run` calls it once per suite, before any data is read, and everything
 * that is compared with the baseline (changes, drift) takes what it returns.
 * @throws Failure (usage) where there is nothing of that name, (unusable) where what is there is damaged
 */
export async function resolveBaseline(name: string, places: BaselinePlaces): Promise<ResolvedBaseline> {
  const ids = places.suite?.models.map(({ id }) => id) ?? [];
  if (ids[0] === name)
    throw usage(`--baseline names ${JSON.stringify(name)}, the model that is judged; a baseline is something else`);
  if (ids.includes(name)) return { kind: "model", name, record: null };
  return resolveStored(name, places);
}

/** As {@link resolveBaseline}, among stored runs alone. @throws Failure */
export async function resolveStored(name: string, places: BaselinePlaces): Promise<StoredBaseline> {
  for (const folder of isBaselineName(name) ? foldersOf(places) : []) {
    const file = path.join(folder, baselinesFolder, `${name}.json`);
    if ((await kindOf(file)) === "file") return readStored(file);
  }
  const target = path.resolve(places.workingFolder, name);
  const kind = await kindOf(target);
  if (kind === null) throw await unknown(name, places);
  return readStored(kind === "folder" ? path.join(target, "run.json") : target);
}

/** The run folder that a path names, itself or by its `run.json`. */
export const folderOf = async (target: string): Promise<string> =>
  (await kindOf(target)) === "folder" ? target : path.dirname(target);

/** Folders beside which named baselines stand, the suite's own first. */
const foldersOf = ({ suite, workingFolder }: BaselinePlaces): string[] => [
  ...new Set([...(suite === null ? [] : [path.dirname(suite.file)]), workingFolder]),
];

async function kindOf(target: string): Promise<"file" | "folder" | null> {
  try {
    return (await stat(target)).isDirectory() ? "folder" : "file";
  } catch {
    return null;
  }
}

async function unknown(name: string, places: BaselinePlaces) {
  const accepted = (await acceptedNames(places)).map(({ name: known }) => known);
  const others = places.suite?.models.slice(1).map(({ id }) => id) ?? [];
  const known = [...others, ...accepted];
  const near = nearest(name, known);
  const names = known.length === 0 ? "there are none here" : `known: ${known.join(", ")}`;
  const what =
    places.suite === null ? "no accepted baseline" : "neither another model of the suite, nor an accepted baseline";
  return usage(
    `${JSON.stringify(name)} is ${what}, nor a stored run${near === null ? "" : `; did you mean ${JSON.stringify(near)}?`}`,
    { hint: `name a run folder, or a baseline that evenhand baseline accept wrote (${names})` },
  );
}

/** Accepted baselines beside the suite and in the working folder, by name; of equal names the suite's. */
export async function acceptedNames(
  places: BaselinePlaces,
): Promise<{ readonly name: string; readonly file: string }[]> {
  const found = new Map<string, string>();
  for (const folder of foldersOf(places)) {
    const place = path.join(folder, baselinesFolder);
    for (const file of (await readdir(place).catch(() => [])).sort()) {
      const name = file.replace(/\.json$/, "");
      if (name !== file && isBaselineName(name) && !found.has(name)) found.set(name, path.join(place, file));
    }
  }
  return [...found].map(([name, file]) => ({ name, file }));
}

/** An accepted baseline from its file. @throws Failure (unusable) */
export const readAccepted = async (file: string): Promise<AcceptedBaseline> =>
  parseBaseline(documentOf(await textOf(file), file), file);

/** A file that holds a record or an accepted baseline. @throws Failure (unusable) */
async function readStored(file: string): Promise<StoredBaseline> {
  const text = await textOf(file);
  const document = documentOf(text, file);
  if (!isBaselineText(document)) {
    const folder = path.dirname(file);
    return {
      ...{ kind: "run", name: folderName(file), record: parseRecord(text, file) },
      ...{ runSha256: sha256(text), finished: await finishedOf(folder), predictions: keptPredictionsIn(folder) },
    };
  }
  const { name: given, acceptance, record } = parseBaseline(document, file);
  const { run_sha256: runSha256, finished } = acceptance;
  return { kind: "accepted", name: given, record, runSha256, finished, predictions: await keptOf(file, acceptance) };
}

/** A run is called after its folder, as a record is the same wherever that lies. */
const folderName = (file: string): string =>
  path.basename(file) === "run.json" ? path.basename(path.dirname(file)) : path.basename(file, ".json");

/** The predictions of the run that was accepted, where it is still where it was, and the same. */
async function keptOf(file: string, { run, run_sha256 }: AcceptedBaseline["acceptance"]): Promise<string | null> {
  const root = path.dirname(path.dirname(file));
  const folder = path.resolve(root, ...(run ?? "").split("/"));
  const isBelow = run !== null && !path.relative(root, folder).startsWith("..");
  const text = isBelow ? await readFile(path.join(folder, "run.json"), "utf8").catch(() => null) : null;
  return text !== null && sha256(text) === run_sha256 ? keptPredictionsIn(folder) : null;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw unusable(`no run found: ${file} cannot be read: ${reasonOf(cause)}`, {}, cause);
  }
}

function documentOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unusable(`${file} is damaged: it is no JSON`, {}, cause);
  }
}

const sha256 = (text: string): string => createHash("sha256").update(text, "utf8").digest("hex");

/** When the run of a folder ended, by its manifest. */
async function finishedOf(folder: string): Promise<string | null> {
  try {
    const manifest = JSON.parse(await readFile(path.join(folder, "manifest.json"), "utf8")) as { finished?: unknown };
    return typeof manifest.finished === "string" ? manifest.finished : null;
  } catch {
    return null;
  }
}
