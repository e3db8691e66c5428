import path from "node:path";
import { Failure, usage } from "../core/errors.js";
import { fileEntry, type Manifest } from "../record/manifest.js";
import { readRecord } from "../record/read.js";
import { type FolderFile, writeRunFolder } from "../record/run-folder.js";
import type { RunRecord, Verdict } from "../record/run-record.js";
import { appendEntry, appendFolder, type EntryDraft, requirePath, type Sealed } from "./append.js";
import { checkFiles, manifestName } from "./check-files.js";
import type { AuditSummary, Entry } from "./entry.js";
import { integrity, readIfThere, readLog } from "./log.js";
import { archiveOf, inArchive, isBelow, logFiles, placeOf } from "./places.js";

/** A run that is to be written and sealed. */
export interface NewRun {
  readonly record: RunRecord;
  readonly manifest: Manifest;
  /** All files of the folder, manifest.json among them. */
  readonly files: readonly FolderFile[];
}

/**
 * Writes a run folder below an archive, with its entry in the log: either both are there afterwards or neither is, whenever the process
 * ends. Where the log cannot take the entry, the folder is written all the same, unsealed, before that is thrown.
 * @param folders places for the folder, most wanted first; the first that is free is taken
 * @throws Failure as {@link appendFolder}
 */
export async function sealNewRun(
  archive: string,
  folders: Iterable<string>,
  run: NewRun,
): Promise<Sealed & { folder: string }> {
  const named = run.files.find(({ name }) => name === manifestName);
  const content = named !== undefined && "content" in named ? named.content : "";
  const draft = draftOf(run.record, run.manifest, fileEntry(manifestName, content).sha256);
  try {
    const sealed = await appendFolder(archive, pathsOf(archive, folders), draft, run.files);
    return { ...sealed, folder: placeOf(archive, sealed.entry.path) };
  } catch (cause) {
    throw await keptUnsealed(archive, folders, run, cause);
  }
}

/** An hour of computing is not thrown away because a log is damaged or locked: the run is kept, and how to seal it is said. */
async function keptUnsealed(archive: string, folders: Iterable<string>, run: NewRun, cause: unknown): Promise<unknown> {
  if (!(cause instanceof Failure) || cause.kind === "usage") return cause;
  // Once the entry is on the disk, the next command that writes puts the folder in its place.
  if ((await readIfThere(archive, logFiles.next).catch(() => null)) !== null) return cause;
  for (const folder of folders) {
    try {
      await writeRunFolder(folder, run.files);
    } catch (second) {
      if (second instanceof Failure && second.kind === "usage") continue;
      return cause;
    }
    const [first, ...rest] = cause.problems;
    const hint = `the run is whole in ${folder} but not sealed; when this is mended: evenhand audits seal ${folder}`;
    return new Failure(cause.kind, [{ message: cause.message, ...first, hint }, ...rest], { cause });
  }
  return cause;
}

/**
 * Seals a run folder that stands in an archive and has no entry.
 * @throws Failure (usage) where it has one or stands elsewhere, (integrity) where it is not what its manifest says
 */
export async function sealFolder(archive: string, folder: string): Promise<Sealed> {
  if (!isBelow(archive, folder))
    throw usage(`${folder} does not stand in the archive ${archive}`, {
      hint: "move it there, or name its archive with --archive",
    });
  const target = requirePath(inArchive(archive, path.resolve(folder)));
  const manifestBytes = await readIfThere(archive, `${target}/${manifestName}`);
  if (manifestBytes === null) throw usage(`${folder} is no run folder: it has no ${manifestName}`);
  if (await isSealed(archive, target)) throw usage(`${folder} is sealed already`);
  const { sha256 } = fileEntry(manifestName, manifestBytes);
  const { findings, manifest } = await checkFiles(archive, { path: target, manifest_sha256: sha256 }, []);
  if (manifest === null || findings.length > 0) throw integrity(archive, findings);
  const draft = draftOf(await readRecord(placeOf(archive, target)), manifest, sha256);
  return appendEntry(archive, { ...draft, path: target });
}

async function isSealed(archive: string, target: string): Promise<boolean> {
  if ((await readIfThere(archive, logFiles.checkpoint)) === null) return false;
  return (await readLog(archive)).entries.some(({ kind, path }) => kind === "audit" && path === target);
}

/**
 * A sealed run folder gains no files and none of them changes: whoever writes a file that could stand in one asks here first.
 * @throws Failure (usage) when the file would change such a folder; writing the same content again would not
 */
export async function refuseSealed(file: string, content: string | Uint8Array): Promise<void> {
  const folder = path.dirname(path.resolve(file));
  const archive = await archiveOf(folder);
  if (archive === null || !isBelow(archive, folder) || !(await isSealed(archive, inArchive(archive, folder)))) return;
  const present = await readIfThere(archive, inArchive(archive, path.resolve(file)));
  if (present === null || !present.equals(Buffer.from(content)))
    throw usage(`${file} would change a sealed run, which is never written over`, {
      hint: "name another file with --out",
    });
}

function* pathsOf(archive: string, folders: Iterable<string>): Generator<string> {
  for (const folder of folders) yield inArchive(archive, folder);
}

function draftOf(record: RunRecord, manifest: Manifest, sha256: Entry["manifest_sha256"]): Omit<EntryDraft, "path"> {
  const count = (verdict: Verdict): number => record.gates.filter((gate) => gate.verdict === verdict).length;
  const summary: AuditSummary = {
    suite: record.suite.name,
    models: record.models.map(({ id }) => id),
    verdict: record.verdict,
    gates: { pass: count("pass"), fail: count("fail"), undecided: count("undecided"), error: count("error") },
    started: manifest.started,
    finished: manifest.finished,
    tool: manifest.tool.version,
  };
  return { kind: "audit", manifest_sha256: sha256, summary };
}
