import { open } from "node:fs/promises";
import { parseManifest } from "../audits/check-files.js";
import { auditOf, type Entry, entryIn } from "../audits/entry.js";
import { readIfThere, readLog, readState } from "../audits/log.js";
import { logFiles, placeOf } from "../audits/places.js";
import { unusable } from "../core/errors.js";
import type { Manifest } from "../record/manifest.js";
import { reasonOf } from "../record/run-folder.js";

/** An audit as the log of the archive tells it. */
export interface PastAudit {
  /** Place in the log. */
  readonly index: number;
  /** The run folder, relative to the archive. */
  readonly path: string;
  /** ms since 1970 */
  readonly started: number;
  readonly finished: number;
  readonly verdict: string;
}

/** The audits of an archive, read again as it grows. */
export interface History {
  /** Reads what was appended since. @throws Failure */
  refresh(): Promise<void>;
  /** The latest audit of a suite; null: it was never audited. */
  last(suite: string): PastAudit | null;
  /** What an audit was made of; null where its manifest cannot be read. */
  manifest(audit: PastAudit): Promise<Manifest | null>;
  /** When the models of a suite's latest audit were first seen in it, without another one since; null: they have no hash. */
  modelSince(suite: string): Promise<number | null>;
}

/**
 * Follows the log of an archive. The whole of it is checked when it is first read; after that only what was appended is, so that the
 * work does not grow with the archive.
 */
export function openHistory(archive: string): History {
  const bySuite = new Map<string, PastAudit[]>();
  const inUse = new Map<string, ModelsInUse>();
  let bytes = 0;
  const add = (entry: Entry): void => {
    const audit = auditOf(entry);
    if (audit === null) return;
    const times = { started: Date.parse(audit.started), finished: Date.parse(audit.finished) };
    const past = { index: entry.index, path: entry.path, ...times, verdict: audit.verdict };
    const audits = bySuite.get(audit.suite);
    if (audits === undefined) bySuite.set(audit.suite, [past]);
    else audits.push(past);
  };
  const manifest = async ({ path }: PastAudit): Promise<Manifest | null> =>
    parseManifest((await readIfThere(archive, `${path}/manifest.json`))?.toString("utf8") ?? "");

  return {
    last: (suite) => bySuite.get(suite)?.at(-1) ?? null,
    manifest,
    async refresh() {
      if ((await readIfThere(archive, logFiles.checkpoint)) === null) return;
      const { checkpoint } = await readState(archive);
      if (bytes > 0 && checkpoint.bytes >= bytes) {
        const lines = checkpoint.bytes === bytes ? [] : await linesBetween(archive, bytes, checkpoint.bytes);
        for (const entry of lines.map(entryIn)) if (entry !== null) add(entry);
        bytes = checkpoint.bytes;
        return;
      }
      bySuite.clear();
      const log = await readLog(archive);
      log.entries.forEach(add);
      bytes = log.checkpoint.bytes;
    },
    async modelSince(suite) {
      const audits = bySuite.get(suite) ?? [];
      const latest = audits.at(-1);
      if (latest === undefined) return null;
      const known = inUse.get(suite);
      const found = known?.index === latest.index ? known : await modelsInUse(audits, manifest, known);
      if (found !== null) inUse.set(suite, found);
      return found?.since ?? null;
    },
  };
}

/** Which models the latest audit of a suite had, and since when. */
interface ModelsInUse {
  readonly index: number;
  /** Their hashes, as text to be compared. */
  readonly models: string;
  /** ms since 1970; null: no model has a hash. */
  readonly since: number | null;
}

/** @param known what was found at an earlier audit: there the walk back through the audits ends */
async function modelsInUse(
  audits: readonly PastAudit[],
  manifestOf: History["manifest"],
  known: ModelsInUse | undefined,
): Promise<ModelsInUse | null> {
  const latest = audits.at(-1) as PastAudit;
  const hashes = (await manifestOf(latest))?.model_sha256;
  if (hashes === undefined) return null;
  const models = JSON.stringify(hashes);
  const found = { index: latest.index, models };
  if (Object.values(hashes).every((sha256) => sha256 === null)) return { ...found, since: null };
  let since = latest.started;
  for (const audit of audits.slice(0, -1).reverse()) {
    if (audit.index === known?.index && known.models === models) return { ...found, since: known.since };
    const before = await manifestOf(audit);
    if (before === null || JSON.stringify(before.model_sha256) !== models) break;
    since = audit.started;
  }
  return { ...found, since };
}

/** Lines of the log between two of its sizes. */
async function linesBetween(archive: string, from: number, to: number): Promise<string[]> {
  const file = placeOf(archive, logFiles.entries);
  try {
    const handle = await open(file, "r");
    try {
      const buffer = Buffer.alloc(to - from);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, from);
      return buffer.subarray(0, bytesRead).toString("utf8").split("\n").filter(Boolean);
    } finally {
      await handle.close();
    }
  } catch (cause) {
    throw unusable(`${file} cannot be read: ${reasonOf(cause)}`, {}, cause);
  }
}
