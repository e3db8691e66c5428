import { createHash } from "node:crypto";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { metricNeeds } from "../metrics/needs.js";
import { glob, isPattern } from "../sources/glob.js";
import type { Suite, SuiteContent } from "../suite/suite.js";
import { measureSupervised, type Supervision } from "./supervise.js";

/** What a suite would be audited with now, by SHA-256; null: it has no file. */
export interface MaterialHashes {
  readonly data_sha256: string | null;
  readonly model_sha256: Readonly<Record<string, string | null>>;
}

/** More files than this in a folder of a model are not looked at one by one: the folder's own times tell. */
const mostFiles = 1000;

/**
 * A short text that is another one as soon as a data file, or a file beside or below a model's, has another size, time or place. Reads
 * no file. What is not there counts too.
 */
export async function materialStamp({ dataset, models }: Pick<SuiteContent, "dataset" | "models">): Promise<string> {
  const data = (await Promise.all(dataset.sources.map(filesOf))).flat();
  const beside = await Promise.all(models.map(({ path: place }) => (place === undefined ? [] : modelFiles(place))));
  const lines = await Promise.all([...new Set([...data, ...beside.flat()])].sort().map(lineOf));
  return createHash("sha256").update(lines.join("\n")).digest("hex");
}

const filesOf = async (source: string): Promise<readonly string[]> => (isPattern(source) ? glob(source) : [source]);

async function modelFiles(place: string): Promise<string[]> {
  const isFolder = await stat(place).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
  const folder = isFolder ? place : path.dirname(place);
  const names = await readdir(folder, { recursive: isFolder }).catch(() => []);
  return [place, folder, ...names.slice(0, mostFiles).map((name) => path.join(folder, name))];
}

const lineOf = (file: string): Promise<string> =>
  stat(file).then(
    ({ size, mtimeMs, ino }) => `${file} ${size} ${mtimeMs} ${ino}`,
    () => `${file} absent`,
  );

/** Reads data and models as a run would, without scoring, for their hashes. @throws Failure */
export async function materialHashes(suite: Suite, supervision: Supervision): Promise<MaterialHashes> {
  const { place: _, ...content } = suite;
  // A lock is for audits: what changed is what is asked here.
  const { lock: __, ...dataset } = content.dataset;
  const needs = metricNeeds({ metrics: [], gated: [] });
  const work = { job: "inspect", suite: { ...content, dataset }, needs, seed: 1 } as const;
  const { data, models } = await measureSupervised(work, supervision);
  return {
    data_sha256: data.sha256,
    model_sha256: Object.fromEntries(models.map(({ facts }) => [facts.id, facts.sha256])),
  };
}
