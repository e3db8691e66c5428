import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, type Json } from "../../src/audits/canonical-json.js";
import {
  checkpointText,
  emptyCheckpoint,
  parseCheckpoint,
  parseCheckpointName,
  withEntry,
} from "../../src/audits/checkpoint.js";
import { auditOf, type Entry, entryKinds, entryLine, parseEntry } from "../../src/audits/entry.js";
import { hexOf, leafHash, rootOf } from "../../src/audits/merkle.js";
import { isArchivePath, isBelow, isFileName } from "../../src/audits/places.js";

const time = "2026-10-05T06:12:00.000Z";
const entry: Entry = {
  index: 3,
  kind: "review",
  time,
  path: "churn/2026-10-05T0612Z",
  manifest_sha256: "0".repeat(64),
  files: [{ name: "review-1.json", bytes: 3, sha256: "1".repeat(64) }],
  summary: { by: "Åse \u202e", decision: "accepted" },
};

describe("canonicalJson", () => {
  it("gives one text for a value, whatever the order of its keys, that says the same", () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const text = canonicalJson(value as Json);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        const turned = JSON.parse(JSON.stringify(value), (_, each: unknown) =>
          typeof each === "object" && each !== null && !Array.isArray(each)
            ? Object.fromEntries(Object.entries(each).reverse())
            : each,
        );
        expect(canonicalJson(turned)).toBe(text);
        expect(text).not.toContain("\n");
      }),
    );
  });

  it("refuses what JSON cannot say, and escapes what a terminal acts on", () => {
    expect(() => canonicalJson(Number.NaN)).toThrow(RangeError);
    expect(canonicalJson({ b: "\u001b[31m", a: "\u202e" })).toBe('{"a":"\\u202e","b":"\\u001b[31m"}');
  });
});

describe("entries", () => {
  it("are read back from their line, at their place alone", () => {
    for (const kind of entryKinds) expect(parseEntry(entryLine({ ...entry, kind }), 3)).toEqual({ ...entry, kind });
    expect(parseEntry(entryLine({ ...entry, kind: "something_later" }), 3)).not.toBe(null);
    expect(parseEntry(entryLine(entry), 4)).toBe(null);
  });

  it.each<[string, string]>([
    ["a space", entryLine(entry).replace(":", ": ")],
    ["another order", JSON.stringify(entry)],
    ["an unknown key", entryLine({ ...entry, more: 1 } as Entry)],
    ["a path that leads out", entryLine({ ...entry, path: "../churn" })],
    ["an absolute path", entryLine({ ...entry, path: "/churn" })],
    ["a file that is elsewhere", entryLine({ ...entry, files: [{ ...entry.files[0]!, name: "../x" }] })],
    ["no JSON", "x"],
  ])("with %s are none", (_, line) => {
    expect(parseEntry(line, 3)).toBe(null);
  });

  it("of other kinds are no audits", () => {
    expect(auditOf(entry)).toBe(null);
    expect(auditOf({ ...entry, kind: "audit" })).toBe(null);
  });
});

describe("checkpoints", () => {
  it("follow line by line as the tree over all lines does", () => {
    const lines = Array.from({ length: 50 }, (_, at) => `{"a":${at}}`);
    const checkpoints = lines.map((_, at) =>
      lines.slice(0, at + 1).reduce((before, line) => withEntry(before, line, time), emptyCheckpoint),
    );
    for (const [at, checkpoint] of checkpoints.entries()) {
      const leaves = lines.slice(0, at + 1).map((line) => leafHash(Buffer.from(line)));
      expect(checkpoint).toMatchObject({ size: at + 1, root: hexOf(rootOf(leaves)) });
      expect(parseCheckpoint(checkpointText(checkpoint))).toEqual(checkpoint);
    }
  });

  it("with any bit of their file flipped are none", () => {
    const bytes = Buffer.from(checkpointText(withEntry(emptyCheckpoint, "{}", time)));
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const copy = Buffer.from(bytes);
      copy[bit >> 3]! ^= 1 << (bit & 7);
      expect(parseCheckpoint(copy.toString("utf8"))).toBe(null);
    }
  });

  it("are named SIZE:ROOT", () => {
    expect(parseCheckpointName(`12:${"a".repeat(64)}`)).toEqual({ size: 12, root: "a".repeat(64) });
    for (const text of ["", "12", `x:${"a".repeat(64)}`, `12:${"A".repeat(64)}`, `-1:${"a".repeat(64)}`])
      expect(() => parseCheckpointName(text)).toThrow("SIZE:ROOT");
  });
});

describe("places", () => {
  it.each(["..", ".", "", ".log", "a/b", "a\\b", "c:", "a\u0000", "a\n", "x".repeat(256)])(
    "%j is no name of a file",
    (name) => {
      expect(isFileName(name)).toBe(false);
      expect(isArchivePath(`a/${name}`)).toBe(name === "a/b");
    },
  );

  it("a folder is not below itself, and what is beside it is not", () => {
    expect(["/a/b", "/a/b/c", "/a", "/", "/ab", "/a/../b"].map((each) => isBelow("/a", each))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(isBelow("/a", "/a/..b")).toBe(true);
  });
});
