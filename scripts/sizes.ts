// Prints median, 90th percentile and longest of the source files' lines. Guidance, never a gate.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { quantileSorted } from "simple-statistics";

const files = readdirSync("src", { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => path.join(entry.parentPath, entry.name))
  .map((file) => ({ file, lines: readFileSync(file, "utf8").split("\n").length }))
  .sort((a, b) => a.lines - b.lines);
const lines = files.map((entry) => entry.lines);
console.log(
  `${files.length} files; lines: median ${quantileSorted(lines, 0.5)}, p90 ${quantileSorted(lines, 0.9)}, longest ${lines.at(-1)}`,
);
for (const { file, lines: count } of files.slice(-8).reverse()) console.log(String(count).padStart(6), file);
