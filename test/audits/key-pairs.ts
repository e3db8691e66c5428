import { generateKeyPairSync } from "node:crypto";
import { keyIdOf, type SigningKey, type TrustedKey } from "../../src/audits/keys.js";

/** A key to sign with, and the same as its readers name it. */
export function keyPair(name: string): { signing: SigningKey; trusted: TrustedKey; pem: string; publicPem: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const keyid = keyIdOf(publicKey);
  return {
    signing: { keyid, secret: privateKey },
    trusted: { keyid, name, key: publicKey },
    pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
  };
}
