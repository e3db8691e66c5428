import { realpathSync, type Stats } from "node:fs";
import { lstat, realpath, stat, symlink } from "node:fs/promises";
import path from "node:path";
import { type Failure, unusable, usage } from "../core/errors.js";
import { sha256Of } from "./digest.js";
import { glob, isPattern } from "./glob.js";
import { isWholeZstd } from "./zstd-frames.js";

/** A data file that was found, not yet read. */
export interface InputFile {
  /** What DuckDB is given: the file itself, or a link to it where its own path would be taken for a pattern. */
  readonly path: string;
  readonly realPath: string;
  /** Relative to the suite, with slashes. */
  readonly name: string;
  /** For messages: relative to the project. */
  readonly shown: string;
  readonly bytes: number;
  readonly version: string;
}

export interface HashedFile extends InputFile {
  readonly sha256: string;
}

export interface Folders {
  readonly suiteFolder: string;
  readonly projectFolder: string;
  readonly workFolder: string;
}

const at = ["dataset", "source"];

/** All files that the sources name, in order; patterns in the order of their matches. @throws Failure for whatever is no readable file. */
export async function findFiles(sources: readonly string[], folders: Folders): Promise<InputFile[]> {
  const paths: string[] = [];
  for (const source of sources) paths.push(...(await expand(source, folders)));
  const files: InputFile[] = [];
  for (const file of paths) files.push(await inspect(file, files.length, folders));
  const seen = new Set<string>();
  for (const { realPath, shown } of files) {
    if (seen.has(realPath)) throw usage(`${shown} is named twice, so its rows would count twice`, { at });
    seen.add(realPath);
  }
  return files;
}

async function expand(source: string, folders: Folders): Promise<string[]> {
  if ((await statOf(source)) !== null || !isPattern(source)) return [source];
  const found = await glob(source);
  const files: string[] = [];
  for (const file of found) if ((await statOf(file))?.isFile()) files.push(file);
  if (files.length === 0) throw unusable(`no file matches ${shownPath(source, folders)}`, { at });
  return files;
}

async function statOf(file: string): Promise<Stats | null> {
  return stat(file).catch(() => null);
}

async function inspect(file: string, index: number, folders: Folders): Promise<InputFile> {
  const shown = shownPath(file, folders);
  const found = await statOf(file);
  if (found === null) throw await notFound(file, shown);
  if (found.isDirectory()) throw unusable(`${shown} is a folder; name its files, for example ${shown}/*.csv`, { at });
  if (!found.isFile()) throw unusable(`${shown} is no regular file`, { at });
  if (found.size === 0) throw unusable("the file is empty", { file: shown });
  const realPath = await realpath(file);
  if (isOutside(realPath, folders.projectFolder))
    throw usage(`${shown} leads to a file outside the project`, { at, hint: "--allow-outside opens this" });
  return {
    path: await safePath(realPath, index, folders),
    realPath,
    name: slashed(path.relative(folders.suiteFolder, file)),
    shown,
    bytes: found.size,
    version: versionOf(found),
  };
}

async function notFound(file: string, shown: string): Promise<Failure> {
  const isLink = await lstat(file).then(
    () => true,
    () => false,
  );
  return unusable(isLink ? `${shown} is a link to a file that is not there` : `there is no file ${shown}`, { at });
}

/** DuckDB takes `*`, `?` and `[` in a path for a pattern and has no way to quote them. */
async function safePath(realPath: string, index: number, { workFolder }: Folders): Promise<string> {
  if (!isPattern(realPath)) return realPath;
  const endings = path.basename(realPath).match(/(?:\.[a-z0-9]+){0,2}$/i)?.[0] ?? "";
  const link = path.join(workFolder, `input-${index}${endings}`);
  await symlink(realPath, link);
  return link;
}

const slashed = (text: string): string => text.split(path.sep).join("/");

/** A path for messages: from the project's folder, or whole where that is no narrower than the file system. */
function shownPath(file: string, { projectFolder }: Folders): string {
  const relative = path.relative(projectFolder, file);
  return slashed(relative.startsWith("..") || projectFolder === path.parse(projectFolder).root ? file : relative);
}

function isOutside(realPath: string, projectFolder: string): boolean {
  const relative = path.relative(realpathSync(projectFolder), realPath);
  return relative === ".." || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative);
}

const versionOf = ({ size, mtimeMs, ino }: Stats): string => `${size} ${mtimeMs} ${ino}`;

/** Hashes every file before anything is parsed. @throws Failure (unusable) when a file cannot be read or is not whole. */
export async function hashFiles(files: readonly InputFile[]): Promise<HashedFile[]> {
  const hashed: HashedFile[] = [];
  for (const file of files) hashed.push({ ...file, sha256: await digest(file) });
  return hashed;
}

async function digest({ realPath, shown }: InputFile): Promise<string> {
  try {
    const sha256 = await sha256Of(realPath);
    if (/\.zst$/.test(realPath) && !(await isWholeZstd(realPath)))
      throw unusable("is damaged or cut off: it is no whole Zstandard file", { file: shown });
    return sha256;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (code.startsWith("Z_"))
      throw unusable("is damaged or cut off: it is no whole gzip file", { file: shown }, error);
    if (code === "EACCES" || code === "EPERM")
      throw unusable("cannot be read: permission denied", { file: shown }, error);
    if (code !== "") throw unusable(`cannot be read (${code})`, { file: shown }, error);
    throw error;
  }
}

/** @throws Failure (unusable) when a file is not the one that was hashed; `thoroughly` hashes again. */
export async function checkUnchanged(files: readonly HashedFile[], thoroughly: boolean): Promise<void> {
  for (const file of files) {
    const now = await statOf(file.realPath);
    const isSame =
      now !== null && versionOf(now) === file.version && (!thoroughly || (await digest(file)) === file.sha256);
    if (!isSame)
      throw unusable("changed while it was read", { file: file.shown, hint: "run again when nothing writes to it" });
  }
}
