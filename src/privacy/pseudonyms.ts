import { createHmac, createSecretKey } from "node:crypto";

/** Shortest key, in bytes: as long as the hash (RFC 2104, section 3). */
export const keyBytes = 32;

/** Names under which rows and units are kept; who has no key can neither guess nor check whose they are. */
export interface Pseudonyms {
  /** Tells two keys apart without giving either away. */
  readonly keyId: string;
  /** 64 hexadecimal digits. The same value as a row's id and as a unit has two names, which say nothing of one another. */
  readonly ofId: (value: string) => string;
  readonly ofUnit: (value: string) => string;
}

/** HMAC-SHA-256 (FIPS 198-1) under a key, with a domain before each value. */
export function pseudonyms(key: Uint8Array): Pseudonyms {
  const secret = createSecretKey(key);
  const mac = (text: string): string => createHmac("sha256", secret).update(text).digest("hex");
  return {
    keyId: mac("evenhand key id").slice(0, 16),
    ofId: (value) => mac(`evenhand id\0${value}`),
    ofUnit: (value) => mac(`evenhand unit\0${value}`),
  };
}

/** A key as it is written: hexadecimal digits, with white space around them. null: it is none, or too short. */
export function keyFrom(text: string): Uint8Array | null {
  const digits = text.trim();
  return /^(?:[0-9a-f]{2})+$/i.test(digits) && digits.length >= 2 * keyBytes ? Buffer.from(digits, "hex") : null;
}
