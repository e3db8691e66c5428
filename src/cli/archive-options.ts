import { stat } from "node:fs/promises";
import path from "node:path";
import { auditOf, type Entry } from "../audits/entry.js";
import type { Log } from "../audits/log.js";
import { defaultArchive, inArchive } from "../audits/places.js";
import { unusable, usage } from "../core/errors.js";
import type { ArchiveOptions } from "./options.js";

/** The archive that a command works on, as an absolute path. */
export const archiveFolder = ({ archive }: ArchiveOptions): string => path.resolve(archive ?? defaultArchive);

/** A path as people type it. */
export const shown = (target: string): string => path.relative(process.cwd(), target) || ".";

/**
 * The audit that the command line names: a run folder (or a file in it), the number of an entry, or `latest`.
 * @throws Failure (usage) when the log has no such audit, (unusable) when it has none at all
 */
export async function auditNamed(name: string, archive: string, { entries }: Log): Promise<Entry> {
  const audits = entries.filter(({ kind }) => kind === "audit");
  if (audits.length === 0) throw unusable(`${shown(archive)} holds no audits yet`);
  const found = name === "latest" ? audits.at(-1) : await audited(name, archive, audits);
  if (found !== undefined) return found;
  throw usage(`the archive ${shown(archive)} has no audit ${JSON.stringify(name)}`, {
    hint: "name a run folder, the number of its entry, or latest; evenhand audits list shows them",
  });
}

async function audited(name: string, archive: string, audits: readonly Entry[]): Promise<Entry | undefined> {
  if (/^\d+$/.test(name)) return audits.find(({ index }) => index === Number(name));
  const isFile = await stat(name).then(
    (stats) => stats.isFile(),
    () => false,
  );
  const folder = inArchive(archive, path.resolve(isFile ? path.dirname(name) : name));
  return audits.findLast(({ path: place }) => place === folder || place === name);
}

/** "12 entries", "1 file". */
export const many = (count: number, one: string, several = `${one}s`): string =>
  `${new Intl.NumberFormat("en").format(count)} ${count === 1 ? one : several}`;

/** Verdicts of an audit's gates as short text: "1 fail, 4 pass"; "no gates". */
export function gatesText(entry: Entry): string {
  const audit = auditOf(entry);
  if (audit === null) return "";
  const parts = (["fail", "error", "undecided", "pass"] as const)
    .filter((verdict) => audit.gates[verdict] > 0)
    .map((verdict) => `${audit.gates[verdict]} ${verdict}`);
  return parts.join(", ") || "no gates";
}
