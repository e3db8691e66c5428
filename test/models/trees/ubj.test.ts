import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NotUbj, parseUbj } from "../../../src/models/trees/ubj.js";

const ascii = (text: string): number[] => [...Buffer.from(text)];
const big = (bytes: number, write: (view: DataView) => void): number[] => {
  const view = new DataView(new ArrayBuffer(bytes));
  write(view);
  return [...new Uint8Array(view.buffer)];
};
const int64 = (value: number): number[] => [...ascii("L"), ...big(8, (view) => view.setBigInt64(0, BigInt(value)))];
const text = (value: string): number[] => [...int64(Buffer.byteLength(value)), ...ascii(value)];

/** Writes as XGBoost does: lengths are 64-bit integers, arrays have counts, objects end with a brace. */
function written(value: unknown): number[] {
  if (value === null) return ascii("Z");
  if (typeof value === "boolean") return ascii(value ? "T" : "F");
  if (typeof value === "string") return [...ascii("S"), ...text(value)];
  if (typeof value === "number")
    return Number.isSafeInteger(value) ? int64(value) : [...ascii("D"), ...big(8, (view) => view.setFloat64(0, value))];
  if (Array.isArray(value)) return [...ascii("[#"), ...int64(value.length), ...value.flatMap(written)];
  const entries = Object.entries(value as object).flatMap(([key, inner]) => [...text(key), ...written(inner)]);
  return [...ascii("{"), ...entries, ...ascii("}")];
}
const parsed = (...bytes: (string | number | readonly number[])[]): unknown =>
  parseUbj(
    Uint8Array.from(
      bytes.flatMap((part) => (typeof part === "string" ? ascii(part) : typeof part === "number" ? [part] : part)),
    ),
  );
/** Prototypes away. */
const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe("parseUbj(bytes)", () => {
  it("reads what XGBoost's writer writes", () =>
    fc.assert(
      fc.property(fc.jsonValue({ depthSize: "small" }), (value) => {
        expect(asJson(parsed(written(value)))).toEqual(asJson(value));
      }),
    ));

  it.each<{ type: string; bytes: number[]; values: number[] }>([
    { type: "i", bytes: [0xff, 1], values: [-1, 1] },
    { type: "U", bytes: [0xff, 1], values: [255, 1] },
    { type: "I", bytes: [0xff, 0xfe, 1, 0], values: [-2, 256] },
    { type: "l", bytes: [0xff, 0xff, 0xff, 0xfd, 0, 1, 0, 0], values: [-3, 65536] },
    { type: "d", bytes: [0x3f, 0xc0, 0, 0, 0x7f, 0xc0, 0, 0], values: [1.5, Number.NaN] },
    { type: "D", bytes: [0x3f, 0xf8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], values: [1.5, 0] },
  ])("reads numbers of type $type, most significant byte first", ({ type, bytes, values }) => {
    expect(Array.from(parsed("[$", type, "#U", 2, bytes) as ArrayLike<number>)).toEqual(values);
    expect(parsed(type, bytes.slice(0, bytes.length / 2))).toBe(values[0]);
  });

  it("reads containers that end with a marker, have a type, or hold nothings", () => {
    expect(parsed("[", "U", 1, "N", "T", "]")).toEqual([1, true]);
    expect(asJson(parsed("{$U#U", 1, "U", 1, "a", 7))).toEqual({ a: 7 });
    expect(asJson(parsed("{#U", 1, "U", 1, "a", "Cx"))).toEqual({ a: "x" });
    expect(parsed("[$S#U", 1, "U", 2, "øa".slice(0, 1))).toEqual(["ø"]);
    expect(parsed("HU", 3, "1e3")).toBe(1000);
  });

  it("keeps keys that mean something to JavaScript as what they are", () => {
    expect(Object.keys(parsed("{", "U", 9, "__proto__", "Z", "}") as object)).toEqual(["__proto__"]);
  });

  const deep = "[".repeat(100_000);
  const huge = int64(2 ** 40);
  it.each<{ what: string; bytes: (string | number | readonly number[])[]; ready?: Uint8Array; says: RegExp }>([
    { what: "nothing", bytes: [], says: /ends at byte 0/ },
    { what: "an unknown type", bytes: ["?"], says: /no known type at byte 0/ },
    { what: "a text that is cut off", bytes: ["SU", 5, "ab"], says: /declares 5 values/ },
    { what: "a number that is cut off", bytes: ["D", 1, 2], says: /ends at byte 3/ },
    { what: "more after the end", bytes: ["Z", "Z"], says: /goes on after its end at byte 1/ },
    { what: "a negative length", bytes: ["Si", 0xff], says: /declares -1 values/ },
    { what: "a length that is no integer", bytes: ["Sd", 0, 0, 0, 0], says: /no length at byte 1/ },
    { what: "arrays in arrays without end", bytes: [deep], says: /nests deeper than 64/ },
    { what: "objects in objects without end", bytes: ["{U\x01a".repeat(1000)], says: /nests deeper than 64/ },
    { what: "a count of many numbers", bytes: ["[$D#", huge, 1], says: /declares 1099511627776 values/ },
    { what: "a count of many values", bytes: ["[#", huge, "Z"], says: /declares 1099511627776 values/ },
    { what: "a count of many keys", bytes: ["{#", huge, "Z"], says: /declares 1099511627776 values/ },
    { what: "many values without content", bytes: ["[$Z#U", 3, 1, 2, 3], says: /without content/ },
    {
      what: "values without end",
      bytes: [],
      ready: Buffer.from(`[${"Z".repeat(2 ** 23 + 1)}]`),
      says: /holds more than 2097152 values/,
    },
    { what: "a type without a count", bytes: ["[$U", 1], says: /without a count/ },
  ])("refuses $what", ({ bytes, ready, says }) => {
    expect(() => (ready === undefined ? parsed(...bytes) : parseUbj(ready))).toThrow(
      expect.objectContaining({ name: NotUbj.name, message: expect.stringMatching(says) }),
    );
  });

  it("refuses or reads any bytes, and throws nothing else", () =>
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          parseUbj(bytes);
        } catch (cause) {
          expect(cause).toBeInstanceOf(NotUbj);
        }
      }),
      { numRuns: 2000 },
    ));
});
