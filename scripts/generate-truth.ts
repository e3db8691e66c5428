/** Writes datasets/truth.json and the tables of the data card; takes some minutes. `npx tsx scripts/generate-truth.ts` */
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { columns } from "../datasets/retention/columns.js";
import { type Truth, truthOf } from "../datasets/retention/truth.js";
import { markdownTable, markedSection } from "./marked-section.js";

const datasets = path.join(import.meta.dirname, "..", "datasets");
const percent = (share: number | null): string => (share === null ? "–" : `${Math.round(share * 100)}%`);

function plantedTable({ planted }: Truth): string {
  const rows = planted.map((row) => [
    row.column,
    row.measure,
    row.attribute,
    `${row.group} against ${row.against}`,
    `${row.size_points.toFixed(1)} ± ${row.monte_carlo_error_points.toFixed(2)} ${row.direction}`,
    percent(row.shown),
    `${percent(row.over_limit)}${row.limit === null ? "" : ` (limit ${row.limit * 100})`}`,
  ]);
  return markdownTable(["column", "measure", "attribute", "groups", "size", "shown", "over limit"], rows);
}

function reasonList({ planted }: Truth): string {
  const reasons = new Map<string, string[]>();
  for (const { column, attribute, group, why } of planted) {
    reasons.set(why, [...(reasons.get(why) ?? []), `${column} by ${attribute} (${group})`]);
  }
  return [...reasons].map(([why, where]) => `- ${[...new Set(where)].join(", ")}: ${why}`).join("\n");
}

const columnTable = (): string =>
  markdownTable(
    ["column", "type", "meaning"],
    columns.map(({ name, type, meaning }) => [name, type, meaning]),
  );

/** The data card with its tables made anew. */
export function cardWith(card: string, truth: Truth): string {
  const sections: [string, string][] = [
    ["planted", plantedTable(truth)],
    ["reasons", reasonList(truth)],
    ["columns", columnTable()],
  ];
  return sections.reduce((text, [name, content]) => markedSection(text, name, content), card);
}

if (process.argv[1] === import.meta.filename) {
  const truth: Truth = truthOf({ simulations: 600, firstSeed: 20_001, audits: 300, firstAuditSeed: 30_001 });
  writeFileSync(path.join(datasets, "truth.json"), `${JSON.stringify(truth, null, 2)}\n`);
  const card = path.join(datasets, "retention", "card.md");
  writeFileSync(card, cardWith(readFileSync(card, "utf8"), truth));
}
