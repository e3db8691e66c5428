import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { bytesFrom, checkBytes } from "../catalogue/data-set-bytes.js";
import { addressOf, type DataSet, dataHost, dataSets } from "../catalogue/data-sets.js";
import { fetchDataSet } from "../catalogue/fetch-data-set.js";
import { unusable, usage } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import { propose } from "../proposals/propose.js";
import { isOccupied, reasonOf, writeRunFolder } from "../record/run-folder.js";
import { type StagingFolder, stagingFolder } from "../record/staging-folder.js";
import { profileSupervised, type Supervision } from "../runner/supervise.js";
import type { CommonOptions } from "./command.js";
import { reportFailure } from "./failure.js";
import { interruptible } from "./interruptible.js";
import { limitsOf } from "./limits.js";
import type { DatasetsGetOptions } from "./options.js";
import { type NotReady, type Places, profileAt, shown, writeSuite } from "./starting-suite.js";

type Options = CommonOptions & DatasetsGetOptions;

/** `evenhand datasets get`: a public data set, checked, as Parquet, with a suite that runs. Nothing is left where it fails. */
export async function run(options: Options): Promise<number> {
  const set = dataSets.find(({ name }) => name === options.set)!;
  const folder = path.resolve(options.out ?? path.join("datasets", set.name));
  if (await isOccupied(folder))
    throw usage(`${shown(folder)} holds files already`, { hint: "name another folder with --out" });
  return interruptible(async (signal) => {
    const supervision: Supervision = { limits: limitsOf(options), onProgress: () => {}, signal };
    const bytes = await bytesOf(set, options, signal);
    checkBytes(bytes, set);
    await writeParquet(set, bytes, folder, supervision);
    const places: Places = {
      data: path.join(folder, `${set.name}.parquet`),
      suite: path.join(folder, "suite.yaml"),
      allowOutside: false,
    };
    return told(set, places, await writeStart(set, places, options, supervision), options);
  });
}

function bytesOf(set: DataSet, { from, quiet }: Options, signal: AbortSignal): Promise<Buffer> {
  const tell = (line: string): void => void (quiet || process.stderr.write(visible(`${line}\n`)));
  const size = `${(set.bytes / 1e6).toFixed(1)} MB`;
  if (from === undefined) {
    tell(`fetching ${set.name}, ${size}, from ${dataHost} (${set.licence})`);
    return fetchDataSet(set, { signal });
  }
  tell(`reading ${set.name}, ${size}, from ${from} (${set.licence})`);
  return bytesFrom(path.resolve(from), set);
}

/** The file as it was fetched stands in a hidden folder only, until its rows are written as Parquet. */
async function writeParquet(set: DataSet, bytes: Buffer, folder: string, supervision: Supervision): Promise<void> {
  const staging = await stagingBeside(folder);
  try {
    const [raw, name] = [path.join(staging.path, `fetched.${set.format}`), `${set.name}.parquet`];
    const parquet = path.join(staging.path, name);
    await writeFile(raw, bytes);
    await profileSupervised({ file: raw, projectFolder: staging.path, format: set.format, parquet }, supervision);
    await writeRunFolder(folder, [{ name, from: parquet }]);
  } finally {
    await staging.remove();
  }
}

async function stagingBeside(folder: string): Promise<StagingFolder> {
  const parent = path.dirname(folder);
  try {
    await mkdir(parent, { recursive: true });
    return await stagingFolder(parent);
  } catch (cause) {
    throw unusable(`${shown(parent)} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}

/** A suite from what the catalogue knows, and what the data show beside it. */
async function writeStart(
  set: DataSet,
  places: Places,
  { quiet }: Options,
  supervision: Supervision,
): Promise<NotReady | null> {
  const choices = {
    name: set.name,
    purpose: "trying evenhand on public data",
    label: set.label,
    positive: set.positive,
    protected: set.protected,
    because: "from the catalogue",
  };
  const proposal = propose(await profileAt(places, supervision), choices, `${set.name}.parquet`);
  const notes = [
    `${set.title} ${set.caution}`,
    `Origin: ${set.origin}. Licence: ${set.licence}.`,
    `Made from ${addressOf(set).href}`,
    `SHA-256 of that file: ${set.sha256}`,
  ];
  return writeSuite(proposal, places, { quiet, notes, supervision });
}

function told(set: DataSet, { data, suite }: Places, notReady: NotReady | null, options: Options): number {
  const facts = {
    name: set.name,
    licence: set.licence,
    data: shown(data),
    suite: shown(suite),
    ready: notReady === null,
  };
  if (options.json) console.log(visibleJson(JSON.stringify(facts, null, 2)));
  else if (options.quiet) console.log(visible(facts.suite));
  else console.log(visible(`wrote ${facts.data} and ${facts.suite}; next: evenhand run ${facts.suite}`));
  if (notReady === null) return 0;
  return reportFailure(notReady.failure, {
    debug: options.debug,
    ...(notReady.suite === null ? {} : { suite: notReady.suite }),
  });
}
