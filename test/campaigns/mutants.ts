/** What bad disks, bad copies and bad people do to a file. */

type Chance = (most: number) => number;
type Damage = (content: Buffer, other: Buffer, pick: Chance) => Buffer;

/** A reproducible choice of 0 … most - 1. */
export const chanceOf =
  (random: () => number): Chance =>
  (most) =>
    Math.floor(random() * most);

const flipped: Damage = (content, _, pick) => {
  const at = pick(content.length);
  return replaced(content, at, at + 1, Buffer.of((content[at] ?? 0) ^ (1 << pick(8))));
};
const overwritten: Damage = (content, _, pick) => {
  const at = pick(content.length);
  return replaced(content, at, at + 1, Buffer.of(pick(256)));
};
const filled: Damage = (content, _, pick) => {
  const [at, length] = [pick(content.length), 1 + pick(32)];
  return replaced(content, at, at + length, Buffer.alloc(Math.min(length, content.length - at), [0, 0xff][pick(2)]));
};
const dropped: Damage = (content, _, pick) => {
  const at = pick(content.length);
  return replaced(content, at, at + 1 + pick(64), Buffer.alloc(0));
};
const doubled: Damage = (content, _, pick) => {
  const at = pick(content.length);
  return Buffer.concat([content.subarray(0, at + 1 + pick(64)), content.subarray(at)]);
};
const cut: Damage = (content, _, pick) => content.subarray(0, pick(content.length));
const spliced: Damage = (content, other, pick) =>
  Buffer.concat([content.subarray(0, pick(content.length)), other.subarray(pick(other.length))]);
/** A size of seven bits a byte that never seems to end, as protobuf writes sizes. */
const hugeSize: Damage = (content, _, pick) => {
  const at = pick(content.length);
  return replaced(content, at, at + 1, Buffer.concat([Buffer.alloc(1 + pick(9), 0xff), Buffer.of(pick(128))]));
};

const oddNumbers = ["NaN", "nan", "-1", "0", "1e400", "-1e308", "4294967296", "2147483647", "99999999999999999999", ""];
const otherNumber: Damage = (content, _, pick) => {
  const [at, text] = [pick(content.length), content.toString("latin1")];
  const odd = oddNumbers[pick(oddNumbers.length)]!;
  return Buffer.from(text.slice(0, at) + text.slice(at).replace(/-?\d[\d.eE+-]*/, odd), "latin1");
};
const nested: Damage = (content, _, pick) => {
  const [at, depth] = [pick(content.length), 10 ** (1 + pick(5))];
  const [open, close] = [
    ["[", "]"],
    ['{"a":', "}"],
  ][pick(2)]!;
  const middle = pick(2) === 0 ? `${open!.repeat(depth)}1${close!.repeat(depth)}` : open!.repeat(depth);
  return replaced(content, at, at + pick(8), Buffer.from(middle));
};

/** Anything that may stand in JSON where something else is expected. */
const oddValues: readonly unknown[] = [
  null,
  true,
  "",
  "NaN",
  "__proto__",
  "../../etc/passwd",
  -1,
  0,
  0.5,
  1,
  2 ** 31,
  2 ** 53,
  1e308,
  -1e308,
  [],
  [[]],
  {},
  { length: 1e9 },
  [null],
  ["a"],
  { __proto__: null, constructor: 1 },
];
/** Puts something else at one place of a JSON document: wrong types, sizes, children that are their own parents. */
const otherValue: Damage = (content, _, pick) => {
  const document = jsonOf(content);
  if (document === null) return flipped(content, _, pick);
  let [parent, key] = [document as Record<string, unknown>, ""];
  for (let inner: unknown = document; isBranch(inner) && (inner === document || pick(8) > 0); ) {
    const keys = Object.keys(inner);
    if (keys.length === 0) break;
    [parent, key] = [inner as Record<string, unknown>, keys[pick(keys.length)]!];
    inner = parent[key];
  }
  if (key === "") return content;
  const choice = pick(oddValues.length + 2);
  if (choice === oddValues.length) Reflect.deleteProperty(parent, key);
  else if (choice > oddValues.length && typeof parent[key] === "number") parent[key] = pick(20) - 2;
  else parent[key] = oddValues[choice % oddValues.length];
  return written(document) ?? content;
};

/** null: brackets stand in brackets so deeply, after another damage, that no writer follows. */
function written(document: object): Buffer | null {
  try {
    return Buffer.from(JSON.stringify(document));
  } catch (cause) {
    if (cause instanceof RangeError) return null;
    throw cause;
  }
}

const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null;

function jsonOf(content: Buffer): object | null {
  try {
    const value: unknown = JSON.parse(content.toString("utf8"));
    return isBranch(value) ? value : null;
  } catch {
    return null;
  }
}

const replaced = (content: Buffer, from: number, to: number, middle: Buffer): Buffer =>
  Buffer.concat([content.subarray(0, from), middle, content.subarray(to)]);

const ofBytes = [flipped, overwritten, filled, dropped, doubled, cut, spliced, hugeSize];
const ofText = [...ofBytes, otherNumber, otherNumber, nested];
/** Most damages to JSON leave it JSON: the others are found at once. */
const ofJson = [...ofText, ...Array.from({ length: 12 }, () => otherValue)];

/** A damaged copy of a file, with one to three damages; `other` is a file of the same kind to splice with. */
export function mutant(content: Buffer, other: Buffer, random: () => number): Buffer {
  const pick = chanceOf(random);
  const isText = !content.subarray(0, 4096).includes(0);
  const kinds = jsonOf(content) !== null ? ofJson : isText ? ofText : ofBytes;
  let bytes = content;
  for (let damage = pick(3); damage >= 0; damage--) {
    // An empty file has no place to damage.
    if (bytes.length > 0) bytes = kinds[pick(kinds.length)]!(bytes, other, pick);
  }
  return bytes;
}
