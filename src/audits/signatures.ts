import { readFile } from "node:fs/promises";
import { unusable } from "../core/errors.js";
import { reasonOf } from "../record/run-folder.js";
import { parseCheckpointName } from "./checkpoint.js";
import { type Envelope, parseEnvelope, signatureHolds } from "./dsse.js";
import type { Entry } from "./entry.js";
import type { TrustedKey } from "./keys.js";
import type { Finding, Log } from "./log.js";
import { type Frontier, frontierRoot, hexOf, withLeaf } from "./merkle.js";
import { placeOf } from "./places.js";
import { isSignedName, parseStatement, payloadType, type Statement } from "./statement.js";

/** One signature of an archive, as far as the reader can tell. */
export interface SignatureCheck {
  /** The file, relative to the archive. */
  readonly file: string;
  /** The kind of entry that brought it: signature, review, acceptance. */
  readonly kind: string;
  readonly keyid: string;
  /** What the reader calls the key; null: it is not among those that were named. */
  readonly by: string | null;
  readonly holds: boolean;
}

/** Roots of the log at each size it once had, worked out when first asked for. */
export function rootsOf({ leaves }: Pick<Log, "leaves">): (size: number) => string | null {
  let roots: string[] | null = null;
  return (size) => {
    if (roots === null) {
      let frontier: Frontier = [];
      roots = [hexOf(frontierRoot(frontier))];
      for (const [at, leaf] of leaves.entries()) {
        frontier = withLeaf(frontier, at, leaf);
        roots.push(hexOf(frontierRoot(frontier)));
      }
    }
    return roots[size] ?? null;
  };
}

/** What signatures are held against. */
export interface SignatureContext {
  /** From {@link rootsOf} the log. */
  readonly rootAt: (size: number) => string | null;
  /** Whom the reader believes. */
  readonly trusted: readonly TrustedKey[];
}

/** Checks every signature in the files that later entries brought to a run: see {@link checkSigned}. */
export async function checkSignatures(
  archive: string,
  audit: Entry,
  later: readonly Entry[],
  context: SignatureContext,
): Promise<CheckedSignatures> {
  const [findings, signatures]: [Finding[], SignatureCheck[]] = [[], []];
  for (const entry of later)
    for (const { name } of entry.files.filter((each) => isSignedName(each.name))) {
      const file = `${audit.path}/${name}`;
      const found = checkSigned(await bytesOf(archive, file), { file, audit, entry }, context);
      findings.push(...found.findings);
      signatures.push(...found.signatures);
    }
  return { findings, signatures };
}

/** What was found of signatures: `findings` is empty where each of them holds. */
export interface CheckedSignatures {
  readonly findings: readonly Finding[];
  readonly signatures: readonly SignatureCheck[];
}

/**
 * Checks one signed file: it is exactly what evenhand writes, it speaks of this run and of this log as it was before, and each of its
 * signatures holds under a key that was named.
 * @param of where the file stands, the entry of the run, and the entry that brought the file
 */
export function checkSigned(
  bytes: Uint8Array,
  { file, audit, entry }: { readonly file: string; readonly audit: Entry; readonly entry: Entry },
  { rootAt, trusted }: SignatureContext,
): CheckedSignatures {
  const envelope = parseEnvelope(bytes);
  const problem = problemOfSigned(envelope, audit, entry, rootAt);
  const checks = envelope === null ? [] : checkEach(envelope, problem === null, trusted);
  return {
    findings: [
      ...(problem === null ? [] : [{ file, problem }]),
      ...checks.flatMap((each) => findingOf(file, each, problem === null)),
    ],
    signatures: checks.map((each) => ({ file, kind: entry.kind, ...each })),
  };
}

/** How the finding of a signature begins that may hold, but not for this reader. */
export const unknownKey = "is signed by a key you have not named";

function findingOf(file: string, check: Pick<SignatureCheck, "by" | "holds" | "keyid">, isBound: boolean): Finding[] {
  if (check.by === null) return [{ file, problem: `${unknownKey}, ${check.keyid}` }];
  return check.holds || !isBound ? [] : [{ file, problem: `has a signature of ${check.by} that does not hold` }];
}

const checkEach = (
  envelope: Envelope,
  isBound: boolean,
  trusted: readonly TrustedKey[],
): Pick<SignatureCheck, "keyid" | "by" | "holds">[] =>
  envelope.signatures.map((signature) => {
    const known = trusted.find(({ keyid }) => keyid === signature.keyid);
    const holds = known !== undefined && isBound && signatureHolds(envelope, signature, known.key);
    return { keyid: signature.keyid, by: known?.name ?? null, holds };
  });

/** What is wrong with a signed file before its signatures are looked at; null where nothing is. */
function problemOfSigned(
  envelope: Envelope | null,
  audit: Entry,
  entry: Entry,
  rootAt: SignatureContext["rootAt"],
): string | null {
  if (envelope === null) return "is no envelope as evenhand writes it";
  const statement = envelope.payloadType === payloadType ? parseStatement(envelope.payload) : null;
  if (statement === null) return "holds no statement as evenhand writes it";
  if (statement.subject[0].digest.sha256 !== audit.manifest_sha256) return "speaks of another run";
  return isOfThisLog(statement, audit, entry, rootAt) ? null : "speaks of another log: entries were cut or rewritten";
}

/** The signed checkpoint must be one that this log had, between the audit's entry and the statement's own. */
function isOfThisLog(
  { predicate }: Statement,
  audit: Entry,
  entry: Entry,
  rootAt: SignatureContext["rootAt"],
): boolean {
  const { size, root } = parseCheckpointName(predicate.checkpoint);
  return size > audit.index && size <= entry.index && rootAt(size) === root;
}

async function bytesOf(archive: string, file: string): Promise<Buffer> {
  const place = placeOf(archive, file);
  try {
    return await readFile(place);
  } catch (cause) {
    throw unusable(`${place} cannot be read: ${reasonOf(cause)}`, {}, cause);
  }
}
