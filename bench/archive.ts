// What it takes to seal one more run, and to list and verify, as an archive grows: tsx bench/archive.ts [--runs 1000]
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { readLog } from "../src/audits/log.js";
import { sealNewRun } from "../src/audits/seal.js";
import { verifyArchive } from "../src/audits/verify.js";
import { smallRun } from "../test/audits/small-run.js";

/** Wall and processor time of some work, ms. */
async function timed(work: () => Promise<unknown>): Promise<{ wall: number; cpu: number }> {
  const [wall, cpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { wall: performance.now() - wall, cpu: (user + system) / 1000 };
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] as number;

const { values } = parseArgs({ options: { runs: { type: "string", default: "1000" } } });
const runs = Number(values.runs);
const archive = mkdtempSync(path.join(os.tmpdir(), "evenhand-bench-"));
const seals: { wall: number; cpu: number }[] = [];
const memory: number[] = [];
for (let number = 0; number < runs; number++) {
  const run = smallRun(number);
  seals.push(await timed(() => sealNewRun(archive, [path.join(archive, "churn", `run-${number}`)], run)));
  memory.push(process.memoryUsage().rss / 2 ** 20);
}
const around = (number: number) => {
  const near = seals.slice(Math.max(0, number - 20), number + 20);
  return { wall: median(near.map(({ wall }) => wall)), cpu: median(near.map(({ cpu }) => cpu)) };
};
const text = ({ wall, cpu }: { wall: number; cpu: number }): string =>
  `${wall.toFixed(1)} ms, ${cpu.toFixed(1)} ms of processor`;
const [early, late] = [around(30), around(runs - 20)];
console.log(`seal around run 30 (median of 40): ${text(early)}`);
console.log(
  `seal around run ${runs - 20} (median of 40): ${text(late)}; processor time × ${(late.cpu / early.cpu).toFixed(2)}`,
);
console.log(
  `resident memory from run ${runs >> 1} to ${runs}: ${((memory.at(-1) as number) - (memory[runs >> 1] as number)).toFixed(1)} MB more`,
);
console.log(`checkpoint: ${readFileSync(path.join(archive, ".log", "checkpoint.json")).length} bytes`);
console.log(`read and check the log: ${text(await timed(() => readLog(archive)))}`);
console.log(`verify all: ${text(await timed(() => verifyArchive(archive, { run: null, expected: null })))}`);
rmSync(archive, { recursive: true, force: true });
