import { stat } from "node:fs/promises";
import path from "node:path";
import { refuseSealed } from "../audits/seal.js";
import { usage } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import { readGatePlaces } from "../record/gate-places.js";
import { readRecord } from "../record/read.js";
import { ensureFolder, type RunFile, replaceFile } from "../record/run-folder.js";
import { readHistoryBeside } from "../record/run-history.js";
import { serializeRecord } from "../record/serialize.js";
import type { CommonOptions } from "./command.js";
import type { ReportOptions } from "./options.js";
import { announce, formatFiles, formatsOf, send } from "./written-formats.js";

/** `evenhand report`: a stored run as HTML or in other formats, from its record alone. */
export async function run(options: CommonOptions & ReportOptions): Promise<number> {
  const formats = formatsOf(options);
  const record = await readRecord(options.run);
  const material = { record, places: await readGatePlaces(options.run), strict: false };
  const files = await formatFiles(material, formats, await readHistoryBeside(options.run));
  const written = await writeFormats(files, options);
  await announce(material, formats, { files, json: options.json });
  const sent = [{ name: "run.json", content: serializeRecord(record) }, ...files];
  await send(material, formats, { files: sent, run: options.run, quiet: options.quiet });
  print(written, options);
  return 0;
}

/** Where and as what a stored run is written. */
type Writing = Pick<ReportOptions, "run" | "out" | "format"> & Partial<Pick<ReportOptions, "lang" | "interactive">>;

/**
 * Writes the files and gives their paths. Without `--format`, `--lang` and `--interactive` pages go into the run folder again; other
 * files go to the working folder, because a sealed run folder must not gain files.
 */
export async function writeFormats(
  files: readonly RunFile[],
  { run, out, format, lang = [], interactive = false }: Writing,
): Promise<string[]> {
  const again = format.length === 0 && lang.length === 0 && !interactive;
  const [only] = files;
  if (only === undefined) {
    if (out !== undefined) throw usage("--out: these formats write no file");
    return [];
  }
  if (files.length === 1) {
    const folder = again ? await folderOf(run) : ".";
    const target = path.resolve(out ?? path.join(folder, only.name));
    await refuseSealed(target, only.content);
    await replaceFile(target, only.content);
    return [target];
  }
  const folder = path.resolve(out ?? (again ? await folderOf(run) : "."));
  await ensureFolder(folder);
  for (const { name, content } of files) await refuseSealed(path.join(folder, name), content);
  for (const { name, content } of files) await replaceFile(path.join(folder, name), content);
  return files.map(({ name }) => path.join(folder, name));
}

function print(written: readonly string[], options: CommonOptions): void {
  const shown = written.map((target) => path.relative(process.cwd(), target) || target);
  if (options.json) {
    const page = shown.find((name) => name.endsWith(".html"));
    console.log(visibleJson(JSON.stringify({ ...(page === undefined ? {} : { report: page }), files: shown })));
  } else for (const name of shown) console.log(visible(name));
}

const folderOf = async (run: string): Promise<string> => ((await stat(run)).isDirectory() ? run : path.dirname(run));
