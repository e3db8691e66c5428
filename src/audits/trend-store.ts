import { createHash } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { replaceFile } from "../record/run-folder.js";
import { canonicalJson } from "./canonical-json.js";
import { parseSelfHashed, selfHashed } from "./checkpoint.js";
import { auditOf, type Entry } from "./entry.js";
import { type AuditEvent, auditEventOf, withoutRepeats } from "./findings.js";
import { sealedRecord } from "./history.js";
import type { Log } from "./log.js";
import { placeOf } from "./places.js";
import { trendFacts } from "./trend-facts.js";
import { noTrends, type TrendState, type TrendStep, withAudit } from "./trends.js";

/** Names what the files hold; another number, and they are worked out anew. */
const format = 3;

/** Beside the log: nothing there is evidence, and all of it can be removed. */
const cacheFolder = ".cache/trends";

/** The trends of a suite after its last sealed audit. */
export interface SuiteTrends {
  readonly state: TrendState;
  /** Steps of the last audits, oldest first. */
  readonly steps: readonly (readonly TrendStep[])[];
  /** Audits before those. */
  readonly before: number;
  /** All audits as findings need them: see `withoutRepeats`. */
  readonly audits: readonly AuditEvent[];
}

/** The sealed audits of a suite, oldest first. */
export const auditsOfSuite = ({ entries }: Pick<Log, "entries">, suite: string): Entry[] =>
  entries.filter((entry) => auditOf(entry)?.suite === suite);

/**
 * The trends of a suite. What an audit adds is kept in a file beside the log whose name is a hash of the log's entries of the suite up
 * to that audit, so that a file of another log is never taken for one of this; only audits without such a file are read. With one new
 * audit that is one record, however many there are. Where nothing can be written, nothing is kept.
 * @param last steps that are wanted
 * @throws Failure (integrity) where a record that is read is not as it was sealed, (unusable)
 */
export async function suiteTrends(archive: string, log: Log, suite: string, last: number): Promise<SuiteTrends> {
  const audits = auditsOfSuite(log, suite);
  const keys = keysOf(audits);
  const first = Math.max(0, audits.length - last);
  const known = await latestKnown(archive, keys, first);
  const steps = [...known.steps];
  let { state, audits: events } = known;
  for (let at = known.next; at < audits.length; at++) {
    const entry = audits[at]!;
    const record = await sealedRecord(archive, entry);
    const after = withAudit(state, trendFacts(record, { run: entry.path, time: entry.time, entry: entry.index }));
    state = after.state;
    events = withoutRepeats(events, auditEventOf(suite, entry, record.gates));
    await keep(archive, `${keys[at]!}.json`, { steps: after.steps });
    if (at >= first) steps.push(after.steps);
  }
  if (known.next < audits.length) {
    await keep(archive, stateName(keys.at(-1)!), { state, audits: events });
    if (known.next > 0) await rm(placeIn(archive, stateName(keys[known.next - 1]!)), { force: true }).catch(() => {});
  }
  return { state, steps, before: first, audits: events };
}

/** A name for each audit: a hash of it and of all before it. */
function keysOf(audits: readonly Entry[]): string[] {
  let key = "";
  return audits.map(({ path: run, time, index, manifest_sha256 }) => {
    const text = canonicalJson({ format, before: key, run, time, index, manifest_sha256 });
    key = createHash("sha256").update(text).digest("hex").slice(0, 32);
    return key;
  });
}

/** What is kept after an audit, for the next one to go on from. */
type Kept = Pick<SuiteTrends, "state" | "audits">;

const stateName = (key: string): string => `${key}.state.json`;

/** The state of the latest audit that has one, with the steps from `first` on; that of no audit where a file is missing. */
async function latestKnown(
  archive: string,
  keys: readonly string[],
  first: number,
): Promise<Kept & { readonly steps: readonly (readonly TrendStep[])[]; readonly next: number }> {
  const nothing = { state: noTrends, audits: [], steps: [], next: 0 };
  for (let at = keys.length - 1; at >= 0; at--) {
    const found = await kept<Kept>(archive, stateName(keys[at]!));
    if (found === null) continue;
    const steps: (readonly TrendStep[])[] = [];
    for (const key of keys.slice(first, at + 1)) {
      const file = await kept<{ steps: readonly TrendStep[] }>(archive, `${key}.json`);
      if (file === null) return nothing;
      steps.push(file.steps);
    }
    return { state: found.state, audits: found.audits, steps, next: at + 1 };
  }
  return nothing;
}

const placeIn = (archive: string, name: string): string => placeOf(archive, `${cacheFolder}/${name}`);

/** A file of the cache; null where there is none, or it is damaged. Its name says that it is of this log, its hash that it is whole. */
async function kept<Content>(archive: string, name: string): Promise<Content | null> {
  try {
    return parseSelfHashed(await readFile(placeIn(archive, name), "utf8")) as Content | null;
  } catch {
    return null;
  }
}

/** An archive that cannot be written, such as a copy on a read-only disk, has no cache. */
async function keep(archive: string, name: string, content: object): Promise<void> {
  const file = placeIn(archive, name);
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await replaceFile(file, selfHashed(content as Record<string, unknown>));
  } catch {
    // What is missing is worked out again.
  }
}
