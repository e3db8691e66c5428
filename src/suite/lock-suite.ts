import { isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap } from "yaml";
import { usage } from "../core/errors.js";
import { readDocument } from "./read-document.js";
import type { Node } from "./suite-document.js";

export interface Lock {
  readonly sha256: string;
  readonly rows: number;
}

/**
 * The text of a suite with `dataset.lock` set; everything else stays as it is, comments and formatting included.
 * @throws Failure (usage) where the data set is not written out in the suite
 */
export function lockSuite(text: string, lock: Lock): string {
  const { root, data } = readDocument(text);
  const dataset = pairOf(root, "dataset")?.value ?? null;
  if (!isMap(dataset) || dataset.items.length === 0)
    throw usage("dataset is not written out in the suite, so that its lock cannot be");
  const locked = spliced(text, dataset, lock);
  if (!isSameBut(data, readDocument(locked).data, lock))
    throw usage(`the lock cannot be written into this file; write it yourself: dataset.lock: ${lockText(lock, false)}`);
  return locked;
}

function spliced(text: string, dataset: YAMLMap, lock: Lock): string {
  const isJson = text[(dataset.items[0]!.key as Node).range![0]] === '"';
  const value = lockText(lock, isJson);
  const old = pairOf(dataset, "lock");
  if (old !== undefined) return replaced(text, old, value);
  const entry = `${isJson ? '"lock"' : "lock"}: ${value}`;
  const lastEntry = dataset.items.at(-1) as Pair<Node, Node | null>;
  const end = endOf(lastEntry.value ?? lastEntry.key);
  if (dataset.flow) return insertInFlow(text, dataset, end, entry);
  const lineEnd = text.indexOf("\n", end > 0 && text[end - 1] === "\n" ? end - 1 : end);
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const indent = indentBefore(text, (dataset.items[0]!.key as Node).range![0]);
  if (lineEnd === -1) return `${text}${newline}${indent}${entry}${newline}`;
  return `${text.slice(0, lineEnd + 1)}${indent}${entry}${newline}${text.slice(lineEnd + 1)}`;
}

/** The new value in the old one's place. A block map begins below its key; what replaces it stands beside it. */
function replaced(text: string, { key, value }: Pair<Node, Node | null>, lock: string): string {
  const afterColon = text.indexOf(":", key.range![1]) + 1;
  const isInline =
    value !== null && (isScalar(value) || isAlias(value) || value.flow === true) && endOf(value) > value.range![0];
  if (isInline) return `${text.slice(0, value.range![0])}${lock}${text.slice(endOf(value))}`;
  return `${text.slice(0, afterColon)} ${lock}${text.slice(Math.max(afterColon, value === null ? 0 : endOf(value)))}`;
}

/** `, lock: …` after the last entry of a flow map, on a line of its own where the last entry has one. */
function insertInFlow(text: string, dataset: YAMLMap, end: number, entry: string): string {
  const lastKey = (dataset.items.at(-1)!.key as Node).range![0];
  const isOnOwnLine =
    /^[ \t]*$/.test(text.slice(text.lastIndexOf("\n", lastKey - 1) + 1, lastKey)) &&
    lastKey > 0 &&
    text.lastIndexOf("\n", lastKey) !== -1;
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const separator = isOnOwnLine ? `,${newline}${indentBefore(text, lastKey)}` : ", ";
  return `${text.slice(0, end)}${separator}${entry}${text.slice(end).replace(/^\s*,(?=\s*\})/, "")}`;
}

/** Hashes that YAML would read as a number. */
const looksLikeNumber = /^[0-9]+(e[0-9]+)?$/;

function lockText({ sha256, rows }: Lock, isJson: boolean): string {
  if (isJson) return `{"sha256": "${sha256}", "rows": ${rows}}`;
  return `{sha256: ${looksLikeNumber.test(sha256) ? `"${sha256}"` : sha256}, rows: ${rows}}`;
}

const pairOf = (node: unknown, name: string): Pair<Node, Node | null> | undefined =>
  isMap(node)
    ? (node.items as Pair<Node, Node | null>[]).find(({ key }) => isScalar(key) && key.value === name)
    : undefined;

/** Where the text of a node ends; a block's range goes on through the comments that follow it. */
function endOf(node: Node): number {
  if (isScalar(node) || isAlias(node) || node.flow || node.items.length === 0) return node.range![1];
  const last = node.items.at(-1);
  if (isSeq(node)) return endOf(last as Node);
  const pair = last as Pair<Node, Node | null>;
  return endOf(pair.value ?? pair.key);
}

/** Blanks that align a new line with the text at `offset`. */
const indentBefore = (text: string, offset: number): string =>
  text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset).replace(/[^\t]/g, " ");

function isSameBut(before: unknown, after: unknown, { sha256, rows }: Lock): boolean {
  const suite = structuredClone(before) as { dataset: Record<string, unknown> };
  suite.dataset.lock = { sha256, rows };
  return canonical(suite) === canonical(after);
}

/** JSON with sorted keys: two texts that mean the same are the same. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  ) ?? "";
