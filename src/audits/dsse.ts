import { type KeyObject, sign, verify } from "node:crypto";
import { z } from "zod";
import { canonicalJson } from "./canonical-json.js";
import { keyIdOf, type SigningKey } from "./keys.js";

// DSSE v1.0.2 (https://github.com/secure-systems-lab/dsse): protocol.md for what is signed, envelope.md for how it is written.

const envelopeSchema = z.strictObject({
  payloadType: z.string().min(1),
  /** Base64. */
  payload: z.string(),
  signatures: z
    .array(
      z.strictObject({
        /** SHA-256 of the public key, in hexadecimal: see {@link keyIdOf}. */
        keyid: z.string().regex(/^[0-9a-f]{64}$/),
        /** Base64. */
        sig: z.string(),
      }),
    )
    .min(1),
});

/** A signed text: what was signed, and by which keys. That the signatures hold is for {@link signatureHolds} to say. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  /** Sorted by key, each key once. */
  readonly signatures: readonly Signature[];
}

export interface Signature {
  readonly keyid: string;
  /** 64 bytes (RFC 8032). */
  readonly sig: Uint8Array;
}

/** The bytes that are signed: "pre-authentication encoding" of DSSE, protocol.md. */
export function preAuthentication(payloadType: string, payload: Uint8Array): Buffer {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `;
  return Buffer.concat([Buffer.from(head), payload]);
}

/** Signs with each key, by Ed25519. @param keys at least one, no two the same */
export function signed(payloadType: string, payload: Uint8Array, keys: readonly SigningKey[]): Envelope {
  const bytes = preAuthentication(payloadType, payload);
  const signatures = keys.map(({ keyid, secret }) => ({ keyid, sig: sign(null, bytes, secret) }));
  return { payloadType, payload, signatures: signatures.sort((a, b) => (a.keyid < b.keyid ? -1 : 1)) };
}

/** The file of an envelope: JSON with sorted keys, and a line feed. */
export const envelopeText = ({ payloadType, payload, signatures }: Envelope): string =>
  `${canonicalJson({
    payloadType,
    payload: base64(payload),
    signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: base64(sig) })),
  })}\n`;

/**
 * An envelope from its file; null unless every byte is the one that {@link envelopeText} writes. A signature covers type and payload
 * only. Spaces, the order of keys, the slack bits of base64 and the place of a signature are free in DSSE, so two files could be told
 * apart that say the same: here there is one file for one content, and any other is refused.
 */
export function parseEnvelope(file: Uint8Array): Envelope | null {
  const bytes = Buffer.from(file);
  const result = envelopeSchema.safeParse(jsonOf(bytes.toString("utf8")));
  if (!result.success) return null;
  const { payloadType, payload, signatures } = result.data;
  const envelope = {
    payloadType,
    payload: Buffer.from(payload, "base64"),
    signatures: signatures.map(({ keyid, sig }) => ({ keyid, sig: Buffer.from(sig, "base64") })),
  };
  const isSorted = signatures.every(({ keyid }, at) => at === 0 || (signatures[at - 1]?.keyid ?? "") < keyid);
  return isSorted && Buffer.from(envelopeText(envelope)).equals(bytes) ? envelope : null;
}

/** Whether the signature is one of this envelope by this key. The key's name must be its fingerprint: names are not signed. */
export const signatureHolds = (envelope: Envelope, { keyid, sig }: Signature, key: KeyObject): boolean =>
  keyIdOf(key) === keyid && verify(null, preAuthentication(envelope.payloadType, envelope.payload), key, sig);

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64");

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
