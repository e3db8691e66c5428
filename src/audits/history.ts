import { z } from "zod";
import { fileEntry, type Manifest } from "../record/manifest.js";
import { parseRecord } from "../record/read.js";
import type { RunRecord } from "../record/run-record.js";
import { manifestName, parseManifest, problemOf } from "./check-files.js";
import type { Entry } from "./entry.js";
import { auditEventOf, type HistoryEvent } from "./findings.js";
import type { TrustedKey } from "./keys.js";
import { type Finding, integrity, type Log, readIfThere } from "./log.js";
import { placeOf } from "./places.js";
import { isDay } from "./said-values.js";
import { checkSignatures, rootsOf, type SignatureContext } from "./signatures.js";
import { isSignedName, predicateTypes, type Statement, statementIn } from "./statement.js";

/** What findings follow from, and what was not believed. */
export interface History {
  readonly events: readonly HistoryEvent[];
  /** Signed words that do not count: by a key that was not named, or with a signature that does not hold. */
  readonly unproven: readonly Finding[];
}

const day = z.string().refine(isDay);
const assignmentSchema = z.object({ finding: z.string(), owner: z.string(), due: day });
const acceptanceSchema = z.object({ finding: z.string(), by: z.string(), why: z.string(), until: day });

/**
 * Reads the gates of every audit and what was said of findings, in the log's order. Every byte that is used is compared with the log.
 * @param trusted whose acceptances count
 * @throws Failure (integrity) naming the file that is not as it was sealed, (unusable) where one cannot be read
 */
export async function readHistory(archive: string, log: Log, trusted: readonly TrustedKey[]): Promise<History> {
  const context: SignatureContext = { rootAt: rootsOf(log), trusted };
  const audits = new Map<string, Entry>();
  const events: HistoryEvent[] = [];
  const unproven: Finding[] = [];
  for (const entry of log.entries) {
    if (entry.kind === "audit") {
      audits.set(entry.path, entry);
      events.push(await auditEvent(archive, entry));
    } else if (entry.kind === "assignment" || entry.kind === "acceptance") {
      const heard = await wordEvent(archive, entry, audits.get(entry.path), context);
      if ("event" in heard) events.push(heard.event);
      else unproven.push(...heard.unproven);
    }
  }
  return { events, unproven };
}

async function auditEvent(archive: string, entry: Entry): Promise<HistoryEvent> {
  const record = await sealedRecord(archive, entry);
  return auditEventOf(record.suite.name, entry, record.gates);
}

/** The record of an audit, compared with what was sealed. @throws Failure (integrity, unusable) */
export async function sealedRecord(archive: string, entry: Entry): Promise<RunRecord> {
  const manifest = await sealedManifest(archive, entry);
  const sealed = manifest.files.find(({ name }) => name === "run.json");
  const file = `${entry.path}/run.json`;
  const problem = sealed === undefined ? "is not in the manifest" : await problemOf(placeOf(archive, file), sealed);
  if (problem !== null) throw integrity(archive, [{ file, problem }]);
  return parseRecord(await textOf(archive, file), placeOf(archive, file));
}

async function sealedManifest(archive: string, entry: Entry): Promise<Manifest> {
  const file = `${entry.path}/${manifestName}`;
  const text = await textOf(archive, file);
  const isSealed = fileEntry(manifestName, text).sha256 === entry.manifest_sha256;
  const manifest = isSealed ? parseManifest(text) : null;
  if (manifest === null) throw integrity(archive, [{ file, problem: "is not the one that was sealed" }]);
  return manifest;
}

async function textOf(archive: string, file: string): Promise<string> {
  const bytes = await readIfThere(archive, file);
  if (bytes === null) throw integrity(archive, [{ file, problem: "is missing" }]);
  return bytes.toString("utf8");
}

/** What somebody said of a finding, or why it does not count. @throws Failure (integrity) */
export async function wordEvent(
  archive: string,
  entry: Entry,
  audit: Entry | undefined,
  context: SignatureContext,
): Promise<{ event: HistoryEvent } | { unproven: readonly Finding[] }> {
  const said = await statementsOf(archive, entry);
  const [first] = said;
  const file = first?.file ?? entry.path;
  if (first === undefined || audit === undefined)
    return { unproven: [{ file, problem: `brings no ${entry.kind} that this evenhand reads` }] };
  const { findings, signatures } = await checkSignatures(archive, audit, [entry], context);
  if (findings.length > 0) return { unproven: findings };
  const by = signatures.map((each) => each.by ?? each.keyid).join(", ");
  const event = eventOf(first.statement, by);
  return event === null
    ? { unproven: [{ file, problem: `brings no ${entry.kind} that this evenhand reads, or one that is not signed` }] }
    : { event };
}

/** The statements that an entry brought. @throws Failure (integrity) */
export async function statementsOf(
  archive: string,
  entry: Entry,
): Promise<{ readonly file: string; readonly isSigned: boolean; readonly statement: Statement }[]> {
  const found = [];
  for (const sealed of entry.files) {
    const file = `${entry.path}/${sealed.name}`;
    const problem = await problemOf(placeOf(archive, file), sealed);
    if (problem !== null) throw integrity(archive, [{ file, problem }]);
    const statement = statementIn(sealed.name, Buffer.from(await textOf(archive, file)));
    if (statement !== null) found.push({ file, isSigned: isSignedName(sealed.name), statement });
  }
  return found;
}

/** @param signedBy empty: nobody did, and then an acceptance does not count */
function eventOf({ predicateType, predicate }: Statement, signedBy: string): HistoryEvent | null {
  if (predicateType === predicateTypes.assignment) {
    const result = assignmentSchema.safeParse(predicate);
    return result.success ? { kind: "assignment", ...result.data } : null;
  }
  const result = predicateType === predicateTypes.acceptance ? acceptanceSchema.safeParse(predicate) : null;
  if (!result?.success || signedBy === "") return null;
  const { finding, ...acceptance } = result.data;
  return { kind: "acceptance", finding, acceptance: { ...acceptance, signedBy } };
}
