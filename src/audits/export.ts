import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Failure, unusable, usage } from "../core/errors.js";
import { flushFolder, isOccupied, reasonOf } from "../record/run-folder.js";
import { type SealedFile, statsOf } from "./check-files.js";
import { checkpointText } from "./checkpoint.js";
import { type Entry, entryLine } from "./entry.js";
import { integrity, type Log, readLog } from "./log.js";
import { hexOf, inclusionProof } from "./merkle.js";
import { logFiles, placeOf } from "./places.js";
import { checkRun } from "./verify.js";
import { writeZip, type ZipSource } from "./write-zip.js";

/** Where the archive stands in an export. */
export const exportedArchive = "archive";

/** Files beside it. */
export const exportedFiles = { readme: "README.txt", verify: "verify.mjs", proofs: "proofs.json" } as const;

export interface ExportOptions {
  /** The run folder, relative to the archive; null: the whole archive with its log. */
  readonly run: string | null;
  /** Row-level files too. */
  readonly withRows: boolean;
  /** The zip file, which must not be there yet. */
  readonly to: string;
}

/** What was packed. */
export interface Exported {
  readonly runs: number;
  readonly files: number;
  /** Row-level files that were left out. */
  readonly leftOut: number;
}

/**
 * Packs run folders, what the log says of them and a program that verifies both into one zip, all or nothing. Everything is verified on
 * the way: what was changed is not exported.
 * @throws Failure (usage) where the file is there, (integrity) where something is not as it was sealed, (unusable)
 */
export async function exportAudits(archive: string, { run, withRows, to }: ExportOptions): Promise<Exported> {
  if (await isOccupied(to)) throw usage(`${to} is there already and is not written over`);
  const log = await readLog(archive);
  const audits = log.entries.filter(({ kind, path: place }) => kind === "audit" && (run === null || place === run));
  const sealed = await sealedFiles(archive, audits, log, withRows);
  const sources = [...(await texts(log, run)), ...sealed.files.map((file) => sealedSource(archive, file))];
  sources.sort((a, b) => (a.name < b.name ? -1 : 1));
  await writeWhole(to, (handle) => writeZip(handle, sources));
  return { runs: audits.length, files: sealed.files.length, leftOut: sealed.leftOut };
}

/** A file of a run folder: its path relative to the archive, size and hash. */
type Placed = SealedFile & { readonly path: string };

/** Every file that belongs to the runs, as verified. @throws Failure (integrity) */
async function sealedFiles(archive: string, audits: readonly Entry[], log: Log, withRows: boolean) {
  const files: Placed[] = [];
  let leftOut = 0;
  for (const audit of audits) {
    const about = log.entries.filter(({ path: place }) => place === audit.path);
    const { check, findings } = await checkRun(archive, audit, about);
    if (findings.length > 0) throw integrity(archive, findings);
    const rows = new Set(check.manifest?.row_level_files.map(({ name }) => name));
    const taken = check.files.filter(({ name }) => withRows || !rows.has(name));
    leftOut += check.files.length - taken.length;
    files.push(...taken.map((file) => ({ ...file, path: `${audit.path}/${file.name}` })));
  }
  return { files, leftOut };
}

/** What is written for the export: the log or the proofs, the program, how to use it. */
async function texts(log: Log, run: string | null): Promise<ZipSource[]> {
  const { readme, verify, proofs } = exportedFiles;
  const own = await Promise.all([readme, verify].map(async (name) => text(name, await standAlone(name))));
  if (run !== null) return [...own, text(proofs, proofsText(log, run))];
  return [
    ...own,
    text(`${exportedArchive}/${logFiles.entries}`, log.entries.map((entry) => `${entryLine(entry)}\n`).join("")),
    text(`${exportedArchive}/${logFiles.checkpoint}`, checkpointText(log.checkpoint)),
  ];
}

const standAlone = (name: string): Promise<string> =>
  readFile(new URL(`../audits/stand-alone/${name}`, import.meta.url), "utf8");

const text = (name: string, content: string): ZipSource => ({ name, content: () => [Buffer.from(content)] });

/** The lines about one run, each with the proof that it stands in the log (RFC 6962, section 2.1.1). */
function proofsText({ entries, leaves, checkpoint }: Log, run: string): string {
  const lines = entries
    .filter(({ path: place }) => place === run)
    .map((entry) => ({ line: entryLine(entry), proof: inclusionProof(leaves, entry.index).map(hexOf) }));
  const { size, root, time } = checkpoint;
  return `${JSON.stringify({ checkpoint: { size, root, time }, entries: lines }, null, 2)}\n`;
}

const sealedSource = (archive: string, file: Placed): ZipSource => ({
  name: `${exportedArchive}/${file.path}`,
  content: () => content(archive, file),
});

/** A file's bytes, no more than were sealed; a file that changes while it is packed is found when the export is verified. */
async function* content(archive: string, file: Placed): AsyncGenerator<Uint8Array> {
  const place = placeOf(archive, file.path);
  const handle = await open(place, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    for (let done = 0; done < file.bytes; ) {
      const piece = Buffer.allocUnsafe(Math.min(256 * 2 ** 10, file.bytes - done));
      const { bytesRead } = await handle.read(piece, 0, piece.length, done);
      if (bytesRead === 0) throw integrity(archive, [{ file: file.path, problem: "was cut while it was packed" }]);
      done += bytesRead;
      yield piece.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Writes a new file as a whole: under another name first, flushed, then renamed. @throws Failure (unusable) */
async function writeWhole(file: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  const partial = path.join(path.dirname(file), `.${path.basename(file)}.partial-${randomBytes(4).toString("hex")}`);
  try {
    const handle = await open(partial, "wx");
    try {
      await write(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(partial, file);
    await flushFolder(path.dirname(path.resolve(file)));
  } catch (cause) {
    if ((await statsOf(partial)) !== null) await rm(partial, { force: true });
    if (cause instanceof Failure) throw cause;
    throw unusable(`${file} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}
