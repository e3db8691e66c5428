import { type Alias, isAlias, isMap, isScalar, isSeq, type Pair, type Scalar, type YAMLMap } from "yaml";
import { mostComplaints } from "./complaint.js";
import { quoted } from "./quoted.js";
import type { Node, TextProblem } from "./suite-document.js";
import { suiteLimits } from "./suite-limits.js";
import type { TextPlaces } from "./text-places.js";

/** Keys that reach into the prototypes of objects. */
const forbiddenKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

const coreTags: ReadonlySet<string> = new Set(
  ["map", "seq", "str", "int", "float", "bool", "null"].map((tag) => `tag:yaml.org,2002:${tag}`),
);

/** Turns nodes into plain data. Bounded in size however often aliases are used, and deaf to keys that objects react to. */
export class DataReader {
  readonly anchors = new Map<string, Node>();
  readonly problems: TextProblem[] = [];
  private nodes = 0;
  /** Anchored nodes that are being read: an alias to one of them would never end. */
  private readonly open = new Set<Node>();
  private readonly complainedOf = new Set<number>();

  constructor(private readonly places: TextPlaces) {}

  read(node: Node): unknown {
    if (++this.nodes > suiteLimits.nodes) {
      if (this.nodes === suiteLimits.nodes + 1) this.complain(node, "too many parts, counting what aliases repeat");
      return null;
    }
    if (isAlias(node)) return this.readAlias(node);
    if (node.tag !== undefined && !coreTags.has(node.tag))
      this.complain(node, `tags are not used here: leave out ${quoted(node.tag)}`);
    if (node.anchor) this.anchors.set(node.anchor, node);
    this.open.add(node);
    const value = this.readContent(node);
    this.open.delete(node);
    return value;
  }

  private readContent(node: Node): unknown {
    if (isMap(node)) return this.readMap(node);
    if (isSeq(node)) return node.items.map((item) => this.read(item as Node));
    return isScalar(node) ? this.readScalar(node) : null;
  }

  private readScalar(scalar: Scalar): unknown {
    const { value, source } = scalar;
    if (typeof value !== "number" || source === undefined) return value;
    const isPadded = /^[-+]?0[0-9]/.test(source);
    const isTooLong = /^[-+]?[0-9]+$/.test(source) && !Number.isSafeInteger(value);
    // Codes and ids look like numbers, and would be changed without a word.
    if (isPadded || isTooLong)
      this.complain(scalar, `${source.slice(0, 40)} would be read as the number ${value}: put it in quotes`);
    return value;
  }

  private readAlias(alias: Alias): unknown {
    const target = this.anchors.get(alias.source);
    if (target !== undefined && !this.open.has(target)) return this.read(target);
    const why = target === undefined ? "names no anchor above it" : "stands inside what it repeats";
    this.complain(alias, `alias ${quoted(alias.source)} ${why}`);
    return null;
  }

  private readMap(map: YAMLMap): Record<string, unknown> {
    const result: Record<string, unknown> = {};
    for (const { key, value } of map.items as Pair<Node, Node | null>[]) {
      const name = isScalar(key) ? String(key.value ?? "") : "";
      if (!isScalar(key)) this.complain(key, "a key must be a text");
      else if (forbiddenKeys.has(name)) this.complain(key, `key ${quoted(name)} is not allowed`);
      else if (Object.hasOwn(result, name)) this.complain(key, `key ${quoted(name)} is given twice`);
      else result[name] = value === null ? null : this.read(value);
    }
    return result;
  }

  private complain(node: Node, message: string): void {
    const [start, end] = node.range ?? [0, 1];
    // What an alias repeats is wrong in one place only.
    if (this.complainedOf.has(start) || this.problems.length >= mostComplaints) return;
    this.complainedOf.add(start);
    this.problems.push({ message, ...this.places.at(start, end) });
  }
}
