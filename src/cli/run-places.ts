import path from "node:path";
import { requirePath, requireSound, type Sealed } from "../audits/append.js";
import { checkpointName } from "../audits/checkpoint.js";
import type { SigningKey } from "../audits/keys.js";
import { defaultArchive, inArchive, isBelow } from "../audits/places.js";
import { signRun } from "../audits/say.js";
import { type NewRun, sealNewRun } from "../audits/seal.js";
import { visible } from "../core/visible.js";
import { refuseOccupied, requireWritable, writeRunFolder } from "../record/run-folder.js";
import type { Suite } from "../suite/suite.js";

/** Where a run may be written. */
export interface RunPlaces {
  /** The archive that seals it; null: it is written outside of any. */
  readonly archive: string | null;
  /** Absolute, most wanted first. */
  readonly folders: Iterable<string>;
}

/**
 * Places for the folder of a run, proven fit before anything is computed: below the archive, under the suite's name and the time, or
 * the one place that `out` names.
 * @throws Failure (usage) where it holds files, (unusable, integrity) where the archive cannot take a run
 */
export async function placesFor(
  suite: Pick<Suite, "name">,
  started: Date,
  { out, archive: named }: { readonly out: string | null; readonly archive: string | undefined },
): Promise<RunPlaces> {
  const archive = path.resolve(named ?? defaultArchive);
  const first = out === null ? path.join(archive, suite.name, utcMinute(started)) : path.resolve(out);
  if (out !== null) await refuseOccupied(first);
  await requireWritable(first);
  if (!isBelow(archive, first)) return { archive: null, folders: [first] };
  requirePath(inArchive(archive, first));
  await requireSound(archive);
  return { archive, folders: out === null ? numbered(first) : [first] };
}

/** Two runs of one suite may begin in the same minute. */
const numbered = (first: string): Iterable<string> => ({
  *[Symbol.iterator]() {
    yield first;
    for (let attempt = 2; ; attempt++) yield `${first}-${attempt}`;
  },
});

/** 2026-10-05T0612Z */
const utcMinute = (time: Date): string => `${time.toISOString().slice(0, 16).replace(":", "")}Z`;

/** Writes a run, seals it where it stands in an archive, and signs it there with the keys. Returns its folder. @throws Failure */
export async function storeRun(
  { archive, folders }: RunPlaces,
  run: NewRun,
  { quiet, keys }: { readonly quiet: boolean; readonly keys: readonly SigningKey[] },
): Promise<string> {
  if (archive === null) {
    const [folder] = folders as Iterable<string> & [string];
    await writeRunFolder(folder, run.files);
    return folder;
  }
  const { folder, ...sealed } = await sealNewRun(archive, folders, run);
  const tell = (line: string): void => void (quiet || process.stderr.write(`${line}\n`));
  tell(sealedLine(archive, sealed));
  if (keys.length > 0) tell(signedLine(archive, await signRun(archive, sealed.entry, keys), keys));
  return folder;
}

/** What to keep elsewhere, to see later that nothing was cut or rewritten. */
export const sealedLine = (archive: string, { entry, checkpoint }: Sealed): string =>
  visible(
    `sealed: entry ${entry.index} of ${path.relative(process.cwd(), archive) || "."}, checkpoint ${checkpointName(checkpoint)}`,
  );

/** Who signed, and the checkpoint after it. */
export const signedLine = (archive: string, { entry, checkpoint }: Sealed, keys: readonly SigningKey[]): string =>
  visible(
    `signed: entry ${entry.index} of ${path.relative(process.cwd(), archive) || "."} by ${keys.map(({ keyid }) => `${keyid.slice(0, 16)}…`).join(", ")}, checkpoint ${checkpointName(checkpoint)}`,
  );
