import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { fixtures } from "../fixtures-path.js";

/** A hostile file of another project, and what its authors say of it. */
export interface HostileCase {
  readonly kind: "csv-spectrum" | "duckdb-csv" | "json" | "yaml" | "parquet-good" | "parquet-bad";
  readonly name: string;
  readonly bytes: Buffer;
  /** null: its authors do not say. */
  readonly expect: "accept" | "reject" | null;
  /** csv-spectrum, yaml: the content as JSON; null: not given. */
  readonly json: unknown;
}

const folder = fixtures === null ? null : path.join(fixtures, "datasets", "hostile-files");

const linesOf = <Line>(file: string): Line[] => {
  const bytes = readFileSync(path.join(folder!, file));
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
};

const parquet = (expect: "good" | "bad"): HostileCase[] =>
  readdirSync(path.join(folder!, `parquet_${expect}`)).map((name) => ({
    kind: `parquet-${expect}`,
    name,
    bytes: readFileSync(path.join(folder!, `parquet_${expect}`, name)),
    expect: expect === "good" ? "accept" : null,
    json: null,
  }));

/**
 * Tests of yaml-test-suite of several parts, of which the packed file marks all as it marks the first. These parts are valid, as the
 * suite itself has them (their `fail` is not set there).
 */
const validParts = new Set([
  ...["2G84/02", "2G84/03", "DK95/02", "DK95/03", "DK95/04", "DK95/05", "DK95/07", "DK95/08"],
  ...["VJP3/01", "Y79Y/01", "Y79Y/02", "Y79Y/10"],
]);

function yamlJson(json: string | undefined): unknown {
  try {
    return json === undefined || json.trim() === "" ? null : JSON.parse(json);
  } catch {
    return null; // several documents
  }
}

/** All of them: csv-spectrum 12, DuckDB 224, JSONTestSuite 132, yaml-test-suite 406, parquet-testing 23. None without fixtures. */
export function hostileCases(): HostileCase[] {
  if (folder === null) return [];
  const spectrum = linesOf<{ name: string; csv_base64: string; json: unknown }>("csv_spectrum.jsonl");
  const duckdb = linesOf<{ name: string; base64: string }>("duckdb_csv.jsonl.gz");
  const json = linesOf<{ name: string; base64: string; expect: "accept" | "reject" }>("json_test_suite.jsonl");
  const yaml = linesOf<{ id: string; name: string; yaml: string; fail: boolean; json?: string }>(
    "yaml_test_suite.jsonl",
  );
  return [
    ...spectrum.map(
      (each): HostileCase => ({
        kind: "csv-spectrum",
        name: each.name,
        bytes: Buffer.from(each.csv_base64, "base64"),
        expect: "accept",
        json: each.json,
      }),
    ),
    ...duckdb.map(
      (each): HostileCase => ({
        kind: "duckdb-csv",
        name: each.name,
        bytes: Buffer.from(each.base64, "base64"),
        expect: null,
        json: null,
      }),
    ),
    ...json.map(
      (each): HostileCase => ({
        kind: "json",
        name: each.name,
        bytes: Buffer.from(each.base64, "base64"),
        expect: each.expect,
        json: null,
      }),
    ),
    ...yaml.map(
      (each): HostileCase => ({
        kind: "yaml",
        name: `${each.id} ${each.name}`,
        bytes: Buffer.from(each.yaml),
        expect: each.fail && !validParts.has(each.id) ? "reject" : "accept",
        json: yamlJson(each.json),
      }),
    ),
    ...parquet("good"),
    ...parquet("bad"),
  ];
}
