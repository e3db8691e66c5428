import { randomBytes } from "node:crypto";
import { access, constants, copyFile, link, lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type Failure, unusable, usage } from "../core/errors.js";
import { removeAbandoned, temporaryName } from "./staging-folder.js";

/** A file to be written into a run folder. */
export interface RunFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** A file that stands elsewhere, whole and flushed to the disk, and is to be in a run folder too. */
export interface StandingFile {
  readonly name: string;
  readonly from: string;
}

export type FolderFile = RunFile | StandingFile;

/**
 * Writes a run folder as a whole: all files go into a hidden sibling first, are flushed to the disk, and the sibling is renamed.
 * A crash or a full disk leaves no folder that looks like a run; what a killed process left there is removed.
 * @throws Failure (usage) when the folder holds files, (unusable) when it cannot be written
 */
export async function writeRunFolder(folder: string, files: readonly FolderFile[]): Promise<void> {
  await refuseOccupied(folder);
  const parent = path.dirname(folder);
  const partial = path.join(parent, temporaryName(unfinished));
  try {
    await mkdir(parent, { recursive: true });
    await removeAbandoned(parent, unfinished);
    await writeFolder(partial, files);
    await rename(partial, folder);
    await flushFolder(parent);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    throw writeFailure(folder, cause);
  }
}

const unfinished = ".partial";

/** Writes files into a new folder, all of it flushed to the disk. @throws the file system's error */
export async function writeFolder(folder: string, files: readonly FolderFile[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const file of files) {
    const place = path.join(folder, file.name);
    if ("from" in file) await linkOrCopy(file.from, place);
    else await writeFlushed(place, file.content);
  }
  await flushFolder(folder);
}

/** A second name for the file costs nothing; where the disk is another one or knows no such names, it is copied with its rights. */
async function linkOrCopy(from: string, place: string): Promise<void> {
  try {
    await link(from, place);
  } catch {
    await copyFile(from, place, constants.COPYFILE_EXCL);
    const handle = await open(place, "r+");
    await handle.sync().finally(() => handle.close());
  }
}

/** Makes a folder and those above it. @throws Failure (unusable) */
export async function ensureFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw unusable(`${folder} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}

/** Looks whether a folder could be made, so that nothing is computed for one that cannot. @throws Failure (unusable) */
export async function requireWritable(folder: string): Promise<void> {
  for (let each = path.dirname(folder); ; each = path.dirname(each)) {
    try {
      return await access(each, constants.W_OK | constants.X_OK);
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "ENOENT" || each === path.dirname(each))
        throw writeFailure(folder, cause);
    }
  }
}

/** @throws Failure (usage) when the folder exists and is not empty. */
export async function refuseOccupied(folder: string): Promise<void> {
  if (await isOccupied(folder))
    throw usage(`the folder ${folder} holds files already; a run never writes over them`, {
      hint: "name an empty or a new folder with --out",
    });
}

/** Whether something is there that a run must not replace: a file, or a folder with entries. @throws Failure (unusable) */
export async function isOccupied(folder: string): Promise<boolean> {
  try {
    return !(await lstat(folder)).isDirectory() || (await readdir(folder)).length > 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw writeFailure(folder, error);
  }
}

/** Writes one file in place of another: temporary sibling, flush, rename. @throws Failure (unusable) */
export async function replaceFile(file: string, content: string | Uint8Array): Promise<void> {
  const partial = path.join(path.dirname(file), `.${path.basename(file)}.partial-${randomBytes(4).toString("hex")}`);
  try {
    await writeFlushed(partial, content);
    await rename(partial, file);
    await flushFolder(path.dirname(file));
  } catch (cause) {
    await rm(partial, { force: true });
    throw writeFailure(file, cause);
  }
}

/** Writes a new file and flushes it to the disk. @throws the file system's error */
export async function writeFlushed(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename durable. Windows cannot open folders; there the file system journals renames by itself. */
export async function flushFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EFBIG: "the file would be larger than allowed",
  EMFILE: "too many open files",
  EIO: "input/output error",
  ENOTDIR: "a part of the path is a file",
  ENAMETOOLONG: "the name is too long",
};

/** What stopped the file system, in words. */
export function reasonOf(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? "";
  return reasons[code] ?? (code || String(cause));
}

function writeFailure(target: string, cause: unknown): Failure {
  return unusable(
    `${target} cannot be written: ${reasonOf(cause)}`,
    { hint: "nothing was left behind; name another folder with --out" },
    cause,
  );
}
