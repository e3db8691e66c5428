/** Writes the report of every fixture into a folder, to be looked at: `npx tsx scripts/report-fixtures.ts out`. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { renderReport } from "../src/report/render.js";
import { reportFixtures } from "../test/report/fixtures.js";

const folder = process.argv[2] ?? "reports/fixtures";
mkdirSync(folder, { recursive: true });
for (const [name, make] of Object.entries(reportFixtures)) {
  const record = make();
  const start = performance.now();
  const html = await renderReport(record);
  writeFileSync(path.join(folder, `${name}.html`), html);
  console.log(`${name}: ${Math.round(Buffer.byteLength(html) / 1000)} kB, ${Math.round(performance.now() - start)} ms`);
}
