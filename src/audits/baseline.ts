import type { Sealed } from "./append.js";
import type { Entry } from "./entry.js";
import type { SigningKey } from "./keys.js";
import { integrity, readLog } from "./log.js";
import { archiveOf, inArchive } from "./places.js";
import { say } from "./say.js";
import { checkRun } from "./verify.js";

/** A run that somebody names as what later ones are compared with. */
export interface NamedBaseline {
  readonly name: string;
  readonly by: string;
  readonly why: string;
  readonly run_sha256: string;
}

/** An audit, and the archive that sealed it. */
export interface SealedAudit {
  readonly archive: string;
  readonly audit: Entry;
}

/**
 * The audit that a run folder is, where an archive sealed it, proven to be as it was sealed; null: no archive knows it.
 * @throws Failure (integrity) where it was changed since
 */
export async function sealedAudit(folder: string): Promise<SealedAudit | null> {
  const archive = await archiveOf(folder);
  if (archive === null) return null;
  const { entries } = await readLog(archive);
  const about = entries.filter(({ path }) => path === inArchive(archive, folder));
  const audit = about.findLast(({ kind }) => kind === "audit");
  if (audit === undefined) return null;
  const { findings } = await checkRun(archive, audit, about);
  if (findings.length > 0) throw integrity(archive, findings);
  return { archive, audit };
}

/** Says in the log of its archive that an audit is a baseline from now on; no file of the audit changes. @throws Failure as `appendEntry` */
export const addBaseline = (
  { archive, audit }: SealedAudit,
  { name, by, why, run_sha256 }: NamedBaseline,
  keys: readonly SigningKey[],
): Promise<Sealed> =>
  say(archive, audit, { kind: "baseline", predicate: { name, by, why, run_sha256 }, summary: { name }, keys });
