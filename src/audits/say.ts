import { readdir } from "node:fs/promises";
import { Failure, unusable } from "../core/errors.js";
import { reasonOf } from "../record/run-folder.js";
import { appendEntry, type Sealed } from "./append.js";
import type { Json } from "./canonical-json.js";
import { statsOf } from "./check-files.js";
import type { Entry } from "./entry.js";
import type { SigningKey } from "./keys.js";
import { readState } from "./log.js";
import { placeOf } from "./places.js";
import { type StatementKind, statementFile, statementOf } from "./statement.js";

/** Something to be said of a sealed run. */
export interface Said {
  readonly kind: StatementKind;
  readonly predicate: { readonly [key: string]: Json };
  /** What the log says of it: no names, no free text. */
  readonly summary: Entry["summary"];
  /** Who signs; none: the file is a plain statement. */
  readonly keys: readonly SigningKey[];
}

/** Times to look for a free name when others say something of the same run at the same moment. */
const attempts = 20;

/**
 * Appends a statement about a run to the archive: a file in the run folder, sealed by an entry of the log. No file of the run changes.
 * @param audit the entry of the run
 * @returns the entry, whose `files` names the file
 * @throws Failure as `appendEntry`
 */
export async function say(archive: string, audit: Entry, said: Said): Promise<Sealed> {
  const { path, manifest_sha256 } = audit;
  for (let attempt = 1; ; attempt++) {
    // The checkpoint alone: the work does not grow with the log.
    const { checkpoint } = await readState(archive);
    const about = { manifest_sha256, checkpoint, time: new Date().toISOString() };
    const { ending, content } = statementFile(statementOf(said.kind, about, said.predicate), said.keys);
    const name = `${said.kind}-${await nextNumber(placeOf(archive, path), said.kind)}${ending}`;
    try {
      return await appendEntry(archive, { kind: said.kind, path, manifest_sha256, summary: said.summary }, [
        { name, content },
      ]);
    } catch (cause) {
      const isTaken = cause instanceof Failure && (await statsOf(placeOf(archive, `${path}/${name}`))) !== null;
      if (!isTaken || attempt === attempts || cause.kind !== "usage") throw cause;
    }
  }
}

/** The number after the highest of this kind that stands in the run folder. */
async function nextNumber(folder: string, kind: StatementKind): Promise<number> {
  try {
    const numbers = (await readdir(folder)).map((name) => /^([a-z]+)-(\d{1,9})\./.exec(name));
    return 1 + Math.max(0, ...numbers.map((match) => (match?.[1] === kind ? Number(match[2]) : 0)));
  } catch (cause) {
    throw unusable(`${folder} cannot be read: ${reasonOf(cause)}`, {}, cause);
  }
}

/** Signs a run and the log up to here. @param keys at least one */
export const signRun = (archive: string, audit: Entry, keys: readonly SigningKey[]): Promise<Sealed> =>
  say(archive, audit, { kind: "signature", predicate: {}, summary: { keys: keys.map(({ keyid }) => keyid) }, keys });
