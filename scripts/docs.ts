// Writes what is generated from code: the JSON Schemas and the reference pages. `--check` writes nothing and fails when one is stale.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { disparities } from "../src/disparities/index.js";
import { metrics } from "../src/metrics/index.js";
import { schemaFiles } from "./schemas.js";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const check = process.argv.includes("--check");

const range = ([low, high]: readonly [number | null, number | null]): string => `[${low ?? "−∞"}, ${high ?? "∞"}]`;
const cell = (text: string): string => text.replaceAll("|", "\\|");
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

const metricsPage = `# Metrics

Of one group. \`evenhand schema metrics\` prints the same list. An empty denominator is no value, with its reason.

${table(
  ["name", "definition", "range", "better", "needs", "source"],
  metrics.map(({ name, formula, range: of, better, needs, source }) => [
    `\`${name}\``,
    formula,
    range(of),
    better,
    needs,
    source,
  ]),
)}
`;

const disparitiesPage = `# Disparities

Comparisons of the groups of one attribute or intersection.

${table(
  ["name", "definition", "limit of a gate", "source"],
  disparities.map(({ name, formula, bound, source }) => [`\`${name}\``, formula, bound, source]),
)}
`;

const files = {
  ...schemaFiles(),
  "docs/reference/metrics.md": metricsPage,
  "docs/reference/disparities.md": disparitiesPage,
};
const stale = Object.entries(files).filter(([name, content]) => {
  try {
    return readFileSync(path.join(root, name), "utf8") !== content;
  } catch {
    return true;
  }
});
for (const [name, content] of stale) {
  console.log(`${check ? "stale" : "written"}: ${name}`);
  if (check) continue;
  mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
  writeFileSync(path.join(root, name), content);
}
if (check && stale.length > 0) {
  console.log("run: npm run docs");
  process.exitCode = 1;
}
