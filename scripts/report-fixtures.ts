/** Writes the reports of all fixtures into a folder, to be looked at: `npx tsx scripts/report-fixtures.ts out`. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { languages } from "../src/core/languages.js";
import { renderReport } from "../src/report/render.js";
import { auditedNames, auditedReport } from "../test/report/audited.js";
import { reportFixtures } from "../test/report/fixtures.js";

const folder = process.argv[2] ?? "reports/fixtures";
mkdirSync(folder, { recursive: true });

async function write(name: string, make: () => Promise<string>): Promise<void> {
  const start = performance.now();
  const html = await make();
  writeFileSync(path.join(folder, `${name}.html`), html);
  console.log(`${name}: ${Math.round(Buffer.byteLength(html) / 1000)} kB, ${Math.round(performance.now() - start)} ms`);
}

for (const [name, make] of Object.entries(reportFixtures)) await write(name, () => renderReport(make()));
for (const name of auditedNames)
  for (const language of languages) await write(`${name}-${language}`, () => auditedReport(name, language));
