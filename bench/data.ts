import { existsSync, mkdirSync, renameSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/** Where the rows are kept between runs: EVENHAND_BENCH_DATA, else a folder of the system's temporary files. */
export const dataFolder = process.env.EVENHAND_BENCH_DATA ?? path.join(os.tmpdir(), "evenhand-bench");

export type Size = "1e5" | "1e6" | "1e7" | "1e8";

export const rowsFile = (size: Size): string => path.join(dataFolder, `rows_${size}.parquet`);

/** Uniform on (0, 1), from the row's number alone: the same rows on every machine, in any order, for any number of threads. */
const uniform = (draw: number): string => `(((hash(i * 31 + ${draw}) >> 11)::DOUBLE + 0.5) / 9007199254740992)`;

/**
 * Logged predictions with a score, a label and four attributes of 3, 5, 4 and 12 groups, in the columns that the Python peers read.
 * The label follows a logistic model of one normal feature; the score leans by gender, language and age.
 */
const rowsSql = (rows: number): string => `
  WITH drawn AS (
    SELECT ${Array.from({ length: 8 }, (_, draw) => `${uniform(draw)} AS u${draw}`).join(", ")} FROM range(${rows}) t(i)
  ), people AS (
    SELECT *,
      CASE WHEN u0 < 0.49 THEN 'female' WHEN u0 < 0.98 THEN 'male' ELSE 'nonbinary' END AS gender,
      CASE WHEN u1 < 0.22 THEN '18-29' WHEN u1 < 0.5 THEN '30-44' WHEN u1 < 0.75 THEN '45-59' WHEN u1 < 0.93 THEN '60-74' ELSE '75+' END AS age_band,
      CASE WHEN u2 < 0.55 THEN 'da' WHEN u2 < 0.8 THEN 'nb' WHEN u2 < 0.95 THEN 'en' ELSE 'sv' END AS language,
      'region_' || lpad(CAST(CAST(floor(12 * (1 - sqrt(u3))) AS INTEGER) AS VARCHAR), 2, '0') AS region,
      sqrt(-2 * ln(u4)) * cos(2 * pi() * u5) - 0.3 AS line
    FROM drawn
  ), scored AS (
    SELECT *, CAST(u6 < 1 / (1 + exp(-line)) AS TINYINT) AS y_true,
      round(1 / (1 + exp(-(line + 0.3 * (gender = 'male')::INTEGER - 0.4 * (language = 'en')::INTEGER
        - 0.3 * (age_band = '60-74')::INTEGER + 0.4 * ln(u7 / (1 - u7))))), 6) AS score
    FROM people
  )
  SELECT y_true, CAST(score >= 0.5 AS TINYINT) AS y_pred, score, gender, age_band, language, region FROM scored`;

/** Writes the rows of a size, once. */
export async function writeRows(size: Size): Promise<void> {
  const file = rowsFile(size);
  if (existsSync(file)) return;
  console.log(`writing ${size} rows to ${file}`);
  mkdirSync(dataFolder, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:", { threads: "2", preserve_insertion_order: "false" });
  const connection = await instance.connect();
  const partial = `${file}.partial`;
  await connection.run(`COPY (${rowsSql(Number(size))}) TO '${partial.replaceAll("'", "''")}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  renameSync(partial, file);
}
