import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { lstat, readdir, readFile, realpath, stat } from "node:fs/promises";
import path from "node:path";
import { type Failure, unusable } from "../core/errors.js";
import type { FileFact } from "../core/measured.js";
import { printable } from "./printable.js";

/** Largest file that is read: larger ones do not fit in one buffer of Node 20. */
const maxFileBytes = 2 ** 31 - 1;

/** Files of a model, confined to one folder; remembers the hash of each byte sequence that was handed out. */
export interface ModelFolder {
  readonly folder: string;
  /**
   * Content of a file below the folder.
   * @throws Failure (unusable) for absolute paths, `..`, symbolic links, missing files and files over `maxBytes`.
   */
  read(name: string, maxBytes?: number): Promise<Buffer>;
  /** Size of a file below the folder, under the rules of `read`; with `singleLink`, hard links are refused too. */
  size(name: string, options?: { readonly singleLink?: boolean }): Promise<number>;
  /** Files read so far by name, and their hash: that of the one file, or of the sorted lines "<sha256>  <name>\n" of several. */
  facts(): { readonly files: readonly FileFact[]; readonly sha256: string };
}

export function openModelFolder(folder: string): ModelFolder {
  const seen = new Map<string, FileFact>();
  return {
    folder,
    async size(name, options) {
      const file = await regularFile(folder, name);
      if (options?.singleLink !== true || file.links <= 1) return file.bytes;
      const hint = "copy it into the model's folder";
      throw unusable(`model file "${file.name}" has other hard links and is refused`, { hint });
    },
    async read(given, maxBytes = maxFileBytes) {
      const { name, bytes, file } = await regularFile(folder, given);
      if (bytes > maxBytes) throw unusable(`model file "${name}" has ${bytes} bytes; at most ${maxBytes} are read`);
      const content = await readFile(file).catch((cause) => {
        throw unreadable(name, cause);
      });
      seen.set(name, { name, bytes: content.length, sha256: sha256(content) });
      return content;
    },
    facts: () => factsOf([...seen.values()]),
  };
}

const unreadable = (name: string, cause: unknown): Failure => {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown error";
  return unusable(`model file "${printable(name)}" cannot be read (${code})`, {}, cause);
};

const sha256 = (content: Buffer | string): string => createHash("sha256").update(content).digest("hex");

function factsOf(unsorted: readonly FileFact[]): { files: readonly FileFact[]; sha256: string } {
  const files = unsorted.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const [only] = files;
  if (files.length === 1 && only !== undefined) return { files, sha256: only.sha256 };
  return { files, sha256: sha256(files.map((file) => `${file.sha256}  ${file.name}\n`).join("")) };
}

interface RegularFile {
  /** Relative to the folder, with `/` between its parts. */
  readonly name: string;
  readonly file: string;
  readonly bytes: number;
  readonly links: number;
}

/** Every part of the path is looked at without following links, so that nothing outside the folder can be reached. */
async function regularFile(folder: string, given: string): Promise<RegularFile> {
  const parts = partsBelow(folder, given);
  const name = printable(parts.join("/"));
  let file = folder;
  let status: Stats | null = null;
  for (const part of parts) {
    file = path.join(file, part);
    status = await lstat(file).catch(() => null);
    if (status === null)
      throw unusable(`model file "${name}" is missing`, { hint: "copy the model with all its files" });
    if (status.isSymbolicLink()) throw unusable(`model file "${name}" is reached by a symbolic link; refused`);
  }
  if (status?.isFile() !== true) throw unusable(`model file "${name}" is not a regular file`);
  return { name, file, bytes: status.size, links: status.nlink };
}

/** Parts of a relative path. @throws Failure (unusable) when it leads elsewhere on any operating system. */
function partsBelow(folder: string, name: string): string[] {
  const parts = name.split(/[\\/]/).filter((part) => part !== ".");
  const absolute = path.posix.isAbsolute(name) || path.win32.isAbsolute(name) || /^[A-Za-z]:/.test(name);
  const odd = parts.length === 0 || parts.includes("") || parts.includes("..") || name.includes("\0");
  if (absolute || odd)
    throw unusable(
      `the model in "${printable(path.basename(folder))}" names the file "${printable(name)}", which lies outside its folder; refused`,
    );
  return parts;
}

/** All files below a folder, as paths relative to it in sorted order. @throws Failure (unusable) when there are too many. */
export async function filesBelow(folder: string, most = 1000): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((cause) => {
    throw unreadable(path.basename(folder), cause);
  });
  const files = entries.filter((entry) => !entry.isDirectory());
  if (files.length > most) throw unusable(`the model's folder holds ${files.length} files; at most ${most} are read`);
  return files.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).toSorted();
}

/**
 * The file itself, or the one of the usual name in the folder that was given. The suite's own path may be a link (it was
 * confined where it was read); from then on no link is followed.
 * @throws Failure (unusable) when there is none.
 */
export async function modelFile(given: string, usualName: string): Promise<string> {
  const file = await realpath(given).catch(() => null);
  const status = file === null ? null : await stat(file).catch(() => null);
  if (file !== null && status !== null) return status.isDirectory() ? path.join(file, usualName) : file;
  throw unusable(`model file "${path.basename(given)}" does not exist`, {
    hint: "model paths are relative to the suite file",
  });
}
