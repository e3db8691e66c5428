import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { Failure, unusable } from "../core/errors.js";
import { reasonOf } from "../record/run-folder.js";
import { type Checkpoint, emptyCheckpoint, parseCheckpoint, parseSelfHashed, selfHashed } from "./checkpoint.js";
import { type Entry, entryIn, parseEntry } from "./entry.js";
import { type Hash, hexOf, leafHash, rootOf } from "./merkle.js";
import { isArchivePath, isFileName, logFiles, placeOf } from "./places.js";

/** Something that is not as it was sealed. */
export interface Finding {
  /** The file or folder, relative to the archive, with "/". */
  readonly file: string;
  /** What is wrong with it, as the end of a sentence that begins with its name. */
  readonly problem: string;
}

/** A log that agrees with its checkpoint. */
export interface Log {
  readonly entries: readonly Entry[];
  /** Leaf hash of each entry. */
  readonly leaves: readonly Hash[];
  readonly checkpoint: Checkpoint;
  /** The run folder whose entry is being written, or was when its process ended: the next command that writes completes it. */
  readonly pending: string | null;
}

const nextSchema = z.strictObject({
  /** The line, without its line feed. */
  line: z.string().refine((line) => entryIn(line) !== null),
  /** Staged file or folder (its name in the staging folder) → where it belongs, relative to the archive. */
  moves: z.array(z.strictObject({ from: z.string().refine(isFileName), to: z.string().refine(isArchivePath) })),
});

/** An entry that is being appended: once this is on the disk, the entry is sealed, whatever happens. */
export type Next = z.infer<typeof nextSchema>;

/** `next.json` as text. */
export const nextText = (next: Next): string => selfHashed(next);

/** What stands in the log's files: text, or null where there is none. */
interface LogTexts {
  readonly checkpoint: string | null;
  readonly next: string | null;
  readonly entries: Buffer | null;
}

/** A file of the archive; null where there is none. @throws Failure (unusable) */
export async function readIfThere(archive: string, name: string): Promise<Buffer | null> {
  const file = placeOf(archive, name);
  try {
    return await readFile(file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw unusable(`${file} cannot be read: ${reasonOf(cause)}`, {}, cause);
  }
}

/** The checkpoint, and the entry that is being appended, if any. @throws Failure (integrity, unusable) */
export async function readState(archive: string): Promise<{ checkpoint: Checkpoint; next: Next | null }> {
  const text = (await readIfThere(archive, logFiles.checkpoint))?.toString("utf8");
  const checkpoint = text === undefined ? emptyCheckpoint : parseCheckpoint(text);
  if (checkpoint === null) throw integrity(archive, [{ file: logFiles.checkpoint, problem: "was changed" }]);
  return { checkpoint, next: nextOf(archive, await readIfThere(archive, logFiles.next)) };
}

/** @throws Failure (integrity) */
function nextOf(archive: string, text: Buffer | null): Next | null {
  if (text === null) return null;
  const result = nextSchema.safeParse(parseSelfHashed(text.toString("utf8")));
  if (!result.success)
    throw integrity(archive, [{ file: logFiles.next, problem: "is not what evenhand writes there" }]);
  return result.data;
}

/** Times a reader looks again when a writer is at work, and how long it waits in between. */
const [looks, pause] = [20, 50]; // –, ms

/** The log of an archive. @throws Failure (unusable) where there is none, (integrity) naming the file that was changed */
export async function readLog(archive: string): Promise<Log> {
  const log = await inspectLog(archive);
  if ("findings" in log) throw integrity(archive, log.findings);
  return log;
}

/**
 * Reads the log and checks it against its checkpoint: every line, and the root of the tree over them. Takes no lock and writes nothing,
 * so that it works on a copy that cannot be written.
 * @returns the log, or which file was changed
 * @throws Failure (unusable) where there is none
 */
export async function inspectLog(archive: string): Promise<Log | { readonly findings: readonly Finding[] }> {
  for (let look = 1; ; look++) {
    const texts = await readTexts(archive);
    if (texts.checkpoint === null && texts.next === null && texts.entries === null)
      throw unusable(`${archive} is no archive of audits: it has no log (${logFiles.entries})`, {
        hint: "evenhand run writes one; --archive names another folder",
      });
    const log = logOf(texts);
    if (!("findings" in log)) return log;
    // A writer may have appended between the reading of one file and of another: then the checkpoint is a new one.
    const again = (await readIfThere(archive, logFiles.checkpoint))?.toString("utf8") ?? null;
    if (look >= looks || again === texts.checkpoint) return log;
    await sleep(pause);
  }
}

/** The checkpoint first: entries only ever grow, so what it speaks of is there afterwards. */
async function readTexts(archive: string): Promise<LogTexts> {
  const checkpoint = (await readIfThere(archive, logFiles.checkpoint))?.toString("utf8") ?? null;
  const next = (await readIfThere(archive, logFiles.next))?.toString("utf8") ?? null;
  return { checkpoint, next, entries: await readIfThere(archive, logFiles.entries) };
}

/** What the files of a log say together, or what is wrong with them. */
function logOf(texts: LogTexts): Log | { findings: Finding[] } {
  const wrong = (file: string, problem: string) => ({ findings: [{ file, problem }] });
  const next = texts.next === null ? null : nextSchema.safeParse(parseSelfHashed(texts.next));
  if (next?.success === false) return wrong(logFiles.next, "is not what evenhand writes there");
  const bytes = texts.entries ?? Buffer.alloc(0);
  const line = next?.data.line ?? null;
  if (texts.checkpoint === null && !isBeginningOf(line, bytes)) return wrong(logFiles.checkpoint, "is missing");
  const checkpoint = texts.checkpoint === null ? emptyCheckpoint : parseCheckpoint(texts.checkpoint);
  if (checkpoint === null) return wrong(logFiles.checkpoint, "was changed");
  if (texts.entries === null && checkpoint.size > 0) return wrong(logFiles.entries, "is missing");
  if (bytes.length < checkpoint.bytes)
    return wrong(logFiles.entries, `was cut: ${bytes.length} bytes, ${checkpoint.bytes} were sealed`);
  if (!isBeginningOf(line, bytes.subarray(checkpoint.bytes)))
    return wrong(logFiles.entries, `has ${bytes.length - checkpoint.bytes} bytes after what was sealed`);
  return checkedLog(bytes.subarray(0, checkpoint.bytes), checkpoint, line);
}

/** Whether the bytes are those of an unfinished append of the line: none, some, or all. */
const isBeginningOf = (line: string | null, bytes: Buffer): boolean =>
  bytes.length === 0 || (line !== null && Buffer.from(`${line}\n`).subarray(0, bytes.length).equals(bytes));

function checkedLog(bytes: Buffer, checkpoint: Checkpoint, next: string | null): Log | { findings: Finding[] } {
  const [entries, leaves]: [Entry[], Hash[]] = [[], []];
  for (let from = 0, to = bytes.indexOf(lineFeed); to >= 0; from = to + 1, to = bytes.indexOf(lineFeed, from)) {
    // The leaf is the line's bytes, not its text: two texts of different bytes can look alike once decoded.
    const line = bytes.subarray(from, to);
    const entry = parseEntry(line.toString("utf8"), entries.length);
    if (entry === null)
      return { findings: [{ file: logFiles.entries, problem: `was changed in line ${entries.length + 1}` }] };
    entries.push(entry);
    leaves.push(leafHash(line));
  }
  const isWhole = leaves.length === checkpoint.size && hexOf(rootOf(leaves)) === checkpoint.root;
  if (!isWhole) return { findings: [{ file: logFiles.entries, problem: "was changed: its root is another one" }] };
  return { entries, leaves, checkpoint, pending: next === null ? null : (entryIn(next)?.path ?? null) };
}

const lineFeed = 0x0a;

/** What was sealed is not what is there: exit 5. */
export const integrity = (archive: string, findings: readonly Finding[]): Failure =>
  new Failure(
    "integrity",
    findings.map(({ file, problem }) => ({
      message: `${placeOf(archive, file)} ${problem}`,
      hint: "nothing was written; restore it from a copy, for example with evenhand audits import",
    })),
  );
