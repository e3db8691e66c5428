// Simulates what intervals and verdicts promise and writes the tables into docs/calibration.md.
// One command: npx tsx bench/calibration/run.ts [--section "one proportion"] [--runs 0.1]
// --runs scales the number of runs (default 1: as printed); the random numbers start from one seed.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { markdownTable, markedSection } from "../../scripts/marked-section.js";
import type { Plan, Section } from "./section.js";
import { sections } from "./sections.js";

const { values } = parseArgs({ options: { section: { type: "string" }, runs: { type: "string", default: "1" } } });
const factor = Number(values.runs);
if (!(factor > 0)) throw new RangeError("--runs takes a number above 0");
const chosen = sections.filter(({ name }) => values.section === undefined || name === values.section);
if (chosen.length === 0) throw new RangeError(`known sections: ${sections.map(({ name }) => name).join(", ")}`);

const plan: Plan = { seed: 1, runs: (usual) => Math.max(1, Math.round(usual * factor)) };
const file = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "..", "docs", "calibration.md");

/** The tables of a section, with the command that makes them again. */
function contentOf({ name, tables }: Section): string {
  const command = `npx tsx bench/calibration/run.ts --section "${name}"${factor === 1 ? "" : ` --runs ${factor}`}`;
  const printed = tables(plan).map(({ caption, head, rows }) => `${caption}:\n\n${markdownTable(head, rows)}`);
  return ["", ...printed, `Seed ${plan.seed}: \`${command}\`.`, ""].join("\n\n").trim();
}

for (const section of chosen) {
  const before = process.cpuUsage();
  const content = contentOf(section);
  // Read again each time: a run of all sections takes minutes, in which the text may be edited.
  writeFileSync(file, markedSection(readFileSync(file, "utf8"), section.name, `\n${content}\n`));
  const { user, system } = process.cpuUsage(before);
  console.log(`${section.name}: ${((user + system) / 1e6).toFixed(1)} CPU s`);
}
