import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { open, readdir, readFile, rm } from "node:fs/promises";
import path from "node:path";
import { unusable, usage } from "../core/errors.js";
import { reasonOf } from "../record/run-folder.js";

/** What signs. Only its fingerprint is ever written or printed. */
export interface SigningKey {
  readonly keyid: string;
  readonly secret: KeyObject;
}

/** Whom a reader believes: a public key, and what they call its owner. */
export interface TrustedKey {
  readonly keyid: string;
  readonly name: string;
  readonly key: KeyObject;
}

/** Public keys of a project, relative to its working folder. */
export const keyFolder = "keys";

/** The variable that a signing key is taken from where none is named. */
export const signingKeyVariable = "EVENHAND_SIGNING_KEY";

/** A key's fingerprint: SHA-256 of its public half (DER, SubjectPublicKeyInfo), in hexadecimal. */
export function keyIdOf(key: KeyObject): string {
  const half = key.type === "private" ? createPublicKey(key) : key;
  return createHash("sha256")
    .update(half.export({ type: "spki", format: "der" }))
    .digest("hex");
}

/**
 * Keys to sign with, each once: from the files, or where there are none from the environment; empty where that has none either.
 * @param variable the value of {@link signingKeyVariable}
 * @throws Failure (usage) where one holds no Ed25519 key
 */
export async function signingKeys(
  files: readonly string[],
  variable: string | undefined,
): Promise<readonly SigningKey[]> {
  const named = await Promise.all(
    files.map(async (file) => signingKeyFrom(await keyText(file, "--sign-key"), `the file ${file}`)),
  );
  const keys = files.length > 0 || !variable ? named : [signingKeyFrom(variable, signingKeyVariable)];
  return [...new Map(keys.map((key) => [key.keyid, key])).values()];
}

/** @param text PEM (PKCS #8), or the same as base64 on one line. @throws Failure (usage) that never holds the text */
export function signingKeyFrom(text: string, source: string): SigningKey {
  const secret = privateKey(text);
  if (secret?.asymmetricKeyType === "ed25519") return { keyid: keyIdOf(secret), secret };
  const found = secret === null ? "no private key that can be read without a passphrase" : "a key of another kind";
  throw usage(`${source} must hold an Ed25519 private key (PEM, PKCS #8), found ${found}`, { hint: makeOne });
}

function privateKey(text: string): KeyObject | null {
  try {
    const decoded = text.includes("-----BEGIN") ? text : Buffer.from(text, "base64");
    if (typeof decoded === "string" || decoded.includes("-----BEGIN")) return createPrivateKey(decoded.toString());
    return createPrivateKey({ key: decoded, format: "der", type: "pkcs8" });
  } catch {
    return null;
  }
}

/**
 * Keys that the reader names: the files, or where there are none every `*.pem` and `*.pub` of the folder, which need not be there.
 * @throws Failure (usage) where one holds no Ed25519 public key
 */
export async function trustedKeys(files: readonly string[], folder = keyFolder): Promise<readonly TrustedKey[]> {
  const places = files.length > 0 ? files : (await publicFiles(folder)).map((name) => path.join(folder, name));
  return Promise.all(
    places.map(async (file) => trustedKeyFrom(await keyText(file, files.length > 0 ? "--key" : folder), file)),
  );
}

/** @throws Failure (usage) */
export function trustedKeyFrom(text: string, file: string): TrustedKey {
  if (text.includes("PRIVATE KEY"))
    throw usage(`${file} holds a private key where a public one is expected`, {
      hint: "the public half is the file beside it that ends in .pub; a private key is never given to anybody",
    });
  const key = publicKey(text);
  if (key?.asymmetricKeyType !== "ed25519")
    throw usage(`${file} must hold an Ed25519 public key (PEM), found none`, { hint: makeOne });
  return { keyid: keyIdOf(key), name: path.basename(file).replace(/(\.pem|\.key)?\.pub$|\.pem$/, ""), key };
}

function publicKey(text: string): KeyObject | null {
  try {
    return createPublicKey(text);
  } catch {
    return null;
  }
}

async function publicFiles(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => /\.(pem|pub)$/.test(name)).sort();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return [];
    throw unusable(`${folder} cannot be read: ${reasonOf(cause)}`, {}, cause);
  }
}

async function keyText(file: string, named: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === "ENOENT";
    throw usage(
      `${named} names ${file}, which cannot be read: ${isMissing ? "there is no such file" : reasonOf(cause)}`,
    );
  }
}

const makeOne = "evenhand audits keygen --out NAME.pem makes a pair";

/**
 * Makes a pair of keys: the private one in `file`, for its owner's eyes alone (0600), the public one beside it with `.pub` added.
 * @throws Failure (usage) where one of them is there, (unusable) where they cannot be written
 */
export async function makeKeyPair(file: string): Promise<{ readonly keyid: string; readonly publicFile: string }> {
  const { privateKey: secret, publicKey: half } = generateKeyPairSync("ed25519");
  const publicFile = `${file}.pub`;
  await writeNew(file, secret.export({ type: "pkcs8", format: "pem" }), 0o600);
  try {
    await writeNew(publicFile, half.export({ type: "spki", format: "pem" }), 0o644);
  } catch (cause) {
    await rm(file, { force: true });
    throw cause;
  }
  return { keyid: keyIdOf(half), publicFile };
}

async function writeNew(file: string, content: string | Buffer, mode: number): Promise<void> {
  try {
    const handle = await open(file, "wx", mode);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST")
      throw usage(`${file} is there already; a key is never written over`, { hint: "name another file with --out" });
    throw unusable(`${file} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}
