import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { makeKeyPair, signingKeyFrom, signingKeys, trustedKeyFrom, trustedKeys } from "../../src/audits/keys.js";
import { emptyFolder } from "./archives.js";
import { keyPair } from "./key-pairs.js";

const { pem, publicPem, signing } = keyPair("a");
const der = Buffer.from(
  pem
    .split("\n")
    .filter((line) => !line.startsWith("-"))
    .join(""),
  "base64",
).toString("base64");

describe("makeKeyPair", () => {
  it("writes the private key for its owner alone, and writes over nothing", async () => {
    const file = path.join(emptyFolder(), "auditor.pem");
    const { keyid, publicFile } = await makeKeyPair(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(publicFile).toBe(`${file}.pub`);
    expect(signingKeyFrom(readFileSync(file, "utf8"), "it").keyid).toBe(keyid);
    expect(trustedKeyFrom(readFileSync(publicFile, "utf8"), publicFile)).toMatchObject({ keyid, name: "auditor" });
    const before = readFileSync(file);
    await expect(makeKeyPair(file)).rejects.toMatchObject({ kind: "usage" });
    expect(readFileSync(file)).toEqual(before);
  });

  it("leaves no half of a pair where the public file is there already", async () => {
    const file = path.join(emptyFolder(), "a.pem");
    writeFileSync(`${file}.pub`, "");
    await expect(makeKeyPair(file)).rejects.toMatchObject({ kind: "usage" });
    expect(() => statSync(file)).toThrow("ENOENT");
  });
});

describe("signingKeys", () => {
  it("takes files, else the variable as PEM, base64 of it or of its DER; each key once", async () => {
    const file = path.join(emptyFolder(), "a.pem");
    writeFileSync(file, pem);
    for (const [files, variable] of [
      [[file], undefined],
      [[file, file], "nonsense"],
      [[], pem],
      [[], Buffer.from(pem).toString("base64")],
      [[], der],
    ] as const)
      expect((await signingKeys(files, variable)).map(({ keyid }) => keyid)).toEqual([signing.keyid]);
    expect(await signingKeys([], undefined)).toEqual([]);
    expect(await signingKeys([], "")).toEqual([]);
  });

  const secret = "c2VjcmV0LXRleHQtdGhhdC1tdXN0LW5vdC1zaG93";
  const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs8", format: "pem" });
  const locked = generateKeyPairSync("ed25519").privateKey.export({
    ...{ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" },
  } as const);
  it.each([
    ["a public key", publicPem],
    ["text", secret],
    ["RSA", rsa.toString()],
    ["a locked key", locked.toString()],
  ])("refuses %s, and does not say what it holds", async (_, text) => {
    const failure = await signingKeys([], text).catch((cause: Error) => cause);
    expect(failure).toMatchObject({ kind: "usage" });
    for (const line of text.split("\n").filter((each) => each.length > 20)) expect(String(failure)).not.toContain(line);
  });
});

describe("trustedKeys", () => {
  it("takes the files, else the public keys of the folder, which need not be there", async () => {
    const folder = path.join(emptyFolder(), "keys");
    expect(await trustedKeys([], folder)).toEqual([]);
    mkdirSync(folder);
    writeFileSync(path.join(folder, "auditor.pem.pub"), publicPem);
    writeFileSync(path.join(folder, "README.md"), "");
    const [found] = await trustedKeys([], folder);
    expect(found).toMatchObject({ name: "auditor", keyid: signing.keyid });
    expect(await trustedKeys([path.join(folder, "auditor.pem.pub")], folder)).toHaveLength(1);
    await expect(trustedKeys([path.join(folder, "nobody.pub")], folder)).rejects.toThrow("there is no such file");
  });

  it.each([
    ["a private key", pem],
    ["nothing", ""],
    ["RSA", generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" })],
  ])("refuses %s", async (_, text) => {
    const folder = emptyFolder();
    writeFileSync(path.join(folder, "a.pub"), text);
    await expect(trustedKeys([], folder)).rejects.toMatchObject({ kind: "usage" });
  });
});
