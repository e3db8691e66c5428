import { lstat, mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import { Failure, unusable, usage } from "../core/errors.js";
import { fileEntry } from "../record/manifest.js";
import {
  type FolderFile,
  flushFolder,
  type RunFile,
  reasonOf,
  replaceFile,
  writeFolder,
} from "../record/run-folder.js";
import { type Checkpoint, checkpointText, withEntry } from "./checkpoint.js";
import { type Entry, type EntryKind, entryIn, entryLine } from "./entry.js";
import { underLock } from "./lock.js";
import { integrity, type Next, nextText, readState } from "./log.js";
import { isArchivePath, isFileName, logFiles, logFolder, placeOf } from "./places.js";

// The order of writing, under the lock, each step on the disk before the next:
//   1. files that come with the entry, in the staging folder      a crash here leaves nothing but that folder, which the next one empties
//   2. next.json: the line, and where the staged files belong     from here on the entry is sealed: whoever comes next does steps 3 to 6
//   3. the staged files are renamed to their places
//   4. the line is appended to entries.jsonl
//   5. checkpoint.json is replaced
//   6. next.json is removed
// Steps 1 to 6 read and write the checkpoint, one line and the new files: as much in an archive of a million entries as in an empty one.

/** What somebody who appends an entry says; place in the log and time are added. */
export interface EntryDraft {
  readonly kind: EntryKind;
  /** The run folder it is about, relative to the archive, with "/". */
  readonly path: string;
  /** SHA-256 of that folder's manifest.json. */
  readonly manifest_sha256: string;
  /** A few facts for lists; no personal data. */
  readonly summary: Entry["summary"];
}

/** An entry in the log, and the state of the log with it. */
export interface Sealed {
  readonly entry: Entry;
  readonly checkpoint: Checkpoint;
}

/**
 * Appends an entry to the log of an archive, and writes files that belong to it into the run folder, all or nothing: once this has
 * resolved, or was cut short after the entry was on the disk, the entry and its files are there for every later reader.
 * @param archive the archive's folder; its log is begun where there is none
 * @param files written beside the run's own, under names that are free: a review, a signature
 * @throws Failure (usage) for a path or name that an archive cannot hold, (unusable) where it cannot be written, (integrity) where the
 * log is not what was sealed
 */
export async function appendEntry(archive: string, draft: EntryDraft, files: readonly RunFile[] = []): Promise<Sealed> {
  const target = placeOf(archive, requirePath(draft.path));
  return appending(archive, async () => {
    await requireFree(files.map(({ name }) => path.join(target, requireName(name))));
    if (files.length > 0) await stage(archive, (staged) => writeFolder(staged, files));
    return { draft, files, moves: files.map(({ name }) => ({ from: name, to: `${draft.path}/${name}` })) };
  });
}

/**
 * Writes a new run folder and the entry of its audit, all or nothing.
 * @param paths places for the folder relative to the archive, most wanted first; the first that is free is taken
 * @param files with manifest.json among them, whose hash is the draft's
 * @throws as {@link appendEntry}
 */
export async function appendFolder(
  archive: string,
  paths: Iterable<string>,
  draft: Omit<EntryDraft, "path">,
  files: readonly FolderFile[],
): Promise<Sealed> {
  return appending(archive, async () => {
    const to = await firstFree(archive, paths);
    await stage(archive, (staged) => writeFolder(path.join(staged, stagedRun), files));
    return { draft: { ...draft, path: to }, files: [], moves: [{ from: stagedRun, to }] };
  });
}

const stagedRun = "run";

/**
 * Proves, before a run is computed, that the archive can take it: completes an entry that a crash cut short, removes what else it left,
 * and compares the log's length with its checkpoint. An archive without a log stays without one.
 * @throws Failure (unusable) where it cannot be written, (integrity) where the log is not what was sealed
 */
export async function requireSound(archive: string): Promise<void> {
  const log = placeOf(archive, logFolder);
  if (!(await failing(log, () => isThere(log)))) return;
  await locked(archive, async () => {
    await requireBytes(archive, (await readState(archive)).checkpoint.bytes);
  });
}

interface Prepared {
  readonly draft: EntryDraft;
  /** Files of the entry, for its list. */
  readonly files: readonly RunFile[];
  readonly moves: Next["moves"];
}

async function appending(archive: string, prepare: () => Promise<Prepared>): Promise<Sealed> {
  await makeFolder(placeOf(archive, logFolder));
  return locked(archive, async (stillHeld) => {
    const { checkpoint } = await readState(archive);
    await requireBytes(archive, checkpoint.bytes);
    const { draft, files, moves } = await prepare();
    const entry: Entry = {
      ...draft,
      index: checkpoint.size,
      time: new Date().toISOString(),
      files: files.map(({ name, content }) => fileEntry(name, content)),
    };
    const line = entryLine(entry);
    if (entryIn(line) === null) throw new TypeError(`no entry of a log: ${line}`);
    await stillHeld();
    await commit(archive, { line, moves });
    return { entry, checkpoint: await complete(archive, { line, moves }, checkpoint) };
  });
}

/** Under the lock, with nothing left of a crash. */
const locked = <Result>(archive: string, work: (stillHeld: () => Promise<void>) => Promise<Result>): Promise<Result> =>
  underLock(placeOf(archive, logFiles.lock), async (stillHeld) => {
    await recover(archive);
    return work(stillHeld);
  });

/** Completes what a crash cut short after its entry was sealed, and removes what one left that came before. */
async function recover(archive: string): Promise<void> {
  const { checkpoint, next } = await readState(archive);
  if (next !== null) await complete(archive, next, checkpoint);
  for (const name of await leftovers(archive)) await remove(placeOf(archive, `${logFolder}/${name}`));
}

/** Files of the log's folder that stand there only while somebody writes; the lock and what removes a stale one are not among them. */
async function leftovers(archive: string): Promise<string[]> {
  const folder = placeOf(archive, logFolder);
  try {
    const names = await readdir(folder);
    return names.filter((name) => name === path.basename(logFiles.staged) || name === nextName || isUnfinished(name));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw unusable(`${folder} cannot be read: ${reasonOf(cause)}`, {}, cause);
  }
}

const nextName = path.basename(logFiles.next);

/** The temporary siblings of {@link replaceFile}. */
const isUnfinished = (name: string): boolean => /^\.(next|checkpoint)\.json\.partial-[0-9a-f]+$/.test(name);

/** Step 2. An error that comes after the file is in place takes it away again: what fails must not be sealed later. */
async function commit(archive: string, next: Next): Promise<void> {
  const file = placeOf(archive, logFiles.next);
  try {
    await replaceFile(file, nextText(next));
  } catch (cause) {
    await rm(file, { force: true });
    throw cause;
  }
}

/** Steps 3 to 6, of which any number may have been done before. `before`: the checkpoint without the entry, or already with it. */
async function complete(archive: string, next: Next, before: Checkpoint): Promise<Checkpoint> {
  const entry = entryIn(next.line);
  const isDone = entry?.index === before.size - 1;
  if (entry === null || !(isDone || entry.index === before.size))
    throw integrity(archive, [{ file: logFiles.next, problem: "is not the entry that comes next" }]);
  for (const { from, to } of next.moves) await move(archive, from, to);
  const after = isDone ? before : withEntry(before, next.line, entry.time);
  if (!isDone) {
    await appendLine(archive, next.line, before.bytes);
    await replaceFile(placeOf(archive, logFiles.checkpoint), checkpointText(after));
  }
  await remove(placeOf(archive, logFiles.staged));
  await remove(placeOf(archive, logFiles.next));
  return after;
}

/** Step 3. Done before where the staged file is gone and its place is taken. */
async function move(archive: string, from: string, to: string): Promise<void> {
  const [source, target] = [placeOf(archive, `${logFiles.staged}/${from}`), placeOf(archive, to)];
  await failing(target, async () => {
    if (!(await isThere(source)) && (await isThere(target))) return;
    await makeFolder(path.dirname(target));
    await rename(source, target);
    await flushFolder(path.dirname(target));
  });
}

/** Step 4: the line where the sealed ones end, over the beginning of it that a crash may have left there. */
async function appendLine(archive: string, line: string, at: number): Promise<void> {
  const file = placeOf(archive, logFiles.entries);
  await failing(file, async () => {
    const handle = (await isThere(file)) ? await open(file, "r+") : await open(file, "wx");
    try {
      const { size } = await handle.stat();
      const bytes = Buffer.from(`${line}\n`);
      if (size < at || size > at + bytes.length)
        throw integrity(archive, [
          { file: logFiles.entries, problem: `was changed: ${size} bytes, ${at} were sealed` },
        ]);
      // In one piece, at a place of its own: writing the same bytes twice leaves them as they are.
      for (let done = 0; done < bytes.length; )
        done += (await handle.write(bytes, done, bytes.length - done, at + done)).bytesWritten;
      await handle.sync();
    } finally {
      await handle.close();
    }
    await flushFolder(path.dirname(file));
  });
}

/** @throws Failure (integrity) where the log is not as long as its checkpoint says: nothing is appended to what was changed. */
async function requireBytes(archive: string, bytes: number): Promise<void> {
  const file = placeOf(archive, logFiles.entries);
  const found = await failing(file, async () => ((await isThere(file)) ? (await stat(file)).size : 0));
  if (found !== bytes)
    throw integrity(archive, [
      { file: logFiles.entries, problem: `was changed: ${found} bytes, ${bytes} were sealed` },
    ]);
}

async function stage(archive: string, write: (staged: string) => Promise<void>): Promise<void> {
  const staged = placeOf(archive, logFiles.staged);
  try {
    await write(staged);
  } catch (cause) {
    await rm(staged, { recursive: true, force: true });
    throw unusable(`${staged} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}

async function requireFree(files: readonly string[]): Promise<void> {
  for (const file of files)
    if (await failing(file, () => isThere(file)))
      throw usage(`${file} is there already; a file of an archive is never written over`);
}

async function firstFree(archive: string, paths: Iterable<string>): Promise<string> {
  for (const each of paths) {
    const target = placeOf(archive, requirePath(each));
    if (await failing(target, () => isFree(target))) return each;
  }
  throw usage(`the folder of the run holds files already; a run never writes over them`, {
    hint: "name an empty or a new folder with --out",
  });
}

/** Nothing, or an empty folder, which a folder may be renamed to. */
async function isFree(target: string): Promise<boolean> {
  if (!(await isThere(target))) return true;
  return (await lstat(target)).isDirectory() && (await readdir(target)).length === 0;
}

async function isThere(target: string): Promise<boolean> {
  try {
    await lstat(target);
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw cause;
  }
}

/** Makes a folder and the ones above it, each of them on the disk. */
async function makeFolder(folder: string): Promise<void> {
  await failing(folder, async () => {
    const first = await mkdir(folder, { recursive: true });
    if (first === undefined) return;
    for (let each = folder; ; each = path.dirname(each)) {
      await flushFolder(path.dirname(each));
      if (each === first || each === path.dirname(each)) return;
    }
  });
}

const remove = (target: string): Promise<void> => failing(target, () => rm(target, { recursive: true, force: true }));

/** The file system's errors as failures that name the file. */
async function failing<Result>(target: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw unusable(`${target} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}

/** @throws Failure (usage) where an archive cannot hold a folder of that path */
export function requirePath(text: string): string {
  if (isArchivePath(text)) return text;
  throw usage(
    `an archive cannot hold a folder ${JSON.stringify(text)}: a name may neither begin with a dot nor hold a colon`,
    {
      hint: "name another folder with --out",
    },
  );
}

function requireName(name: string): string {
  if (!isFileName(name)) throw new TypeError(`no name of a file: ${name}`);
  return name;
}
