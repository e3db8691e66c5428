import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fixtures } from "../test/fixtures-path.js";
import { type Cost, type Costs, summarised } from "./cost.js";
import { dataFolder } from "./data.js";

/** The folder with the peers' cases: EVENHAND_PEERS, else `peers` beside the shared fixtures; null where there is none. */
const folder = process.env.EVENHAND_PEERS ?? (fixtures === null ? null : path.join(fixtures, "peers"));

/** The interpreter that has the peers' packages; `--install-peers` makes this one. */
const environment = path.join(dataFolder, "python");
const own = path.join(environment, "bin", "python");
const python = process.env.EVENHAND_BENCH_PYTHON ?? (existsSync(own) ? own : "python3");

/** Makes a Python environment with the peers' pinned packages in the data folder. @throws where that fails */
export function installPeers(): void {
  if (folder === null) throw new Error("no folder of peers: set EVENHAND_PEERS");
  const steps: [string, string[]][] = [
    ["python3", ["-m", "venv", environment]],
    [own, ["-m", "pip", "install", "--quiet", "--requirement", path.join(folder, "requirements.txt")]],
  ];
  for (const [program, args] of steps) {
    if (spawnSync(program, args, { stdio: "inherit" }).status !== 0)
      throw new Error(`${program} ${args.join(" ")} failed`);
  }
}

/** Versions of the packages that are compared with, or why there are none. */
export function peerVersions(): { readonly versions: string } | { readonly missing: string } {
  if (folder === null || !existsSync(path.join(folder, "bench.py")))
    return { missing: "no folder of peers (EVENHAND_PEERS names it)" };
  const script = `import importlib.metadata as m, platform
print("Python", platform.python_version(), *("· %s %s" % (p, m.version(p)) for p in ("fairlearn", "aequitas", "scikit-learn")))`;
  const { status, stdout } = spawnSync(python, ["-c", script], { encoding: "utf8" });
  return status === 0
    ? { versions: stdout.trim() }
    : { missing: "the peers' Python packages are not installed (--install-peers does it)" };
}

/** Runs one of the peers' cases several times, each in a process of its own that times its work alone. */
export function peerCost(name: string, runs: number): Costs {
  const costs = Array.from({ length: runs }, (): Cost => {
    const { stdout, stderr } = spawnSync(python, [path.join(folder ?? "", "bench.py"), name], {
      encoding: "utf8",
      env: { ...process.env, EVENHAND_BENCH_DATA: dataFolder },
    });
    const line = stdout.split("\n").find((text) => text.startsWith("{"));
    if (line === undefined) throw new Error(`${name}: ${stderr.trim().split("\n").at(-1)}`);
    const { wall_s: wall, cpu_s: cpu, peak_rss_mib: peak } = JSON.parse(line);
    return { wall, cpu, peak };
  });
  return summarised(costs);
}
