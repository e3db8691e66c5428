// Writes what is generated from code: the JSON Schemas and the reference pages. `--check` writes nothing and fails when one is stale.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { metricList } from "../src/cli/metric-list.js";
import { betterText, intervalText, methodText, parameterText, rangeText } from "../src/cli/metric-text.js";
import { schemaFiles } from "./schemas.js";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const check = process.argv.includes("--check");

const cell = (text: string): string => text.replaceAll("|", "\\|");
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

const { metrics, disparities } = metricList();

const metricsPage = `# Metrics

Of one group. \`evenhand schema metrics\` prints the same list. An empty denominator is no value, with its reason.

${table(
  ["name", "definition", "range", "better", "unit", "needs", "interval", "source"],
  metrics.map((metric) => [
    metric.parameter === null ? `\`${metric.name}\`` : `\`${metric.parameter.example}\` (${parameterText(metric)})`,
    metric.definition,
    rangeText(metric.range),
    metric.better,
    metric.unit,
    metric.needs.join(", "),
    intervalText(metric.intervals),
    metric.source,
  ]),
)}
`;

const disparitiesPage = `# Disparities

Comparisons of the groups of one attribute or intersection.

${table(
  ["name", "definition", "range", "better", "limit of a gate", "interval", "source"],
  disparities.map((disparity) => [
    `\`${disparity.name}\``,
    disparity.definition,
    rangeText(disparity.range),
    betterText(disparity),
    disparity.bound,
    methodText(disparity.methods),
    disparity.source,
  ]),
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
