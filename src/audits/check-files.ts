import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { lstat, open, readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { unusable } from "../core/errors.js";
import { type Manifest, manifestSchema } from "../record/manifest.js";
import { reasonOf } from "../record/run-folder.js";
import type { Entry } from "./entry.js";
import type { Finding } from "./log.js";
import { isFileName, placeOf } from "./places.js";

/** A file as its manifest or entry names it. */
export type SealedFile = Manifest["files"][number];

/** A run folder beside what was sealed of it. */
export interface FolderCheck {
  /** What differs; empty where nothing does. */
  readonly findings: readonly Finding[];
  /** Files that are there as they were sealed. */
  readonly files: readonly SealedFile[];
  /** Row-level files that are not there: erased, or left out of an export. Everything else is checked without them. */
  readonly absent: readonly string[];
  /** null where it is missing or damaged. */
  readonly manifest: Manifest | null;
}

export const manifestName = "manifest.json";

/**
 * Compares every file of a run folder with its sealed size and SHA-256, and looks for files that do not belong there.
 * @param audit the entry of the audit
 * @param later entries about the same folder, which may have brought files
 */
export async function checkFiles(
  archive: string,
  audit: Pick<Entry, "path" | "manifest_sha256">,
  later: readonly Entry[],
): Promise<FolderCheck> {
  const nothing = { files: [], absent: [], manifest: null };
  const wrong = await wrongPlace(archive, audit.path);
  if (wrong !== null) return { ...nothing, findings: [wrong] };
  const at = (name: string): string => `${audit.path}/${name}`;
  const read = await readManifest(archive, audit);
  if ("problem" in read) return { ...nothing, findings: [read] };
  const brought = later.flatMap(({ files }) => files);
  const expected = [read.file, ...read.manifest.files, ...brought];
  const rows = read.manifest.row_level_files;
  const present = await namesIn(placeOf(archive, audit.path));
  const known = new Set([...expected, ...rows].map(({ name }) => name));
  const findings: Finding[] = present
    .filter((name) => !known.has(name))
    .map((name) => ({ file: at(name), problem: "does not belong to what was sealed" }));
  const absent = rows.map(({ name }) => name).filter((name) => !present.includes(name));
  const files: SealedFile[] = [];
  for (const each of [...expected, ...rows.filter(({ name }) => !absent.includes(name))]) {
    const problem = await problemOf(placeOf(archive, at(each.name)), each);
    if (problem === null) files.push(each);
    else findings.push({ file: at(each.name), problem });
  }
  return { findings, files, absent, manifest: read.manifest };
}

/** The first part of a path below the archive that is no folder, or a link that leads elsewhere. */
async function wrongPlace(archive: string, target: string): Promise<Finding | null> {
  const parts = target.split("/");
  for (let depth = 1; depth <= parts.length; depth++) {
    const file = parts.slice(0, depth).join("/");
    const stats = await statsOf(placeOf(archive, file));
    if (stats === null) return { file, problem: "is missing" };
    if (!stats.isDirectory()) return { file, problem: `is ${kindOf(stats)}, no folder` };
  }
  return null;
}

async function readManifest(
  archive: string,
  audit: Pick<Entry, "path" | "manifest_sha256">,
): Promise<Finding | { readonly manifest: Manifest; readonly file: SealedFile }> {
  const file = `${audit.path}/${manifestName}`;
  const place = placeOf(archive, file);
  const stats = await statsOf(place);
  if (stats === null) return { file, problem: "is missing" };
  if (!stats.isFile()) return { file, problem: `is ${kindOf(stats)}, no file` };
  const bytes = await readable(place, () => readFile(place));
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (sha256 !== audit.manifest_sha256) return { file, problem: "was changed: its SHA-256 is not the sealed one" };
  const manifest = parseManifest(bytes.toString("utf8"));
  if (manifest === null) return { file, problem: "is no manifest that this evenhand reads" };
  return { manifest, file: { name: manifestName, bytes: bytes.length, sha256 } };
}

/** A manifest from its text; null where it is none, or names what cannot stand in a run folder. */
export function parseManifest(text: string): Manifest | null {
  try {
    const manifest = manifestSchema.parse(JSON.parse(text));
    const names = [...manifest.files, ...manifest.row_level_files].map(({ name }) => name);
    const isPlain = names.every((name) => isFileName(name) && name !== manifestName);
    return isPlain && new Set(names).size === names.length ? manifest : null;
  } catch {
    return null;
  }
}

/** What is wrong with a file; null where nothing is. */
export async function problemOf(place: string, sealed: SealedFile): Promise<string | null> {
  const stats = await statsOf(place);
  if (stats === null) return "is missing";
  // A link to the same bytes today leads to other bytes tomorrow.
  if (!stats.isFile()) return `is ${kindOf(stats)}, no file`;
  if (stats.size !== sealed.bytes) return `was changed: ${stats.size} bytes, ${sealed.bytes} were sealed`;
  if ((await readable(place, () => sha256Of(place))) !== sealed.sha256)
    return "was changed: its SHA-256 is not the sealed one";
  return null;
}

const kindOf = (stats: Stats): string =>
  stats.isSymbolicLink()
    ? "a symbolic link"
    : stats.isDirectory()
      ? "a folder"
      : stats.isFile()
        ? "a file"
        : "a device";

/** SHA-256 of a file's content, in hexadecimal, read a piece at a time and never through a link. */
export async function sha256Of(file: string): Promise<string> {
  const handle = await open(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const hash = createHash("sha256");
    const piece = Buffer.allocUnsafe(256 * 2 ** 10);
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, piece.length, null);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** What stands at a place, a link itself and not what it leads to; null: nothing. @throws Failure (unusable) */
export const statsOf = (place: string): Promise<Stats | null> =>
  readable(place, async () => {
    try {
      return await lstat(place);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === "ENOENT" || code === "ENOTDIR") return null;
      throw cause;
    }
  });

const namesIn = (folder: string): Promise<string[]> =>
  readable(folder, async () => (await readdir(folder)).sort((a, b) => (a < b ? -1 : 1)));

/** The file system's errors as failures that name the file. @throws Failure (unusable) */
async function readable<Result>(place: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw unusable(`${path.normalize(place)} cannot be read: ${reasonOf(cause)}`, {}, cause);
  }
}
