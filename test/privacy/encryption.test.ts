import { describe, expect, it } from "vitest";
import { checkRecipient, decryptWith, encryptFor } from "../../src/privacy/encryption.js";
import { failureOf } from "../runner/measure-suite.js";

// A key pair made for this test with age-keygen's library, used nowhere else.
const recipient = "age1krzlexwuqvlphplyyqfz98dvz4eju7mzz7jgx563ttmj9wzkegas5ayn3s";
const identity = "AGE-SECRET-KEY-1XECSC0G2PCVUQX00FV0R97W4NULNL3JCHLK4P3ZF25DPRFAEDWGSMLRKSN";
const other = "AGE-SECRET-KEY-1NUCG8DS9VJ7RN6H5U7F8J2HM0SRUU5J5LCUH63MUVCAW4TW8MERSPDFC07";

async function* parts(bytes: Uint8Array, size = 65_537): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function joined(of: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const found: Uint8Array[] = [];
  for await (const part of of) found.push(part);
  return Buffer.concat(found);
}

const encrypted = (bytes: Uint8Array) => joined(encryptFor(recipient, parts(bytes)));
const decrypted = (bytes: Uint8Array, by = identity) => joined(decryptWith(by, parts(bytes)));
const plain = Buffer.from(Array.from({ length: 200_000 }, (_, i) => (i * 31) % 256));

describe("encryptFor(recipient, plain)", () => {
  it.each([0, 1, 65_536, 200_000])("is undone by the recipient's identity, %d bytes", async (length) => {
    const file = await encrypted(plain.subarray(0, length));
    expect(file.subarray(0, 22).toString()).toBe("age-encryption.org/v1\n");
    expect(await decrypted(file)).toEqual(plain.subarray(0, length));
  });

  it("has nothing of the plain bytes in it", async () => {
    const secret = Buffer.from("a name that must not be found");
    expect((await encrypted(Buffer.concat([plain, secret]))).includes(secret)).toBe(false);
  });

  it("refuses what is no recipient, without repeating it", async () => {
    const failure = await failureOf(checkRecipient("age1nonsense"));
    expect(failure).toMatchObject({ kind: "usage", message: expect.stringMatching(/EVENHAND_RECIPIENT/) });
    expect(String(failure)).not.toContain("nonsense");
    await expect(checkRecipient(recipient)).resolves.toBeUndefined();
  });
});

describe("decryptWith(identity, file)", () => {
  it("refuses another one's file, and what is no identity", async () => {
    const file = await encrypted(plain);
    expect(await failureOf(decrypted(file, other))).toMatchObject({
      kind: "unusable",
      message: "is encrypted for somebody else",
    });
    const failure = await failureOf(decrypted(file, "AGE-SECRET-KEY-1NONSENSE"));
    expect(failure).toMatchObject({ kind: "usage" });
    expect(String(failure)).not.toContain("NONSENSE");
  });

  it("refuses a file that was cut off or changed, wherever", async () => {
    const file = await encrypted(plain);
    const cuts = [0, 10, 100, 200, 65_000, file.length - 1].map((length) => file.subarray(0, length));
    const flips = [3, 30, 90, 150, 300, 100_000, file.length - 1].map((at) => {
      const changed = Buffer.from(file);
      changed[at]! ^= 1;
      return changed;
    });
    for (const broken of [...cuts, ...flips])
      expect(await failureOf(decrypted(broken))).toMatchObject({ kind: "unusable" });
  });
});
