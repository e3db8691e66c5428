// Speed and memory, side by side with the Python peers where they are installed; rewrites the table of bench/README.md.
// usage: npx tsx bench/run.ts [--quick] [--install-peers]
//   --quick          10^5 and 10^6 rows, one run each, without Fairlearn's bootstrap; the table is printed only
//   --install-peers  first makes a Python environment with the peers' packages
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { markdownTable, markedSection } from "../scripts/marked-section.js";
import { type Cost, type Costs, costOf, summarised } from "./cost.js";
import { dataFolder, rowsFile, type Size, writeRows } from "./data.js";
import { machine } from "./machine.js";
import { installPeers, peerCost, peerVersions } from "./peers.js";
import { attributes, writeSuite } from "./suites.js";

const quick = process.argv.includes("--quick");
const runs = quick ? 1 : 7;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const four = Object.keys(attributes) as (keyof typeof attributes)[];

/** One line of the table. */
interface Line {
  readonly what: string;
  readonly ours: Costs;
  readonly against: { readonly what: string; readonly cpu: number } | { readonly missing: string };
  readonly goal: string;
}

/** The whole command, both its processes, from start to end. */
async function command(size: Size, by: readonly (keyof typeof attributes)[], times: number): Promise<Costs> {
  const suite = writeSuite(size, by);
  const costs: Cost[] = [];
  for (let run = 0; run < times; run++) {
    const out = path.join(dataFolder, `out-${process.pid}`);
    const args = [path.join(root, "dist", "cli", "main.js"), "run", suite, "--no-report", "--quiet", "--out", out];
    // A failed gate is a result.
    costs.push(await costOf(process.execPath, args, { cwd: dataFolder, finished: [0, 1] }));
    rmSync(out, { recursive: true });
  }
  return summarised(costs);
}

/** A case of bench/case.ts: the work alone, in a fresh process each time. */
function inProcess(name: string, file: string, times: number): Costs {
  const costs = Array.from({ length: times }, (): Cost => {
    const args = ["--import", "tsx", path.join(root, "bench", "case.ts"), name, file];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    if (stdout === "") throw new Error(`${name}: ${stderr}`);
    return JSON.parse(stdout) as Cost;
  });
  return summarised(costs);
}

const peers = peerVersions();

const against = (what: string, cpu: () => number): Line["against"] =>
  "missing" in peers ? { missing: peers.missing } : { what, cpu: cpu() };

/** Fairlearn's bootstrap: ten resamples are measured, and what they add to the point estimates is scaled to a thousand. */
function fairlearn(): Line["against"] {
  if (quick) return { missing: "left out by --quick" };
  return against("Fairlearn MetricFrame, 1,000 resamples: scaled from 10, beside the point estimates", () => {
    const points = peerCost("fairlearn_gender_1e6", 1).cpu;
    return points + 100 * (peerCost("fairlearn_gender_boot10_1e6", 1).cpu - points);
  });
}

async function speedLines(): Promise<Line[]> {
  const rows = rowsFile("1e6");
  const aequitas = against(
    "Aequitas, data frame in memory: values, disparities to a reference and their fairness, no intervals",
    () => peerCost("aequitas_full_1e6", runs).cpu,
  );
  return [
    {
      what: "`evenhand run --no-report`: 6 metrics × gender with intervals, 10⁶ rows of Parquet; both processes, start to end",
      ours: await command("1e6", ["gender"], runs),
      against: fairlearn(),
      goal: "< 1 s, ≥ 20,000 ×",
    },
    {
      what: "6 metrics × 4 attributes with intervals, 10⁶ rows of Parquet; the call alone",
      ours: inProcess("points", writeSuite("1e6", four), runs),
      against: aequitas,
      goal: "≥ 3 ×",
    },
    {
      what: "The same with every comparison of groups and its test, and a gate on each attribute; the call alone",
      ours: inProcess("audit", writeSuite("1e6", four), runs),
      against: aequitas,
      goal: "> 1 ×",
    },
    {
      what: "Exact AUC with DeLong's interval of 12 groups, 10⁶ scores in memory; the call alone",
      ours: inProcess("areas", rows, runs),
      against: against(
        "scikit-learn `roc_auc_score` by group, no intervals",
        () => peerCost("sklearn_auc_region_1e6", runs).cpu,
      ),
      goal: "> 1 ×",
    },
  ];
}

/** Counting against the bare statement, without the file's SHA-256, which is no counting. */
function countingLine(size: Size): Line {
  const [count, hash] = [inProcess("count", writeSuite(size, four), runs), inProcess("hash", rowsFile(size), runs)];
  const ours = { ...count, cpu: count.cpu - hash.cpu, least: count.least - hash.cpu, most: count.most - hash.cpu };
  return {
    what: `Checking and counting 4 attributes (720 groups), ${shownRows(size)} rows of Parquet; the call alone, without the file's SHA-256 (${hash.cpu.toFixed(3)} s)`,
    ours,
    against: { what: "DuckDB, one bare GROUP BY", cpu: inProcess("group-by", rowsFile(size), runs).cpu },
    goal: "≥ 0.77 × (at most 1.3 × its time)",
  };
}

const shownRows = (size: Size): string => `10${{ "1e5": "⁵", "1e6": "⁶", "1e7": "⁷", "1e8": "⁸" }[size]}`;

function speedTable(lines: readonly Line[]): string {
  return markdownTable(
    ["what", "CPU s (least–most)", "wall s", "peak MB", "compared with", "CPU s", "ratio", "goal"],
    lines.map(({ what, ours, against: other, goal }) => [
      what,
      `${ours.cpu.toFixed(3)} (${ours.least.toFixed(3)}–${ours.most.toFixed(3)})`,
      ours.wall.toFixed(2),
      ours.peak.toFixed(0),
      ...("missing" in other
        ? [other.missing, "", ""]
        : [other.what, other.cpu.toFixed(3), `${ratio(other.cpu / ours.cpu)} ×`]),
      goal,
    ]),
  );
}

const ratio = (value: number): string => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2));

/** The whole command over growing data, and what another million rows cost. */
async function growth(sizes: readonly Size[]): Promise<string> {
  const found: { size: Size; cost: Costs }[] = [];
  for (const size of sizes) {
    await writeRows(size);
    found.push({ size, cost: await command(size, four, size === "1e8" ? 1 : Math.min(runs, 3)) });
  }
  const [first, last] = [found[0]!, found.at(-1)!];
  const slope = (last.cost.cpu - first.cost.cpu) / (Number(last.size) - Number(first.size));
  const table = markdownTable(
    ["rows", "CPU s", "wall s", "peak MB, both processes"],
    found.map(({ size, cost }) => [shownRows(size), cost.cpu.toFixed(2), cost.wall.toFixed(2), cost.peak.toFixed(0)]),
  );
  return `${table}\n\nSlope from ${shownRows(first.size)} to ${shownRows(last.size)} rows: ${(1e6 * slope).toFixed(3)} CPU seconds per million rows. Goal: at most 600 MB at 10⁸ rows.`;
}

function circumstances(): string {
  const others = "versions" in peers ? peers.versions : peers.missing;
  return `${machine()} · ${others}. Medians of ${runs} runs.`;
}

if (process.argv.includes("--install-peers")) installPeers();
spawnSync(process.execPath, [path.join(root, "scripts", "build.mjs")], { stdio: "inherit" });
const sizes: Size[] = quick ? ["1e5", "1e6"] : ["1e5", "1e6", "1e7", "1e8"];
await writeRows("1e6");
const countedSize: Size = quick ? "1e6" : "1e7";
await writeRows(countedSize);
const table = speedTable([...(await speedLines()), countingLine(countedSize)]);
const results = [table, await growth(sizes), circumstances()].join("\n\n");
console.log(`\n${results}`);
if (!quick) {
  const readme = path.join(root, "bench", "README.md");
  writeFileSync(readme, markedSection(readFileSync(readme, "utf8"), "results", results));
}
