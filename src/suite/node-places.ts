import { isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap } from "yaml";
import { oneLine } from "../core/visible.js";
import type { Path } from "./complaint.js";
import type { Place } from "./suite.js";
import type { Node, SuiteDocument } from "./suite-document.js";

/** A step of a path that the document has: its node, and the key that leads to it unless it is a list's. */
interface Step {
  readonly node: Node;
  readonly key: Node | null;
}

/**
 * Where the value (or the key) at a path stands. A path that the document does not have is answered with the nearest part that
 * it has: its key, or what it begins with.
 */
export function placeIn(document: SuiteDocument, path: Path, mark: "value" | "key" = "value"): Place | null {
  if (document.root === null) return null;
  let step: Step = { node: resolved(document.root, document), key: null };
  for (const [depth, part] of path.entries()) {
    const next = stepInto(step.node, part, document);
    if (next === null)
      return depth === 0
        ? document.places.at(document.root.range?.[0] ?? 0)
        : placeOf(isScalar(step.node) ? step.node : headOf(step), document);
    step = next;
  }
  const whole = mark === "value" && isWritten(step.node) ? step.node : headOf(step);
  return placeOf(whole, document);
}

function stepInto(node: Node, part: string | number, document: SuiteDocument): Step | null {
  if (isSeq(node) && typeof part === "number") {
    const item = node.items[part] as Node | undefined;
    return item === undefined ? null : { node: resolved(item, document), key: null };
  }
  if (!isMap(node)) return null;
  const pair = pairOf(node, String(part));
  return pair === undefined
    ? null
    : { node: pair.value === null ? pair.key : resolved(pair.value, document), key: pair.key };
}

const pairOf = (map: YAMLMap, name: string): Pair<Node, Node | null> | undefined =>
  (map.items as Pair<Node, Node | null>[]).find(({ key }) => isScalar(key) && String(key.value ?? "") === name);

const resolved = (node: Node, document: SuiteDocument): Node =>
  isAlias(node) ? (document.anchors.get(node.source) ?? node) : node;

/** Whether the node can be marked as it is: scalars with a text and flow collections; blocks are marked by their key or first word. */
function isWritten(node: Node): boolean {
  if (isScalar(node)) return (node.range?.[1] ?? 0) > (node.range?.[0] ?? 0);
  return isAlias(node) || node.flow === true;
}

function headOf({ node, key }: Step): Node {
  return key ?? (isWritten(node) ? node : firstWord(node));
}

function firstWord(node: Node): Node {
  if (isMap(node) && node.items.length > 0) return node.items[0]!.key as Node;
  if (isSeq(node) && node.items.length > 0) return firstWord(node.items[0] as Node);
  return node;
}

const placeOf = (node: Node, document: SuiteDocument): Place =>
  document.places.at(node.range?.[0] ?? 0, node.range?.[1]);

/** A scalar as the file writes it; null where the path leads to none. */
export function writtenAt(document: SuiteDocument, path: Path): string | null {
  let node = document.root === null ? null : resolved(document.root, document);
  for (const part of path) node = node === null ? null : (stepInto(node, part, document)?.node ?? null);
  return isScalar(node) && node.source ? oneLine(node.source, 60) : null;
}
