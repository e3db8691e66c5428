/** Writes the shipped data set and locks the suites to it. `npx tsx scripts/generate-dataset.ts` */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { columns, tableOf } from "../datasets/retention/columns.js";
import { interactionsOf, shipped } from "../datasets/retention/generator.js";
import { writeParquet } from "./write-parquet.js";

const root = path.join(import.meta.dirname, "..");
export const dataFile = path.join(root, "datasets", "retention", "interactions.parquet");

/** Writes the data set. The same bytes each time. */
export async function writeDataset(file: string): Promise<void> {
  const table = tableOf(interactionsOf(shipped));
  await writeParquet(
    file,
    columns.map(({ name, type }) => ({ name, type, values: table[name]! })),
  );
}

/** The lock of a file, as suites write it. */
export const lockOf = (file: string): string =>
  `lock: {sha256: ${createHash("sha256").update(readFileSync(file)).digest("hex")}, rows: ${shipped.rows}}`;

/** A suite's text with this lock. */
export const withLock = (suite: string, lock: string): string =>
  suite.replace(/lock: \{sha256: [0-9a-f]{64}, rows: \d+\}/, lock);

if (process.argv[1] === import.meta.filename) {
  await writeDataset(dataFile);
  const suites = path.join(root, "suites");
  for (const name of readdirSync(suites).filter((name) => name.endsWith(".yaml"))) {
    const suite = path.join(suites, name);
    writeFileSync(suite, withLock(readFileSync(suite, "utf8"), lockOf(dataFile)));
  }
}
