import { createHash } from "node:crypto";
import { z } from "zod";
import { canonicalJson, type Json } from "./canonical-json.js";
import { manifestName } from "./check-files.js";
import { type Checkpoint, checkpointName } from "./checkpoint.js";
import { envelopeText, parseEnvelope, signed } from "./dsse.js";
import type { SigningKey } from "./keys.js";

/** What is signed is a statement of in-toto, v1: https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export const statementType = "https://in-toto.io/Statement/v1";
export const payloadType = "application/vnd.in-toto+json";

/** What a statement says of a run, by the kind of the entry that brings it into the archive. */
export const predicateTypes = {
  signature: "urn:evenhand:predicate:audit:1",
  review: "urn:evenhand:predicate:review:1",
  assignment: "urn:evenhand:predicate:assignment:1",
  acceptance: "urn:evenhand:predicate:acceptance:1",
  baseline: "urn:evenhand:predicate:baseline:1",
} as const;
export type StatementKind = keyof typeof predicateTypes;

const hex = z.string().regex(/^[0-9a-f]{64}$/);
const subject = <Name extends string>(name: Name) =>
  z.strictObject({ name: z.literal(name), digest: z.strictObject({ sha256: hex }) });

const statementSchema = z.strictObject({
  _type: z.literal(statementType),
  /** The run, and the log as it was when the statement was made: SHA-256 of manifest.json, and of the text SIZE:ROOT. */
  subject: z.tuple([subject(manifestName), subject("checkpoint")]),
  predicateType: z.string(),
  predicate: z.looseObject({ checkpoint: z.string().regex(/^\d{1,15}:[0-9a-f]{64}$/), time: z.iso.datetime() }),
});

/** Something that was said of a run, by somebody or by the tool. */
export type Statement = z.infer<typeof statementSchema>;

/** What a statement is about. */
export interface About {
  readonly manifest_sha256: string;
  readonly checkpoint: Pick<Checkpoint, "size" | "root">;
  /** UTC, ISO 8601. */
  readonly time: string;
}

/** A statement about a run and the log that holds it. */
export function statementOf(
  kind: StatementKind,
  { manifest_sha256, checkpoint, time }: About,
  said: { readonly [key: string]: Json },
): Statement {
  const name = checkpointName(checkpoint);
  return {
    _type: statementType,
    subject: [
      { name: manifestName, digest: { sha256: manifest_sha256 } },
      { name: "checkpoint", digest: { sha256: sha256Of(name) } },
    ],
    predicateType: predicateTypes[kind],
    predicate: { ...said, checkpoint: name, time },
  };
}

const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");

const statementText = (statement: Statement): string => canonicalJson(statement as unknown as Json);

/** The file of a statement: in an envelope with the keys' signatures, or as it is where there are no keys. */
export function statementFile(statement: Statement, keys: readonly SigningKey[]): { ending: string; content: string } {
  const text = statementText(statement);
  if (keys.length === 0) return { ending: ".json", content: `${text}\n` };
  return { ending: signedEnding, content: envelopeText(signed(payloadType, Buffer.from(text), keys)) };
}

const signedEnding = ".dsse.json";

/** Whether a file of this name holds signatures. */
export const isSignedName = (name: string): boolean => name.endsWith(signedEnding);

/** A statement from the bytes that were signed; null where they are not exactly what evenhand writes. */
export function parseStatement(bytes: Uint8Array): Statement | null {
  try {
    const text = Buffer.from(bytes).toString("utf8");
    const result = statementSchema.safeParse(JSON.parse(text));
    if (!result.success || !Buffer.from(statementText(result.data)).equals(bytes)) return null;
    return result.data.subject[1].digest.sha256 === sha256Of(result.data.predicate.checkpoint) ? result.data : null;
  } catch {
    return null;
  }
}

/** The statement in a file of an archive, signed or not; whether signatures hold is not looked at. */
export function statementIn(name: string, file: Uint8Array): Statement | null {
  if (!isSignedName(name)) return file.at(-1) === lineFeed ? parseStatement(file.subarray(0, -1)) : null;
  const envelope = parseEnvelope(file);
  return envelope === null || envelope.payloadType !== payloadType ? null : parseStatement(envelope.payload);
}

const lineFeed = 0x0a;
