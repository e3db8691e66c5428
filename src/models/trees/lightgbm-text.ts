import { printable } from "../printable.js";
import { brokenModel, unsupportedModel } from "./broken-model.js";

/** Lines `key=value` of one part of a file; of lines without "=", the whole line with an empty value. */
export type Entries = ReadonlyMap<string, string>;

/** A LightGBM model file, taken apart: values are still texts. */
export interface LightgbmText {
  /** "v3" or "v4". */
  readonly version: string;
  readonly header: Entries;
  readonly trees: readonly Entries[];
  /** Lines `[name: value]` that the training left. */
  readonly parameters: ReadonlyMap<string, string>;
  /** What follows `pandas_categorical:`, or null. */
  readonly pandasCategorical: string | null;
}

const versions = ["v3", "v4"];

/**
 * Takes a LightGBM text model apart (GBDT::SaveModelToString, src/boosting/gbdt_model_text.cpp).
 * @throws Failure (unusable) for other versions and for files without all their trees.
 */
export function lightgbmText(model: string, text: string): LightgbmText {
  const end = text.search(/^end of trees\r?$/m);
  const header = entriesOf(text.slice(0, startOfTrees(text)));
  const version = header.get("version") ?? "";
  if (!header.has("tree")) throw brokenModel(model, 'is no LightGBM text model: its first line is not "tree"');
  if (!versions.includes(version))
    throw unsupportedModel(
      model,
      `is of LightGBM's text form "${printable(version)}"; ${versions.join(" and ")} are read`,
      'save it again with LightGBM 3 or 4: booster.save_model("model.txt")',
    );
  if (end < 0) throw brokenModel(model, 'ends before the line "end of trees"');
  const trees = treesOf(text.slice(startOfTrees(text), end));
  checkOrder(model, trees, header);
  const rest = text.slice(end);
  return { version, header, trees, parameters: parametersOf(rest), pandasCategorical: pandasOf(rest) };
}

/** Place of the first tree; that of the end where there is none. */
function startOfTrees(text: string): number {
  const found = text.search(/^(?:Tree=|end of trees)/m);
  return found < 0 ? text.length : found;
}

const treesOf = (text: string): Entries[] =>
  text
    .split(/^(?=Tree=)/m)
    .map(entriesOf)
    .filter(({ size }) => size > 0);

function entriesOf(text: string): Entries {
  const entries = new Map<string, string>();
  for (const line of text.split(/\r?\n/)) {
    const equals = line.indexOf("=");
    if (equals >= 0) entries.set(line.slice(0, equals), line.slice(equals + 1));
    else if (line !== "") entries.set(line, "");
  }
  return entries;
}

/** `tree_sizes` has one size per tree, and trees say their own number. */
function checkOrder(model: string, trees: readonly Entries[], header: Entries): void {
  const sizes = header.get("tree_sizes")?.trim();
  const expected = sizes === undefined ? trees.length : sizes === "" ? 0 : sizes.split(" ").length;
  if (trees.length !== expected)
    throw brokenModel(model, `holds ${trees.length} trees, and its header (tree_sizes) names ${expected}`);
  for (const [place, tree] of trees.entries())
    if (tree.get("Tree") !== String(place)) throw brokenModel(model, `does not hold tree ${place} in its place`);
}

function parametersOf(text: string): Map<string, string> {
  const lines = text.matchAll(/^\[([^:\n]+): (.*)\]\r?$/gm);
  return new Map(Array.from(lines, ([, name = "", value = ""]) => [name, value]));
}

const pandasOf = (text: string): string | null => /^pandas_categorical:(.*)$/m.exec(text)?.[1]?.trim() ?? null;
