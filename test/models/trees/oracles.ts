import { readFileSync } from "node:fs";
import type { TreeEnsemble } from "../../../src/models/trees/ensemble.js";
import { fixturePath } from "../../fixtures.js";

type Numbers = readonly (number | readonly number[])[];

/** Section d of the shared oracles: what libraries say of small models. */
interface Oracle {
  readonly expected: {
    readonly raw_prediction?: Numbers;
    readonly probability?: Numbers;
    readonly onnxruntime?: Readonly<Record<string, Numbers>>;
  } & Readonly<Record<string, unknown>>;
}

export const oracle = (name: string): Oracle => JSON.parse(readFileSync(fixturePath("oracles", name), "utf8"));

type Rows = readonly (readonly (number | null)[])[];

/** The rows that the oracles of section d score; missing values are null, or 0 where a model takes none. */
export function attributionInputs(): { readonly X: Rows; readonly withoutMissing: Rows } {
  const { X } = JSON.parse(readFileSync(fixturePath("oracles", "d_inputs.json"), "utf8")) as {
    X: (number | string | null)[][];
  };
  const rows = X.map((row) => row.map((value) => (value === null || value === "NaN" ? null : Number(value))));
  return { X: rows, withoutMissing: rows.map((row) => row.map((value) => value ?? 0)) };
}

export const parentsAreSums = ({ cover, feature, left, right }: TreeEnsemble): boolean =>
  cover!.every((own, node) => feature[node] === -1 || own === cover![left[node]!]! + cover![right[node]!]!);
