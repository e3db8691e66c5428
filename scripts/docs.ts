// Writes what is generated from code: the JSON Schemas, the reference pages and the list of errors. `--check` writes nothing and fails when one is stale.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { figureParameter } from "../src/cli/figure-list.js";
import { metricList } from "../src/cli/metric-list.js";
import { betterText, intervalText, methodText, parameterText, rangeText } from "../src/cli/metric-text.js";
import { errorsPage } from "./errors-page.js";
import { referencePages } from "./reference-pages.js";
import { table } from "./reference-tables.js";
import { schemaFiles } from "./schemas.js";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const check = process.argv.includes("--check");

const { metrics, disparities, compatibility } = metricList();

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
    disparity.bound ?? "none",
    methodText(disparity.methods),
    disparity.source,
  ]),
)}
`;

const compatibilityPage = `# Compatibility figures

Numbers of other libraries by their own conventions, where those differ from ours: to reproduce a figure, never to judge by it. They have no
interval and no gate. A suite asks for them by name, or for all of a library:

\`\`\`yaml
compatibility: [clarify.cddl, "fairlearn.*", aif360.generalized_entropy_index(1)]
\`\`\`

Left out, because counts do not give it: Clarify's flip test FT and AIF360's consistency (they need rows); Fairlearn's group minima and maxima of
AUC, log loss, R², MAE and MSE, and Holistic AI's abroca, which is a difference of two AUCs (they need scores or numbers). Aequitas' significance and
Holistic AI's precision and recall for several classes are faulty, and not reproduced.

The suite's positive class is the other library's positive (or favourable) one; groups whose value is unknown take no part. Every group is
a row; with strata also in each of them. Where a group is hidden, figures that would give it away are left out with the reason. The table is \`compatibility\` of the
record, beside \`compatibility_figures\`, which says what each figure is.

${[...new Set(compatibility.map(({ library }) => library))].map(libraryPage).join("\n\n")}
`;

function libraryPage(library: string): string {
  const figures = compatibility.filter((figure) => figure.library === library);
  const [{ version, source } = { version: "", source: "" }] = figures;
  const rows = figures.map((figure) => [
    figure.parameter === null ? `\`${figure.name}\`` : `\`${figure.name}\` (${figureParameter(figure)})`,
    figure.definition,
    figure.of,
    figure.needs.join(", "),
    figure.convention,
    figure.ours ?? "none",
  ]);
  const head = ["name", "definition", "of", "needs", "convention", "ours"];
  return `## ${library} ${version}\n\nSource: ${source}.\n\n${table(head, rows)}`;
}

const files = {
  ...schemaFiles(),
  "docs/reference/metrics.md": metricsPage,
  "docs/reference/disparities.md": disparitiesPage,
  "docs/reference/compatibility.md": compatibilityPage,
  "docs/errors.md": errorsPage(),
  ...referencePages(),
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
