// Scoring and explaining models, beside the libraries that do the same; rewrites the second table of bench/README.md.
// usage: npx tsx bench/models.ts [--quick]
//   --quick  fewer runs and rows; the table is printed only
// EVENHAND_BENCH_PYTHON names an interpreter with xgboost, lightgbm, shap and onnxruntime.
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { markdownTable, markedSection } from "../scripts/marked-section.js";
import { type Comparisons, goalText, ratio, spread } from "./comparison.js";
import { machine } from "./machine.js";

const quick = process.argv.includes("--quick");
const folder = path.dirname(fileURLToPath(import.meta.url));

/** What a script of this folder found, or the last line of its complaint. */
function found(script: string): Comparisons | { readonly missing: string } {
  console.error(`bench/${script}`);
  const args = ["--import", "tsx", path.join(folder, script), "--json", ...(quick ? ["--quick"] : [])];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: path.dirname(folder), encoding: "utf8" });
  if (status === 0) return JSON.parse(stdout.trim().split("\n").at(-1)!) as Comparisons;
  const complaint = stderr.split("\n").find((line) => /^\w*Error: /.test(line));
  return { missing: `bench/${script}: not measured (${complaint ?? `exit ${status}`})` };
}

const parts = ["trees.ts", "tfjs.ts", "tree-shap.ts", "kernel-shap.ts"].map(found);
const measured = parts.filter((part) => "comparisons" in part);
const table = markdownTable(
  ["what", "CPU s (least–most)", "compared with", "CPU s (least–most)", "ratio", "goal", "notes"],
  measured.flatMap(({ comparisons }) =>
    comparisons.map((each) => [
      each.what,
      spread(each.ours),
      each.against.what,
      spread(each.against.cpu),
      ratio(each),
      goalText(each),
      each.note,
    ]),
  ),
);
const versions = [...new Set(measured.flatMap((part) => part.versions.split(" · ")))].join(" · ");
const missing = parts.flatMap((part) => ("missing" in part ? [part.missing] : []));
const results = [
  table,
  ...missing,
  `${machine()} · ${versions}. ${quick ? "One run each" : "Medians of three to five runs"}.`,
].join("\n\n");
console.log(`\n${results}`);
if (!quick) {
  const readme = path.join(folder, "README.md");
  writeFileSync(readme, markedSection(readFileSync(readme, "utf8"), "models", results));
}
