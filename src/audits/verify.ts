import { readdir } from "node:fs/promises";
import type { Manifest } from "../record/manifest.js";
import { checkFiles, type FolderCheck, manifestName, statsOf } from "./check-files.js";
import { type Checkpoint, checkpointName } from "./checkpoint.js";
import type { Entry } from "./entry.js";
import type { TrustedKey } from "./keys.js";
import { type Finding, inspectLog, type Log } from "./log.js";
import { hexOf, rootOf } from "./merkle.js";
import { logFiles, logFolder, placeOf } from "./places.js";
import { checkSignatures, rootsOf, type SignatureCheck, type SignatureContext } from "./signatures.js";

/** One run folder of an archive, as far as the checks of a run need it. */
export interface SealedRun {
  readonly archive: string;
  /** The entry of the audit. */
  readonly audit: Entry;
  /** Later entries about the same folder: reviews, acceptances, erasures. */
  readonly later: readonly Entry[];
  readonly manifest: Manifest;
}

/** What else must hold of a run whose files are as they were sealed, one function each. Each gives what differs. */
const furtherChecks: readonly ((run: SealedRun) => Promise<readonly Finding[]>)[] = [checkLaterEntries];

/** What `verifyArchive` looked at and found. */
export interface Verification {
  readonly checkpoint: Checkpoint | null;
  /** Entries of the log; 0 where the log itself was changed. */
  readonly entries: number;
  /** Run folders, files and bytes that are as they were sealed. */
  readonly runs: number;
  readonly files: number;
  readonly bytes: number;
  /** What is not as it was sealed. */
  readonly findings: readonly Finding[];
  /** Every signature of the runs; empty where they were not looked at. */
  readonly signatures: readonly SignatureCheck[];
  /** Row-level files that are not there, relative to the archive: erased, or left out of an export. */
  readonly absent: readonly string[];
  /** Run folders without an entry, relative to the archive: of them nothing can be said. */
  readonly unsealed: readonly string[];
  /** The run folder whose entry was cut short when its process ended: the next command that writes completes it. */
  readonly pending: string | null;
}

export interface VerifyOptions {
  /** One run folder, relative to the archive; null: all. */
  readonly run: string | null;
  /** A checkpoint that was kept elsewhere: the log must begin with what it speaks of. */
  readonly expected: Pick<Checkpoint, "size" | "root"> | null;
  /** Keys that signatures must be by; absent: signatures are not looked at. */
  readonly trusted?: readonly TrustedKey[];
  /**
   * By how many different of these keys each run must be signed; fewer is a difference: a signature that was taken away leaves nothing
   * else behind. Default 0.
   */
  readonly signers?: number;
}

/**
 * Checks an archive against its log, and the log against itself: every file's size and SHA-256, every line, the root of the tree.
 * Writes nothing and needs no network. What it cannot see without `expected`: a log that was cut or written anew as a whole.
 * @throws Failure (unusable) where there is no log, or a file cannot be read
 */
export async function verifyArchive(
  archive: string,
  { run, expected, trusted, signers = 0 }: VerifyOptions,
): Promise<Verification> {
  const placed = await misplacedLog(archive);
  const log = placed.length > 0 ? { findings: placed } : await inspectLog(archive);
  if ("findings" in log)
    return {
      ...{ checkpoint: null, entries: 0, runs: 0, files: 0, bytes: 0, findings: log.findings },
      ...{ signatures: [], absent: [], unsealed: [], pending: null },
    };
  const audits = auditsOf(log, run);
  const found = await checkAll(archive, audits, log, trusted === undefined ? null : { rootAt: rootsOf(log), trusted });
  return {
    checkpoint: log.checkpoint,
    entries: log.entries.length,
    ...found,
    findings: [...checkExpected(log, expected), ...found.findings, ...undersigned(audits, found, signers)],
    unsealed:
      run === null ? await unsealedFolders(archive, new Set([...audits.map(({ path }) => path), log.pending])) : [],
    pending: log.pending,
  };
}

/** Runs that fewer of the named keys signed than have to, or reviewed under their signature. */
const undersigned = (
  audits: readonly Entry[],
  { signatures }: Pick<Verification, "signatures">,
  signers: number,
): Finding[] =>
  audits.flatMap(({ path }): Finding[] => {
    const ours = signatures.filter(({ file, holds }) => holds && file.startsWith(`${path}/`));
    const keys = new Set(ours.map(({ keyid }) => keyid)).size;
    if (keys >= signers) return [];
    const found = keys === 0 ? "none" : `only ${keys}`;
    return [{ file: path, problem: `is signed by ${found} of the keys that you named, of ${signers} that have to` }];
  });

const auditsOf = (log: Log, run: string | null): Entry[] =>
  log.entries.filter(({ kind, path }) => kind === "audit" && (run === null || path === run));

async function checkAll(archive: string, audits: readonly Entry[], log: Log, context: SignatureContext | null) {
  const byPath = new Map<string, Entry[]>();
  for (const entry of log.entries) byPath.set(entry.path, [...(byPath.get(entry.path) ?? []), entry]);
  const [findings, absent, signatures]: [Finding[], string[], SignatureCheck[]] = [[], [], []];
  let [runs, files, bytes] = [0, 0, 0];
  for (const audit of audits) {
    const {
      check,
      findings: wrong,
      signatures: found,
    } = await checkRun(archive, audit, byPath.get(audit.path) ?? [], context);
    findings.push(...wrong);
    signatures.push(...found);
    absent.push(...check.absent.map((name) => `${audit.path}/${name}`));
    runs += wrong.length === 0 ? 1 : 0;
    files += check.files.length;
    bytes += check.files.reduce((sum, each) => sum + each.bytes, 0);
  }
  return { findings, signatures, absent, runs, files, bytes };
}

/** All checks of one run folder. `about`: every entry about it. `context`: null where signatures are not looked at. */
export async function checkRun(
  archive: string,
  audit: Entry,
  about: readonly Entry[],
  context: SignatureContext | null = null,
): Promise<{ check: FolderCheck; findings: readonly Finding[]; signatures: readonly SignatureCheck[] }> {
  const later = about.filter(({ index }) => index > audit.index);
  const check = await checkFiles(archive, audit, later);
  if (check.manifest === null) return { check, findings: check.findings, signatures: [] };
  const run: SealedRun = { archive, audit, later, manifest: check.manifest };
  const further = await Promise.all(furtherChecks.map((each) => each(run)));
  const signed =
    context === null ? nothingSigned : await checkSignatures(archive, audit, standing(later, check), context);
  return { check, findings: [...check.findings, ...further.flat(), ...signed.findings], signatures: signed.signatures };
}

const nothingSigned = { findings: [], signatures: [] };

/** The entries with those of their files that are as they were sealed: of others it is known already that they are not. */
function standing(later: readonly Entry[], { files }: FolderCheck): Entry[] {
  const whole = new Set(files.map(({ name }) => name));
  return later.map((entry) => ({ ...entry, files: entry.files.filter(({ name }) => whole.has(name)) }));
}

/** What was said of a run later must have been said of the same run. */
async function checkLaterEntries({ audit, later }: SealedRun): Promise<Finding[]> {
  return later
    .filter(({ manifest_sha256 }) => manifest_sha256 !== audit.manifest_sha256)
    .map(({ index, kind }) => ({
      file: `${audit.path}/${manifestName}`,
      problem: `is not the one that entry ${index} (${kind}) speaks of`,
    }));
}

function checkExpected({ checkpoint, leaves }: Log, expected: VerifyOptions["expected"]): Finding[] {
  if (expected === null) return [];
  const { size, root } = expected;
  if (size > checkpoint.size)
    return [{ file: logFiles.entries, problem: `was cut: it has ${checkpoint.size} entries, ${size} were expected` }];
  if (hexOf(rootOf(leaves.slice(0, size))) === root) return [];
  return [
    {
      file: logFiles.entries,
      problem: `does not begin with the ${size} entries of the expected checkpoint ${checkpointName(expected)}`,
    },
  ];
}

/** The log's own files must be files, and nothing else may stand beside them. */
async function misplacedLog(archive: string): Promise<Finding[]> {
  const folder = await statsOf(placeOf(archive, logFolder));
  if (folder === null) return [];
  if (!folder.isDirectory()) return [{ file: logFolder, problem: "is no folder" }];
  const findings: Finding[] = [];
  for (const each of await readdir(placeOf(archive, logFolder), { withFileTypes: true })) {
    const file = `${logFolder}/${each.name}`;
    if (file === logFiles.staged || /^\.(next|checkpoint)\.json\.partial-[0-9a-f]+$/.test(each.name)) continue;
    if (!ownFiles.has(file)) findings.push({ file, problem: "does not belong to a log" });
    else if (!each.isFile()) findings.push({ file, problem: "is no file" });
  }
  return findings;
}

const ownFiles = new Set<string>([
  logFiles.entries,
  logFiles.checkpoint,
  logFiles.next,
  logFiles.lock,
  `${logFiles.lock}.removal`,
]);

/** Folders that look like runs and have no entry. */
async function unsealedFolders(archive: string, sealed: ReadonlySet<string | null>): Promise<string[]> {
  const found: string[] = [];
  const look = async (folder: string): Promise<void> => {
    const entries = await readdir(folder === "" ? archive : placeOf(archive, folder), { withFileTypes: true });
    if (!sealed.has(folder) && entries.some(({ name }) => name === manifestName)) found.push(folder);
    for (const each of entries) {
      const inner = folder === "" ? each.name : `${folder}/${each.name}`;
      if (each.isDirectory() && !each.name.startsWith(".") && !sealed.has(inner)) await look(inner);
    }
  };
  await look("");
  return found.sort((a, b) => (a < b ? -1 : 1));
}
