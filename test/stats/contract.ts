import { expect } from "vitest";
import { expectClose, expectInterval, expectRelative, type Json } from "./oracle.js";

/** One value of a reference file, with the record that it stands in. */
export interface Leaf {
  /** Keys on the way from `expected`, "[]" for a place in a list. */
  readonly path: readonly string[];
  readonly value: Json;
  /** The innermost entry of a list around it; all of `expected` where there is no list. */
  readonly row: Json;
  /** The file's inputs that belong to that entry, by the same place in the list; null where there are none. */
  readonly input: Json;
}

/** How a key is held up. */
export type Contract =
  | { readonly kind: "compared"; readonly compare: (leaf: Leaf, what: string) => void }
  /** By the named test file, which names the reference file, the function and these words. */
  | { readonly kind: "elsewhere"; readonly test: string; readonly words: readonly string[] }
  /** Not reproduced, for this reason. */
  | { readonly kind: "not"; readonly why: string };

/** Contracts of one file by pattern: keys joined by "/", with "*" for any one of them. */
export type Contracts = Readonly<Record<string, Contract>>;

/** Rows in which we differ from the reference on purpose. */
export interface Exception {
  readonly when: (row: Json) => boolean;
  /** What our function answers there. */
  readonly ours: unknown;
  readonly why: string;
}

/** The key gives a figure that this function reproduces to a tolerance, relative to it on request. */
export const number = (
  of: (row: Json, input: Json) => number | null | undefined,
  tolerance: number,
  { relative = false, except }: { readonly relative?: boolean; readonly except?: Exception } = {},
): Contract => ({
  kind: "compared",
  compare: ({ value, row, input }, what) => {
    const actual = of(row, input) ?? null;
    if (except?.when(row)) expect(actual, `${what}: ${except.why}`).toEqual(except.ours);
    else if (relative && actual !== null) expectRelative(actual, value, tolerance, what);
    else expectClose(actual, value, tolerance, what);
  },
});

/** The key gives an interval that this function reproduces. */
export const limits = (
  of: (row: Json, input: Json) => { readonly low: number | null; readonly high: number | null },
  tolerance: number,
  except?: Exception,
): Contract => ({
  kind: "compared",
  compare: ({ value, row, input }, what) => {
    const actual = of(row, input);
    if (except?.when(row)) expect(actual, `${what}: ${except.why}`).toEqual(except.ours);
    else expectInterval(actual, value, tolerance, what);
  },
});

/** The key gives a list of figures, or a list of such lists, that this function reproduces. */
export const numbers = (of: (row: Json, input: Json) => Json, tolerance: number): Contract => ({
  kind: "compared",
  compare: ({ value, row, input }, what) => {
    const [actual, expected] = [of(row, input), value].map((list) => [list].flat(Number.POSITIVE_INFINITY) as number[]);
    expect(actual, what).toHaveLength(expected!.length);
    for (const [i, one] of expected!.entries()) expectClose(actual![i]!, one, tolerance, `${what}, entry ${i}`);
  },
});

/** Compared in test/stats/`test`.test.ts, with the function and, where the test writes it otherwise, the key so named. */
export const elsewhere = (test: string, ...words: readonly string[]): Contract => ({ kind: "elsewhere", test, words });

export const not = (why: string): Contract => ({ kind: "not", why });

/** What was given to the reference. */
export const given: Contract = not("an input of the reference");

/** Every value below `expected`; lists of numbers, or of lists of numbers, are one value, and so is a message. */
export function leavesOf(file: Json): Leaf[] {
  const leaves: Leaf[] = [];
  const visit = (value: Json, path: readonly string[], entry: Pick<Leaf, "row" | "input">, inputs: Json): void => {
    if (isBranch(value)) {
      for (const [key, child] of Object.entries<Json>(value)) {
        visit(child, [...path, key], entry, inputs?.[key] ?? inputs?.cells);
      }
    } else if (isList(value)) {
      const list = Array.isArray(inputs) ? inputs : inputs?.cases;
      for (const [i, child] of value.entries()) {
        visit(child, [...path, "[]"], { row: child, input: list?.[i] }, list?.[i]);
      }
    } else leaves.push({ path, value, ...entry });
  };
  visit(file.expected, [], { row: file.expected, input: null }, file.inputs);
  return leaves;
}

const isBranch = (value: Json): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !("error" in value);
const isList = (value: Json): boolean =>
  Array.isArray(value) && value.some((child) => isBranch(child) || (Array.isArray(child) && child.some(isBranch)));

/** The pattern that fits a path; a key by its name goes before one by "*". */
export function patternOf(contracts: Contracts, path: readonly string[]): string | undefined {
  const fits = (pattern: string): boolean => {
    const keys = pattern.split("/");
    return keys.length === path.length && keys.every((key, i) => key === "*" || key === path[i]);
  };
  const wild = (pattern: string): number => pattern.split("/").filter((key) => key === "*").length;
  return Object.keys(contracts)
    .filter(fits)
    .sort((a, b) => wild(a) - wild(b))[0];
}

/** Several keys with one contract. */
export const all = (keys: readonly string[], contract: Contract): Contracts =>
  Object.fromEntries(keys.map((key) => [key, contract]));
/** The same keys below each of several others. */
export const below = (roots: readonly string[], contracts: Contracts): Contracts =>
  Object.fromEntries(
    roots.flatMap((root) => Object.entries(contracts).map(([key, contract]) => [`${root}/${key}`, contract])),
  );
