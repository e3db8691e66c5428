import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { Failure, unusable, usage } from "../core/errors.js";
import { flushFolder, isOccupied, reasonOf } from "../record/run-folder.js";
import { exportedArchive, exportedFiles } from "./export.js";
import { integrity } from "./log.js";
import { isArchivePath, logFiles, placeOf } from "./places.js";
import { unpack, zipEntries } from "./read-zip.js";
import { type Verification, verifyArchive } from "./verify.js";
import type { ZipEntry } from "./zip-format.js";

/**
 * Restores an exported archive where there is none, all or nothing: it is unpacked beside its place, verified as a whole, and then
 * put there. Nothing outside the archive's folder is written, whatever the zip says.
 * @throws Failure (usage) where something is there already or the export holds one run, (unusable) where it is no export, (integrity)
 * where it is not what was sealed
 */
export async function importArchive(file: string, archive: string): Promise<Verification> {
  if (await isOccupied(archive))
    throw usage(`${archive} holds files already; an archive is restored where there is none`, {
      hint: "name a new folder with --archive",
    });
  const partial = path.join(
    path.dirname(archive),
    `.${path.basename(archive)}.partial-${randomBytes(4).toString("hex")}`,
  );
  try {
    const unpacked = await unpackInto(partial, file);
    const found = await verifyArchive(partial, { run: null, expected: null });
    if (found.findings.length > 0) throw integrity(partial, found.findings);
    // The log's two files are not among those of runs
    if (found.files !== unpacked - 2) throw unusable(`${file} holds files that its log does not name`);
    await rename(partial, archive);
    await flushFolder(path.dirname(archive));
    return found;
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    if (cause instanceof Failure) throw atPlace(cause, partial, archive);
    throw unusable(`${archive} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}

/** Failures name the files where they would have been. */
const atPlace = (failure: Failure, partial: string, archive: string): Failure =>
  new Failure(
    failure.kind,
    failure.problems.map((problem) => ({ ...problem, message: problem.message.replaceAll(partial, archive) })),
    { cause: failure },
  );

/** Unpacks the archive of an export into a new folder. Returns the number of its files. */
async function unpackInto(folder: string, file: string): Promise<number> {
  const handle = await opened(file);
  try {
    const entries = archiveEntries(file, await zipEntries(handle, file));
    await mkdir(folder, { recursive: true });
    for (const entry of entries) await unpackOne(folder, file, handle, entry);
    return entries.length;
  } finally {
    await handle.close();
  }
}

async function opened(file: string): Promise<FileHandle> {
  try {
    return await open(file, "r");
  } catch (cause) {
    throw unusable(`${file} cannot be read: ${reasonOf(cause)}`, {}, cause);
  }
}

const prefix = `${exportedArchive}/`;
const ofLog: readonly string[] = [logFiles.entries, logFiles.checkpoint];

/** The files that belong below the archive's folder, under names relative to it. @throws Failure */
function archiveEntries(file: string, entries: readonly ZipEntry[]): ZipEntry[] {
  if (entries.some(({ name }) => name === exportedFiles.proofs))
    throw usage(`${file} holds one audit, not an archive`, { hint: "unzip it and verify it with node verify.mjs" });
  const own: readonly string[] = Object.values(exportedFiles);
  const inside = entries.filter(({ name }) => !own.includes(name));
  for (const { name } of inside) {
    const rest = name.slice(prefix.length);
    // A run folder stands below the archive, so its files have a folder at least.
    if (!name.startsWith(prefix) || !(ofLog.includes(rest) || (isArchivePath(rest) && rest.includes("/"))))
      throw unusable(`${file} holds a file under a name that no archive has: ${JSON.stringify(name)}`);
  }
  // Names that some file system takes for the same would be written into one file.
  const names = new Set(entries.map(({ name }) => name.normalize("NFC").toLowerCase()));
  if (names.size !== entries.length) throw unusable(`${file} holds two files of the same name`);
  if (!ofLog.every((name) => names.has(prefix + name))) throw unusable(`${file} holds no log of an archive`);
  return inside;
}

async function unpackOne(folder: string, file: string, from: FileHandle, entry: ZipEntry): Promise<void> {
  const target = placeOf(folder, entry.name.slice(prefix.length));
  await mkdir(path.dirname(target), { recursive: true });
  const handle = await open(target, "wx");
  try {
    for await (const piece of unpack(from, file, entry)) await handle.writeFile(piece);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
