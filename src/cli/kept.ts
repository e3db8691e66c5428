import { readFile } from "node:fs/promises";
import path from "node:path";
import { Failure, unusable, usage } from "../core/errors.js";
import type { Keeping } from "../core/kept.js";
import { keyIsMissing } from "../evaluate.js";
import { checkRecipient } from "../privacy/encryption.js";
import { keyBytes, keyFrom } from "../privacy/pseudonyms.js";
import { reasonOf, type StandingFile } from "../record/run-folder.js";
import { type StagingFolder, stagingFolder } from "../record/staging-folder.js";
import { keptFiles } from "../runner/pair-predictions.js";
import type { Suite } from "../suite/suite.js";
import type { RunPlaces } from "./run-places.js";

/** What rows are named and encrypted with. */
export type Secrets = Pick<Keeping, "key" | "recipient">;

/**
 * The secrets that the suites need, before any data is read: the key from `--key-file` or EVENHAND_KEY, the recipient from
 * EVENHAND_RECIPIENT. null: no suite keeps anything. @throws Failure (usage)
 */
export async function secretsFor(
  suites: readonly Suite[],
  { keyFile }: { readonly keyFile: string | undefined },
): Promise<Secrets | null> {
  const keeping = suites.find(({ keep }) => keep.length > 0);
  if (keeping === undefined) return null;
  const recipient = process.env.EVENHAND_RECIPIENT || null;
  if (recipient !== null) await checkRecipient(recipient);
  const text = keyFile === undefined ? process.env.EVENHAND_KEY : await keyText(keyFile);
  if (!text) throw placed(keyIsMissing(), keeping);
  return { key: keyIn(text, keyFile), recipient };
}

const placed = ({ kind, problems }: Failure, { file, place }: Suite): Failure =>
  new Failure(
    kind,
    problems.map((problem) => ({ ...problem, file, ...place(problem.at ?? []) })),
  );

function keyIn(text: string, keyFile: string | undefined): Uint8Array {
  const key = keyFrom(text);
  if (key !== null) return key;
  const source = keyFile === undefined ? "EVENHAND_KEY" : `the file ${keyFile}`;
  throw usage(`${source} holds no key: expected ${2 * keyBytes} hexadecimal digits or more`, {
    hint: "make one with openssl rand -hex 32",
  });
}

async function keyText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw usage(`--key-file names ${file}, which cannot be read: ${readingReason(cause)}`);
  }
}

const readingReason = (cause: unknown): string =>
  (cause as NodeJS.ErrnoException).code === "ENOENT" ? "there is no such file" : reasonOf(cause);

/** Where a run's kept rows stand until they are in its folder. */
export interface KeptPlace {
  readonly keep: Keeping;
  readonly files: readonly StandingFile[];
}

/**
 * Works with room for what a suite keeps, on the disk of its run folder; the room is given back afterwards. null: it keeps nothing.
 * @throws Failure
 */
export async function withKeptPlace<Result>(
  suite: Suite,
  places: RunPlaces,
  secrets: Secrets | null,
  work: (kept: KeptPlace | null) => Promise<Result>,
): Promise<Result> {
  if (suite.keep.length === 0 || secrets === null) return work(null);
  const [first] = places.folders;
  const staging = await stagingIn(places.archive ?? path.dirname(first!));
  const name = keptFiles[secrets.recipient === null ? 0 : 1];
  const file = path.join(staging.path, name);
  try {
    return await work({ keep: { ...secrets, file }, files: [{ name, from: file }] });
  } finally {
    await staging.remove();
  }
}

async function stagingIn(parent: string): Promise<StagingFolder> {
  try {
    return await stagingFolder(parent);
  } catch (cause) {
    throw unusable(`${parent} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}
