import { ReadableStream as WebStream } from "node:stream/web";
import { unusable, usage } from "../core/errors.js";

/** Loaded only where something is encrypted. */
const load = () => import("age-encryption");

// The package is typed with the streams of browsers. Node's are the same, and can be made from parts and read part by part.
const streamOf = (bytes: AsyncIterable<Uint8Array>) => WebStream.from(bytes) as unknown as ReadableStream<Uint8Array>;
const partsOf = (stream: ReadableStream<Uint8Array>) => stream as unknown as AsyncIterable<Uint8Array>;

/** @throws Failure (usage) where this is no recipient of age; the text itself is not repeated */
export async function checkRecipient(recipient: string): Promise<void> {
  const { Encrypter } = await load();
  try {
    new Encrypter().addRecipient(recipient);
  } catch {
    throw usage("EVENHAND_RECIPIENT is no recipient of age: expected age1… as age-keygen prints it");
  }
}

/** The bytes as a file of age (age-encryption.org/v1) that only the recipient can read. */
export async function* encryptFor(recipient: string, plain: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Encrypter } = await load();
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  yield* partsOf(await encrypter.encrypt(streamOf(plain)));
}

/**
 * The bytes of such a file, part by part: what came before an error must not be used.
 * @throws Failure (usage) for what is no identity, (unusable) for another one's file and for one that is damaged or cut off
 */
export async function* decryptWith(identity: string, file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { Decrypter } = await load();
  const decrypter = new Decrypter();
  try {
    decrypter.addIdentity(identity);
  } catch {
    throw usage("EVENHAND_IDENTITY is no identity of age: expected AGE-SECRET-KEY-1… as age-keygen prints it");
  }
  try {
    yield* partsOf(await decrypter.decrypt(streamOf(file)));
  } catch (cause) {
    const isOthers = cause instanceof Error && cause.message.startsWith("no identity matched");
    throw unusable(
      isOthers ? "is encrypted for somebody else" : "cannot be decrypted: it is damaged or cut off",
      isOthers ? { hint: "EVENHAND_IDENTITY has to be of the recipient it was kept for" } : {},
      cause,
    );
  }
}
