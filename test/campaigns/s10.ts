// Hostile column names and values through the SQL that evenhand writes: tsx test/campaigns/s10.ts [--count 500] [--seed 1]
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Cells } from "../../src/core/cells.js";
import { groupName } from "../../src/core/groups.js";
import { measure } from "../../src/runner/measure.js";
import { identifier, literal } from "../../src/sql/quote.js";
import type { SuiteContent } from "../../src/suite/suite.js";
import { fixtures } from "../fixtures-path.js";
import { temporaryFolder } from "../models/tiny-models.js";
import { mulberry32 } from "../mulberry32.js";
import { chanceOf } from "./mutants.js";

/** What a campaign found. */
export interface Found {
  readonly seed: number;
  /** Hostile texts, each of which was a column's name, a group, a class, a value to keep or leave out, and a unit. */
  readonly texts: number;
  /** Tables of each format. */
  readonly tables: number;
  /** One line each: what was thrown, counts that are others, inputs that changed, files that appeared. */
  readonly broken: readonly string[];
}

/** Ends of names, of texts, of statements and of comments, in DuckDB and in what looks like it. */
const own = [
  ...[
    "'",
    "''",
    '"',
    '""',
    "`",
    "\\",
    "\\'",
    '\\"',
    "]",
    "[",
    "$$",
    "$x$",
    ";",
    "--",
    "/*",
    "*/",
    "#",
    "\0",
    "a\0b",
    "\t",
    "\n",
  ],
  ...[
    "'; DROP TABLE data; --",
    '"; DROP TABLE data; --',
    "'); COPY data TO 'stolen.csv'; --",
    "' OR '1'='1",
    "' UNION SELECT 1 --",
  ],
  ...[
    "x' || (SELECT content FROM read_text('/etc/passwd')) || '",
    "'); ATTACH 'stolen.db'; --",
    "'); INSTALL httpfs; --",
  ],
  ...[
    '") FROM data; DROP TABLE data; SELECT ("',
    "c0",
    "c1",
    "rowid",
    "json",
    "v[1]",
    "data",
    "SELECT",
    "NULL",
    "null",
    "true",
  ],
  ...[
    "E'\\n'",
    "U&'\\0041'",
    "X'41'",
    "{}",
    "{a: 1}",
    "[1]",
    "%",
    "_",
    "?",
    "$1",
    ":a",
    "@a",
    "*",
    "COLUMNS(*)",
    "count(*)",
  ],
  ...[
    "1e400",
    "NaN",
    "-0",
    "0x10",
    "1_000",
    " a ",
    "\u00a0",
    "\ufeffa",
    "\u2028",
    "\u202e",
    "é",
    "e\u0301",
    "İ",
    "ß",
    "👩‍👩‍👧",
    "𝒳",
  ],
  ...[
    "'".repeat(500),
    '"'.repeat(500),
    "x".repeat(5000),
    `\${env:HOME}`,
    "{{x}}",
    "<script>",
    "=1+1",
    "::error::x",
    "\u001b[2J",
  ],
];

/** Hostile texts that a file can hold and that are values: the empty text means "missing". */
export function hostileTexts(): string[] {
  const listed =
    fixtures === null
      ? []
      : (JSON.parse(readFileSync(path.join(fixtures, "datasets", "naughty-strings", "blns.json"), "utf8")) as string[]);
  return [...new Set([...own, ...listed])].filter((text) => text !== "" && text.isWellFormed());
}

/** A table of texts. */
interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const quotedCell = (text: string): string => `"${text.replaceAll('"', '""')}"`;

const writers: Readonly<Record<"csv" | "jsonl" | "parquet", (file: string, table: Table) => Promise<void>>> = {
  csv: async (file, { names, rows }) =>
    writeFileSync(file, `${[names, ...rows].map((cells) => cells.map(quotedCell).join(",")).join("\n")}\n`),
  jsonl: async (file, { names, rows }) => {
    const objects = rows.map((row) => Object.fromEntries(names.map((name, place) => [name, row[place]])));
    writeFileSync(file, objects.map((object) => `${JSON.stringify(object)}\n`).join(""));
  },
  parquet: async (file, { names, rows }) => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const values = rows.map((row) => `(${row.map(literal).join(", ")})`).join(", ");
    const columns = names.map(identifier).join(", ");
    await connection.run(
      `COPY (SELECT * FROM (VALUES ${values}) AS t(${columns})) TO ${literal(file)} (FORMAT parquet)`,
    );
    connection.closeSync();
    instance.closeSync();
  },
};

/** Hostile texts in every place of an audit; `attributes` are columns of two groups each. */
interface Case {
  readonly attributes: readonly { readonly name: string; readonly groups: readonly [string, string] }[];
  readonly label: string;
  readonly prediction: string;
  readonly unit: string;
  readonly classes: readonly [string, string];
  /** Group of the first attribute whose rows are left out, by `where`. */
  readonly leftOut: string;
}

const rowCount = 48;

const tableOf = ({ attributes, label, prediction, unit, classes, leftOut }: Case): Table => ({
  names: [...attributes.map(({ name }) => name), label, prediction, unit],
  rows: Array.from({ length: rowCount }, (_, row) => [
    ...attributes.map(({ groups }, at) => (at === 0 && row % 8 === 7 ? leftOut : groups[(row >> at) & 1]!)),
    classes[row % 3 === 0 ? 1 : 0],
    classes[(row >> 2) & 1]!,
    `${unit} ${row >> 1}`,
  ]),
});

const suiteOf = (file: string, each: Case): SuiteContent => ({
  file: path.join(path.dirname(file), "suite.yaml"),
  projectFolder: path.dirname(file),
  sha256: "0".repeat(64),
  name: "hostile",
  purpose: "test",
  dataset: {
    source: [file],
    sources: [file],
    label: each.label,
    unit: each.unit,
    missing: ["no value of the data"],
    where: {
      all: [
        { column: each.attributes[0]!.name, not_in: [each.leftOut] },
        { column: each.attributes[1]!.name, in: [...each.attributes[1]!.groups] },
      ],
    },
  },
  attributes: each.attributes.map(({ name }) => ({ name })),
  intersections: [],
  strata: [],
  models: [{ id: "m", kind: "logged", prediction: each.prediction, positive: each.classes[1], featureSteps: null }],
  metrics: null,
  gates: [],
  compatibility: [],
  explain: null,
  report: {},
  confidence: 0.95,
  minGroup: 30,
  suppressBelow: 5,
  keep: [],
});

/** Rows by attribute, group, label and prediction. */
function countsOf(
  rows: Iterable<readonly [attribute: number, group: string, label: string, prediction: string, n: number]>,
) {
  const counts = new Map<string, number>();
  for (const [attribute, group, label, prediction, n] of rows) {
    const key = JSON.stringify([attribute, group, label, prediction]);
    counts.set(key, (counts.get(key) ?? 0) + n);
  }
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}

const expectedCounts = ({ rows }: Table, { attributes, leftOut }: Case) =>
  countsOf(
    rows
      .filter(([first]) => first !== leftOut)
      .flatMap((row) =>
        attributes.map(
          (_, at) => [at, groupName(row[at]!), row[attributes.length]!, row[attributes.length + 1]!, 1] as const,
        ),
      ),
  );

function* cellRows({ n, level, levels, label, prediction, classes }: Cells) {
  for (const [cell, count] of n.entries())
    for (const [at, names] of levels.entries())
      yield [at, names[level[at]![cell]!]!, classes[label[cell]!]!, classes[prediction[cell]!]!, count] as const;
}

/** Audits one table; what is wrong with how that ended, or null. */
async function faultOf(file: string, each: Case): Promise<string | null> {
  const suite = suiteOf(file, each);
  const workFolder = path.join(path.dirname(file), "work");
  mkdirSync(workFolder);
  try {
    const { models, data } = await measure(suite, {
      workFolder,
      memoryLimit: "200MB",
      threads: 2,
      needs: { means: true, scores: true, confidences: true, values: true, ranks: true },
      seed: 1,
      loadModel: () => Promise.reject(new Error("no model is expected here")),
      onProgress: () => {},
    });
    const found = JSON.stringify(countsOf(cellRows(models[0]!.counts.cells)));
    const expected = JSON.stringify(expectedCounts(tableOf(each), each));
    if (found !== expected) return `counted ${found.slice(0, 300)} for ${expected.slice(0, 300)}`;
    return data.rowsRead === rowCount ? null : `${data.rowsRead} rows read for ${rowCount}`;
  } catch (cause) {
    return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

const hashes = (folder: string): string =>
  readdirSync(folder)
    .sort()
    .map(
      (name) =>
        `${name} ${createHash("sha256")
          .update(readFileSync(path.join(folder, name)))
          .digest("hex")}`,
    )
    .join("\n");

/** Every text is dealt to each place once; other places of the same case get other texts. */
function casesOf(texts: readonly string[], random: () => number): Case[] {
  const pick = chanceOf(random);
  const cases: Case[] = [];
  for (let from = 0; from < texts.length; from += 3) {
    const taken = new Set<string>();
    const next = (): string => {
      for (;;) {
        const text = texts[pick(texts.length)]!;
        if (!taken.has(text.toLowerCase())) {
          taken.add(text.toLowerCase());
          return text;
        }
      }
    };
    const named = texts.slice(from, from + 3).filter((text) => {
      const isNew = !taken.has(text.toLowerCase());
      taken.add(text.toLowerCase());
      return isNew;
    });
    const names = [...named, ...Array.from({ length: 3 - named.length }, next)];
    const group = (at: number): string => texts[(from + at) % texts.length]!;
    cases.push({
      attributes: names.map((name, at) => ({ name, groups: [group(at + 7), group(at + 10)] })),
      label: next(),
      prediction: next(),
      unit: next(),
      classes: [group(20), group(31)],
      leftOut: group(43),
    });
  }
  return cases;
}

/** Audits tables with all the texts, or the first `count`, in every format; nothing is thrown. */
export async function campaign({ count, seed }: { count: number; seed: number }): Promise<Found> {
  const all = hostileTexts();
  const texts = all.slice(0, count);
  const cases = casesOf(texts, mulberry32(seed));
  const broken: string[] = [];
  const folder = temporaryFolder();
  for (const [place, each] of cases.entries()) {
    for (const [format, write] of Object.entries(writers)) {
      // DuckDB, which writes the Parquet files, ends a statement at NUL, and cannot quote one in a name.
      if (format === "parquet" && tableOf(each).names.some((name) => name.includes("\0"))) continue;
      const at = path.join(folder, `${place}-${format}`);
      mkdirSync(at);
      const file = path.join(at, `data.${format}`);
      writeFileSync(path.join(at, "other.csv"), "a\n1\n");
      await write(file, tableOf(each));
      const before = hashes(at);
      const fault = await faultOf(file, each);
      if (fault !== null)
        broken.push(`${format}, case ${place} of seed ${seed}: ${fault}\n  with ${JSON.stringify(each).slice(0, 600)}`);
      if (hashes(at) !== before) broken.push(`${format}, case ${place} of seed ${seed}: files changed`);
      rmSync(at, { recursive: true, force: true });
    }
  }
  rmSync(folder, { recursive: true, force: true });
  return { seed, texts: texts.length, tables: cases.length, broken };
}

/** One line a log can be searched for. */
export const summary = ({ seed, texts, tables, broken }: Found): string =>
  `S10: ${texts} hostile texts as names and values, ${tables} tables in ${Object.keys(writers).length} formats, ${broken.length} broken, seed ${seed}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
  });
  const found = await campaign({ count: Number(values.count), seed: Number(values.seed) });
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
