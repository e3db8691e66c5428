import type { Exclusion, Measured } from "../../src/core/measured.js";
import { judge } from "../../src/gates/judge.js";
import type { Findings, RunRecord } from "../../src/record/run-record.js";
import { findings } from "../../src/runner/findings.js";
import type { Suite, SuiteContent } from "../../src/suite/suite.js";
import { type Columns, countRows, type Row } from "../inference/count-rows.js";

/** What a made-up audit asks for, beside its rows. */
export interface Audit extends Columns {
  readonly suite?: Partial<Omit<SuiteContent, "dataset">> & { readonly dataset?: Partial<SuiteContent["dataset"]> };
  readonly exclusions?: readonly Exclusion[];
  /** Rows of further models, over the same people. */
  readonly others?: readonly (readonly Row[])[];
}

/** A suite over the columns of made-up rows: everything shown, no gates, unless `suite` says otherwise. */
export function suiteOf(rows: readonly Row[], { attributes, strata = [], suite = {} }: Audit): Suite {
  const has = (key: keyof Row) => rows.some((row) => row[key] !== undefined);
  const { dataset, ...rest } = suite;
  return {
    file: "/suites/made-up.yaml",
    projectFolder: "/suites",
    sha256: "0".repeat(64),
    name: "made-up",
    purpose: "test",
    attributes: attributes.map((name) => ({ name })),
    intersections: [],
    strata,
    models: [],
    metrics: null,
    gates: [],
    compatibility: [],
    explain: null,
    report: {},
    confidence: 0.95,
    minGroup: 30,
    suppressBelow: 0,
    keep: [],
    place: () => null,
    ...rest,
    dataset: {
      source: "rows.csv",
      sources: ["/suites/rows.csv"],
      ...(has("label") ? { label: "label" } : {}),
      ...(has("weight") ? { weight: "weight" } : {}),
      ...(has("unit") ? { unit: "unit" } : {}),
      ...dataset,
    },
  };
}

/** The same rows as the data half hands them over. */
export function measuredOf(rows: readonly Row[], audit: Audit): Measured {
  const kept = rows.reduce((sum, { times = 1 }) => sum + times, 0);
  const units = new Set(rows.map(({ unit }) => unit));
  return {
    data: {
      format: "csv",
      files: [{ name: "rows.csv", bytes: 1, sha256: "1".repeat(64) }],
      sha256: "1".repeat(64),
      rowsRead: kept,
      rowsKept: kept,
      units: units.has(undefined) ? null : units.size,
      columns: 4,
      from: null,
      to: null,
    },
    exclusions: audit.exclusions ?? [],
    models: [rows, ...(audit.others ?? [])].map((of, m) => ({
      facts: modelFacts(`m${m + 1}`, of),
      counts: countRows(of, audit),
    })),
    warnings: [],
  };
}

const modelFacts = (id: string, rows: readonly Row[]): Measured["models"][number]["facts"] => ({
  id,
  kind: "logged",
  files: [],
  sha256: null,
  runtime: null,
  inputs: [],
  outputs: [],
  features: null,
  decision: null,
  hasScore: rows.some(({ score }) => score !== undefined),
  hasPrediction: true,
});

/** Findings of made-up rows. */
export const findingsOf = (rows: readonly Row[], audit: Audit): Findings =>
  findings(suiteOf(rows, audit), measuredOf(rows, audit), { seed: 1, toolVersion: "0.0.0" });

/** The whole way from made-up rows to a judged record. */
export const auditOf = (rows: readonly Row[], audit: Audit): RunRecord => judge(findingsOf(rows, audit));

/** Rows of one group: `x` of `n` predicted positive, all with a negative label. */
export const shareRows = (group: string, x: number, n: number): Row[] =>
  [
    { groups: [group], label: 0, prediction: 1, times: x },
    { groups: [group], label: 0, prediction: 0, times: n - x },
  ].filter(({ times }) => times > 0);
