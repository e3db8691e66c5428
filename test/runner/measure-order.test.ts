import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { beforeAll, describe, expect, it } from "vitest";
import { measured, type SuiteParts, suiteOf, temporaryFolder } from "./measure-suite.js";

const folder = temporaryFolder();
const rows = 20_000;
const columns = `['f','m','x','d'][1 + (hash(i) % 100 // 45)::INTEGER] AS gender, 18 + (hash(i * 3) % 70)::INTEGER AS age, hash(i * 11) % 5 = 0 AS label,
  (hash(i * 17) % 1000003) / 1000003.0 AS score, 0.1 + (hash(i * 19) % 1000) / 999.0 AS weight, 'c' || (hash(i * 23) % 7000) AS customer,
  TIMESTAMP '2024-01-01' + INTERVAL (hash(i * 29) % 8000) HOUR AS created, 'p' || (hash(i * 31) % 3) AS product`;

beforeAll(async () => {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`CREATE TABLE t AS SELECT ${columns} FROM range(${rows}) r(i)`);
  for (const [name, order] of [
    ["plain", "rowid"],
    ["shuffled", "hash(rowid)"],
  ]) {
    for (const format of ["parquet", "csv"])
      await connection.run(
        `COPY (SELECT * FROM t ORDER BY ${order}) TO '${folder}/${name}.${format}' (FORMAT ${format}${format === "parquet" ? ", ROW_GROUP_SIZE 2048" : ""})`,
      );
  }
  connection.closeSync();
  instance.closeSync();
});

const parts: Omit<SuiteParts, "folder" | "sources"> = {
  dataset: { weight: "weight", unit: "customer", time: "created" },
  attributes: ["gender", { name: "band", column: "age", bins: [18, 30, 45, 60, 80] }],
  strata: ["product"],
  models: [{ score: "score" }, { score: "score", threshold: { top_share: 0.1 } }],
};

describe("measure(suite)", () => {
  it.each(["parquet", "csv"])(
    "gives the same bytes for one and two threads and for shuffled rows (%s)",
    async (format) => {
      const results: string[] = [];
      for (const [name, threads] of [
        ["plain", 1],
        ["plain", 2],
        ["shuffled", 2],
      ] as const) {
        const { data, ...rest } = await measured(
          suiteOf({ folder, sources: [path.join(folder, `${name}.${format}`)], ...parts }),
          { threads },
        );
        results.push(JSON.stringify([rest, data.from, data.to, data.units, data.rowsKept]));
      }
      expect(results[1]).toBe(results[0]);
      expect(results[2]).toBe(results[0]);
      expect(results[0]!.length).toBeGreaterThan(100_000);
    },
  );

  it("gives the same counts from Parquet and from CSV", async () => {
    const of = async (format: string) =>
      (await measured(suiteOf({ folder, sources: [path.join(folder, `plain.${format}`)], ...parts }))).models;
    expect(await of("csv")).toEqual(await of("parquet"));
  });

  it("does its work in little memory, spilling to its folder", async () => {
    const suite = suiteOf({ folder, sources: [path.join(folder, "plain.parquet")], ...parts });
    const little = await measured(suite, { memoryLimit: "60MB", threads: 1 });
    expect(little.models).toEqual((await measured(suite)).models);
  });
});
