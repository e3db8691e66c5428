import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { median } from "simple-statistics";

/** What some work cost: seconds on the clock and of processor time (user and system), and the most memory resident at once in MB. */
export interface Cost {
  readonly wall: number;
  readonly cpu: number;
  readonly peak: number;
}

export interface Costs extends Cost {
  readonly runs: number;
  readonly least: number;
  readonly most: number;
}

/** Medians of several runs, with the least and most processor time. */
export function summarised(costs: readonly Cost[]): Costs {
  const of = (pick: (cost: Cost) => number): number[] => costs.map(pick);
  const cpu = of((cost) => cost.cpu);
  return {
    runs: costs.length,
    wall: median(of((cost) => cost.wall)),
    cpu: median(cpu),
    least: Math.min(...cpu),
    most: Math.max(...cpu),
    peak: Math.max(...of((cost) => cost.peak)),
  };
}

const sampleEvery = 10; // ms between looks at the memory

/** Resident memory of a process and its children in MB, from /proc; 0 where there is none. */
function residentOf(pid: number): number {
  try {
    const own = (Number(readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1]) * 4096) / 2 ** 20;
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "utf8").trim().split(" ").filter(Boolean),
    );
    return own + children.reduce((sum, child) => sum + residentOf(Number(child)), 0);
  } catch {
    return 0;
  }
}

/**
 * Runs a program to its end: processor time of it and of every process it waited for, as the shell's `time` counts it.
 * @throws where it ends with a code that is not in `finished`
 */
export function costOf(
  program: string,
  args: readonly string[],
  { cwd, finished = [0] }: { readonly cwd: string; readonly finished?: readonly number[] },
): Promise<Cost> {
  const begin = performance.now();
  const child = spawn("bash", ["-c", 'time "$0" "$@"', program, ...args], {
    cwd,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, TIMEFORMAT: "%3U %3S" },
  });
  let stderr = "";
  let peak = 0;
  child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const watch = setInterval(() => (peak = Math.max(peak, residentOf(child.pid ?? 0))), sampleEvery);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearInterval(watch);
      const [user, system] = stderr.trim().split("\n").at(-1)?.split(" ").map(Number) ?? [];
      if (code === null || !finished.includes(code)) reject(new Error(`${args.join(" ")}: exit ${code}\n${stderr}`));
      else resolve({ wall: (performance.now() - begin) / 1000, cpu: (user ?? 0) + (system ?? 0), peak });
    });
  });
}
