// Size of the report of 60 groups by 20 metrics, and what rendering takes: npx tsx bench/report.ts; rewrites its rows of bench/README.md.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { median } from "simple-statistics";
import { markdownTable, markedSection } from "../scripts/marked-section.js";
import { languages } from "../src/core/languages.js";
import { renderReport } from "../src/report/render.js";
import { auditedRecord } from "../test/report/audited.js";
import { machine } from "./machine.js";

const runs = 7;
const record = await auditedRecord("sixtyGroups");

/** Processor time of one rendering, s. */
async function once(language: (typeof languages)[number]): Promise<number> {
  const before = process.cpuUsage();
  await renderReport(record, { language });
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

const lines: string[][] = [];
for (const language of languages) {
  const bytes = Buffer.byteLength(await renderReport(record, { language }));
  const seconds: number[] = [];
  for (let run = 0; run < runs; run++) seconds.push(await once(language));
  lines.push([
    `Report of 60 groups × 20 metrics, in ${language}`,
    `${Math.round(bytes / 1000)} kB`,
    `${median(seconds).toFixed(2)} (${Math.min(...seconds).toFixed(2)}–${Math.max(...seconds).toFixed(2)})`,
    "≤ 500 kB, < 2 s",
  ]);
}
const table = markdownTable(["what", "size", "CPU s (least–most)", "goal"], lines);
const results = `${table}\n\n${machine()}. Medians of ${runs} runs after a first one.`;
console.log(results);
const readme = path.join(import.meta.dirname, "README.md");
writeFileSync(readme, markedSection(readFileSync(readme, "utf8"), "report", results));
