import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Envelope,
  envelopeText,
  parseEnvelope,
  preAuthentication,
  signatureHolds,
  signed,
} from "../../src/audits/dsse.js";
import type { Entry } from "../../src/audits/entry.js";
import type { TrustedKey } from "../../src/audits/keys.js";
import { checkSigned } from "../../src/audits/signatures.js";
import { parseStatement, payloadType, statementFile, statementOf } from "../../src/audits/statement.js";
import { keyPair } from "./key-pairs.js";

const signers = ["auditor", "engineer", "owner"].map(keyPair);
const keys = signers.map(({ signing }) => signing);
const trusted = signers.map((each) => each.trusted);
const about = {
  manifest_sha256: "a".repeat(64),
  checkpoint: { size: 3, root: "b".repeat(64) },
  time: "2026-10-05T06:12:00.000Z",
};

const audit: Entry = {
  ...{ index: 0, kind: "audit", time: about.time, path: "churn/a", manifest_sha256: about.manifest_sha256 },
  ...{ files: [], summary: {} },
};

/** Whether `audits verify` takes the file, for a reader who names the `known` keys. */
function isTaken(file: Uint8Array, known: readonly TrustedKey[]): boolean {
  const place = { file: "churn/a/signature-1.dsse.json", audit, entry: { ...audit, index: 3, kind: "signature" } };
  const rootAt = (size: number) => (size === about.checkpoint.size ? about.checkpoint.root : "c".repeat(64));
  return checkSigned(file, place, { rootAt, trusted: known }).findings.length === 0;
}

describe("preAuthentication", () => {
  // secure-systems-lab/dsse, protocol.md, "Test Vectors".
  it("gives the bytes of the published example, under which its published signature holds", () => {
    const bytes = preAuthentication("http://example.com/HelloWorld", Buffer.from("hello world"));
    expect(bytes.toString()).toBe("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    const [x, y] = [
      46950820868899156662930047687818585632848591499744589407958293238635476079160n,
      5640078356564379163099075877009565129882514886557779369047442380624545832820n,
    ].map((number) => Buffer.from(number.toString(16).padStart(64, "0"), "hex").toString("base64url"));
    const key = createPublicKey({ key: { kty: "EC", crv: "P-256", x: x!, y: y! }, format: "jwk" });
    const sig = "A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA==";
    const holds = (message: Uint8Array) =>
      verify("sha256", message, { key, dsaEncoding: "ieee-p1363" }, Buffer.from(sig, "base64"));
    expect([holds(bytes), holds(Buffer.concat([bytes, Buffer.of(0)]))]).toEqual([true, false]);
  });

  it("counts bytes, not characters, and never gives the same for two contents", () => {
    expect(preAuthentication("é", Buffer.from("æ")).toString()).toBe("DSSEv1 2 é 2 æ");
    const content = fc.tuple(fc.string({ unit: "binary" }), fc.uint8Array());
    fc.assert(
      fc.property(content, content, ([type, payload], [other, rest]) => {
        const same = Buffer.from(type).equals(Buffer.from(other)) && Buffer.from(payload).equals(Buffer.from(rest));
        return preAuthentication(type, payload).equals(preAuthentication(other, rest)) === same;
      }),
    );
  });
});

describe("an envelope of three signers", () => {
  const file = Buffer.from(statementFile(statementOf("signature", about, {}), keys).content);

  it("is taken by those who name all three, and says what was signed", () => {
    expect(isTaken(file, trusted)).toBe(true);
    expect(parseStatement((parseEnvelope(file) as Envelope).payload)?.subject[0].digest.sha256).toBe("a".repeat(64));
    for (const missing of trusted)
      expect(
        isTaken(
          file,
          trusted.filter((key) => key !== missing),
        ),
      ).toBe(false);
  });

  it("is refused with any one of its bits flipped", () => {
    let refused = 0;
    for (let bit = 0; bit < file.length * 8; bit++) {
      file[bit >> 3]! ^= 1 << (bit & 7);
      if (!isTaken(file, trusted)) refused++;
      file[bit >> 3]! ^= 1 << (bit & 7);
    }
    expect(isTaken(file, trusted)).toBe(true);
    expect(refused).toBe(file.length * 8);
    expect(refused).toBeGreaterThan(8000);
  });

  it.each<[string, (text: string) => string]>([
    ["a space", (text) => text.replace(",", ", ")],
    ["no line feed", (text) => text.trimEnd()],
    ["two line feeds", (text) => `${text}\n`],
    ["a byte order mark", (text) => `\ufeff${text}`],
    ["a key of its own", (text) => text.replace("{", '{"a":1,')],
    ["a key twice", (text) => text.replace("{", `{"payloadType":"${payloadType}",`)],
    [
      "url-safe base64",
      (text) => text.replace(/"sig":"[^"]*"/, (sig) => sig.replace(/\+/g, "-").replace(/\//g, "_").replace("==", "")),
    ],
    ["a character written as an escape", (text) => text.replace("payloadType", "payload\\u0054ype")],
    ["signatures in another order", (text) => reordered(text, (list) => [...list].reverse())],
    ["a signature twice", (text) => reordered(text, (list) => [list[0], ...list])],
    ["no signature", (text) => reordered(text, () => [])],
    ["a signer's name on another's signature", (text) => reordered(text, ([a, b, c]) => [{ ...a, sig: b?.sig }, b, c])],
  ])("is refused with %s", (_, change) => {
    const text = file.toString();
    expect(change(text)).not.toBe(text);
    expect(isTaken(Buffer.from(change(text)), trusted)).toBe(false);
  });

  it("is refused with one signer's signature taken off and the type changed, but stands with a signer less", () => {
    const fewer = reordered(file.toString(), (list) => list.slice(1));
    // What a signature says does not depend on who else signed: the archive's log, not the envelope, shows a file that was replaced.
    expect(isTaken(Buffer.from(fewer), trusted)).toBe(true);
    expect(isTaken(Buffer.from(fewer.replace(payloadType, "text/plain")), trusted)).toBe(false);
  });
});

interface SignatureJson {
  keyid: string;
  sig: string;
}

const reordered = (text: string, change: (signatures: SignatureJson[]) => unknown[]): string => {
  const envelope = JSON.parse(text);
  return `${JSON.stringify({ payload: envelope.payload, payloadType: envelope.payloadType, signatures: change(envelope.signatures) })}\n`;
};

describe("signatureHolds", () => {
  it("for what was signed, and for nothing else", () => {
    const [key] = keys;
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.uint8Array(), (type, payload) => {
        const envelope = signed(type, payload, [key!]);
        const parsed = parseEnvelope(Buffer.from(envelopeText(envelope)));
        expect(parsed).toEqual({ ...envelope, payload: Buffer.from(payload) });
        const [signature] = parsed!.signatures;
        expect(signatureHolds(parsed!, signature!, trusted[0]!.key)).toBe(true);
        expect(signatureHolds({ ...parsed!, payloadType: `${type} ` }, signature!, trusted[0]!.key)).toBe(false);
        expect(signatureHolds(parsed!, signature!, trusted[1]!.key)).toBe(false);
        const renamed = { ...signature!, keyid: trusted[1]!.keyid };
        expect(signatureHolds(parsed!, renamed, trusted[0]!.key)).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it("not under a key of another kind with the same name", () => {
    const envelope = signed("t", Buffer.from("x"), [keys[0]!]);
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    expect(signatureHolds(envelope, envelope.signatures[0]!, publicKey)).toBe(false);
  });
});
