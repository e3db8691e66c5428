import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyFrom, pseudonyms } from "../../src/privacy/pseudonyms.js";

const key = Buffer.alloc(32, 0x0b);

describe("pseudonyms(key)", () => {
  it("are HMAC-SHA-256 under the key, with a domain before the value", () => {
    const names = pseudonyms(key);
    const mac = (text: string) => createHmac("sha256", key).update(text).digest("hex");
    expect(names.ofId("Zoë")).toBe(mac("evenhand id\0Zoë"));
    expect(names.ofUnit("Zoë")).toBe(mac("evenhand unit\0Zoë"));
    expect(names.keyId).toBe(mac("evenhand key id").slice(0, 16));
  });

  it("of different values, kinds and keys are different, and those of equal ones equal", () => {
    const other = pseudonyms(Buffer.alloc(32, 0x0c));
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const names = pseudonyms(key);
        expect(names.ofId(a) === names.ofId(b)).toBe(a === b);
        expect(new Set([names.ofId(a), names.ofUnit(a), other.ofId(a), other.ofUnit(a)]).size).toBe(4);
        expect(names.ofId(a)).toMatch(/^[0-9a-f]{64}$/);
      }),
    );
    expect(pseudonyms(key).keyId).toMatch(/^[0-9a-f]{16}$/);
    expect(pseudonyms(key).keyId).not.toBe(other.keyId);
  });
});

describe("keyFrom(text)", () => {
  it("takes 32 bytes or more in hexadecimal, with white space around them", () => {
    expect(keyFrom(` ${key.toString("hex").toUpperCase()}\n`)).toEqual(key);
    expect(keyFrom("ab".repeat(64))).toHaveLength(64);
  });

  it.each([
    "",
    "ab".repeat(31),
    `${"ab".repeat(32)}c`,
    `0x${"ab".repeat(32)}`,
    "zz".repeat(32),
    `${"ab".repeat(16)} ${"ab".repeat(16)}`,
  ])("refuses %j", (text) => {
    expect(keyFrom(text)).toBeNull();
  });
});
