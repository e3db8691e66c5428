import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { treeScorer } from "../../../src/models/trees/score-trees.js";
import type { TreeFile } from "../../../src/models/trees/tree-model.js";

/** A small model of a library with its answers; make-fixtures.py writes them. */
export interface LibraryModel {
  readonly name: string;
  readonly kind: "lightgbm" | "catboost" | "onnx";
  readonly source: string;
  readonly content: Buffer;
  /** Output of an ONNX graph. */
  readonly output?: string;
  readonly rows: readonly (readonly (number | string | null)[])[];
  readonly raw: readonly (number | readonly number[])[] | null;
  readonly answers: readonly (number | readonly number[])[];
}

const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), "fixtures");

export const fixture = (name: string): Buffer => readFileSync(path.join(folder, name));

/** All models of a kind that come with answers. */
export const libraryModels = (kind: LibraryModel["kind"]): LibraryModel[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(`${kind}-`) && name.endsWith(".json") && !name.endsWith(".model.json"))
    .map((name) => {
      const document = JSON.parse(fixture(name).toString());
      return { ...document, name: path.basename(name, ".json"), content: fixture(document.file) };
    });

/** Rows as the trees take them: null is missing, "NaN" and "Infinity" are numbers, texts are looked up among the file's categories. */
export function columnsOf(
  rows: LibraryModel["rows"],
  width: number,
  categories: TreeFile["categories"],
): Float64Array[] {
  return Array.from({ length: width }, (_, input) => {
    const list = categories?.[input] ?? null;
    const code = (value: string | number): number =>
      list!.includes(String(value)) ? list!.indexOf(String(value)) : Number.NaN;
    return Float64Array.from(rows, (row) => {
      const value = row[input] ?? null;
      if (value === null) return Number.NaN;
      return list === null ? Number(value) : code(value);
    });
  });
}

export interface Scored {
  readonly raw: number[];
  readonly answers: number[];
}

export function scoresOf(
  { trees, categories }: Pick<TreeFile, "trees" | "categories">,
  rows: LibraryModel["rows"],
): Scored {
  const inputs = columnsOf(rows, trees.width, categories);
  const scorer = treeScorer(trees);
  return { raw: [...scorer.raw(inputs, rows.length)], answers: [...scorer.answers(inputs, rows.length)] };
}

/** The library's answers as ours are: of two columns where we have one, the second. */
export const flat = (values: readonly (number | readonly number[])[], outputs: number): number[] =>
  values.flatMap((value) => (typeof value === "number" ? [value] : outputs === 1 ? [value.at(-1)!] : [...value]));

/** Largest difference between two lists of numbers of equal length. */
export function largestGap(found: readonly number[], expected: readonly number[]): number {
  if (found.length !== expected.length) return Number.POSITIVE_INFINITY;
  return found.reduce((most, value, at) => Math.max(most, Math.abs(value - expected[at]!)), 0);
}
