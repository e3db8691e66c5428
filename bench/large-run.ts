// Wall time, CPU time and peak memory of `evenhand run` on 10^6 rows (or the number given) of logged predictions
// with three attributes, one intersection and units. One command: npx tsx bench/large-run.ts [rows]
import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { DuckDBInstance } from "@duckdb/node-api";

const rows = Number(process.argv[2] ?? 1_000_000);
const repeats = Number(process.argv[3] ?? 3);
const bin = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..", "dist", "cli", "main.js");

/** Customers with three interactions each on average; attributes are constant within a customer. */
async function generate(file: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "2" })).connect();
  await connection.run(`
    copy (
      select i as id, c as customer_id,
        ['f', 'm', 'x'][1 + (hash(c * 3 + 1) % 100 >= 48)::int + (hash(c * 3 + 1) % 100 >= 98)::int] as gender,
        (18 + hash(c * 5 + 2) % 70)::int as age,
        ['da', 'nb', 'en', 'other'][1 + (hash(c * 7 + 3) % 4)::int] as language,
        hash(i * 11 + 4) % 100 < 20 as churned,
        hash(i * 13 + 5) % 100 < 30 as predicted,
        (hash(i * 17 + 6) % 1000) / 1000.0 as score
      from (select i, (i * 2654435761 % ${Math.ceil(rows / 3)})::bigint as c from range(${rows}) t(i))
    ) to '${file.replaceAll("'", "''")}' (format parquet)`);
  connection.closeSync();
}

const suite = `name: large
purpose: bench
dataset: {source: rows.parquet, label: churned, favourable: true, unit: customer_id}
protected: [gender, {name: age_band, column: age, bins: [18, 30, 45, 60, 90]}, language]
intersections: [[gender, age_band]]
model: {id: m, kind: logged, prediction: predicted, score: score}
metrics: [selection_rate, true_positive_rate, false_positive_rate, precision, accuracy, mean_score]
gates:
  - {metric: true_positive_rate, attribute: "*", disparity: max_difference, at_most: 0.05}
`;

interface Measure {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
}

/** Resident memory of a process and its children in MB, from /proc. */
function residentOf(pid: number): number {
  try {
    const own = (Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096) / 2 ** 20;
    const tasks = readdirSync(`/proc/${pid}/task`);
    const children = tasks.flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean),
    );
    return own + children.reduce((sum, child) => sum + residentOf(Number(child)), 0);
  } catch {
    return 0;
  }
}

function measure(cwd: string, out: string): Promise<Measure> {
  const begin = performance.now();
  const child = spawn(
    "/usr/bin/env",
    ["bash", "-c", `time -p "$0" "$@"`, process.execPath, bin, "run", "suite.yaml", "--quiet", "--out", out],
    { cwd, env: { ...process.env, TIMEFORMAT: "%U %S" } },
  );
  let stderr = "";
  let peak = 0;
  child.stderr.on("data", (text) => (stderr += text));
  const watch = setInterval(() => (peak = Math.max(peak, residentOf(child.pid ?? 0))), 20);
  return new Promise((resolve) =>
    child.on("close", () => {
      clearInterval(watch);
      const seconds = (name: string): number => Number(new RegExp(`${name} ([0-9.]+)`).exec(stderr)?.[1]);
      resolve({ wall: (performance.now() - begin) / 1000, cpu: seconds("user") + seconds("sys"), peak });
    }),
  );
}

const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-bench-"));
try {
  await generate(path.join(folder, "rows.parquet"));
  writeFileSync(path.join(folder, "suite.yaml"), suite);
  console.log(`rows ${rows}; node ${process.version}; ${os.availableParallelism()} cores`);
  for (let i = 0; i < repeats; i++) {
    const { wall, cpu, peak } = await measure(folder, `out${i}`);
    console.log(
      `wall ${wall.toFixed(2)} s, CPU ${cpu.toFixed(2)} s, peak resident (both processes) ${peak.toFixed(0)} MB`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
