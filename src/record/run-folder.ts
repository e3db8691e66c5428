import { randomBytes } from "node:crypto";
import { lstat, mkdir, open, readdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { type Failure, unusable, usage } from "../core/errors.js";

/** A file to be written into a run folder. */
export interface RunFile {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/**
 * Writes a run folder as a whole: all files go into a hidden sibling first, are flushed to the disk, and the sibling is renamed.
 * A crash or a full disk leaves no folder that looks like a run.
 * @throws Failure (usage) when the folder holds files, (unusable) when it cannot be written
 */
export async function writeRunFolder(folder: string, files: readonly RunFile[]): Promise<void> {
  await refuseOccupied(folder);
  const parent = path.dirname(folder);
  const partial = path.join(parent, `.${path.basename(folder)}.partial-${randomBytes(4).toString("hex")}`);
  try {
    await mkdir(partial, { recursive: true });
    for (const file of files) await writeFlushed(path.join(partial, file.name), file.content);
    await flushFolder(partial);
    await rename(partial, folder);
    await flushFolder(parent);
  } catch (cause) {
    await rm(partial, { recursive: true, force: true });
    throw writeFailure(folder, cause);
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

async function writeFlushed(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, "wx");
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes a rename durable. Windows cannot open folders; there the file system journals renames by itself. */
async function flushFolder(folder: string): Promise<void> {
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

function writeFailure(target: string, cause: unknown): Failure {
  const code = (cause as NodeJS.ErrnoException | null)?.code ?? "";
  return unusable(
    `${target} cannot be written: ${reasons[code] ?? (code || String(cause))}`,
    { hint: "nothing was left behind; name another folder with --out" },
    cause,
  );
}
