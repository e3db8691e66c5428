import { lstat } from "node:fs/promises";
import path from "node:path";

/** The archive of a project, relative to its working folder. */
export const defaultArchive = "reports";

/** Where the log of an archive stands, below the archive. */
export const logFolder = ".log";

/** Files of the log, relative to the archive. */
export const logFiles = {
  /** One entry a line, appended only. */
  entries: `${logFolder}/entries.jsonl`,
  /** Size and root of the tree over the entries, and what the next root follows from. */
  checkpoint: `${logFolder}/checkpoint.json`,
  /** The entry that is being appended; there only for that moment, or after a crash in it. */
  next: `${logFolder}/next.json`,
  lock: `${logFolder}/lock`,
  /** Files of the entry that is being appended, before they are moved to their places. */
  staged: `${logFolder}/staged`,
} as const;

/** A path below the archive in the form in which the log writes it: "/" between parts. */
export const inArchive = (archive: string, target: string): string =>
  path.relative(archive, target).split(path.sep).join("/");

/** The place of a log's path on this machine. */
export const placeOf = (archive: string, name: string): string => path.join(archive, ...name.split("/"));

/** Whether `target` lies below `folder`; the folder itself does not. */
export function isBelow(folder: string, target: string): boolean {
  const relative = path.relative(path.resolve(folder), path.resolve(target));
  return relative !== "" && relative.split(path.sep)[0] !== ".." && !path.isAbsolute(relative);
}

/**
 * Whether a text is the name of one file: no separator, no drive, no control character, and no leading dot, which the log, unfinished
 * files and ".." have.
 */
export const isFileName = (name: string): boolean =>
  name.length > 0 &&
  name.length <= 255 &&
  !name.startsWith(".") &&
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is refused
  !/[\u0000-\u001f\u007f/\\:]/.test(name);

/** Whether a text is a path of a run folder below an archive: names with "/" between them. */
export const isArchivePath = (text: string): boolean => text.length <= 1024 && text.split("/").every(isFileName);

/** The archive that a path lies in: the nearest folder above it that has a log; null where there is none. */
export async function archiveOf(target: string): Promise<string | null> {
  for (let folder = path.resolve(target); ; folder = path.dirname(folder)) {
    if (await isFolder(path.join(folder, logFolder))) return folder;
    if (folder === path.dirname(folder)) return null;
  }
}

async function isFolder(target: string): Promise<boolean> {
  try {
    return (await lstat(target)).isDirectory();
  } catch {
    return false;
  }
}
