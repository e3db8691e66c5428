// evenhand run, killed at each system call by which it reaches the disk: tsx test/campaigns/r1-command.ts (needs dist and strace)
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { readLog } from "../../src/audits/log.js";
import { verifyArchive } from "../../src/audits/verify.js";
import { projectRoot } from "../fixtures-path.js";
import { canTrace } from "./r1.js";

const suite = `name: churn
purpose: test
dataset: {source: predictions.csv, label: churned, favourable: 1}
protected: [gender]
model: {id: m, kind: logged, prediction: predicted}
`;

const command = path.join(projectRoot, "dist", "cli", "main.js");
const run = [process.execPath, command, "run", "suite.yaml", "--quiet", "--no-report"];
const calls = ["fsync", "rename", "unlink", "rmdir", "mkdir", "pwrite64"];

/** Runs a program in a folder. Null: it was killed. */
const exitOf = ([program = "", ...given]: readonly string[], cwd: string): number | null =>
  spawnSync(program, given, { cwd, env: { ...process.env, UV_THREADPOOL_SIZE: "1", NO_COLOR: "1" } }).status;

const sealedRuns = async (archive: string): Promise<number> => {
  const isThere = readdirSync(archive).includes(".log");
  return isThere && readdirSync(path.join(archive, ".log")).some((name) => /^(entries|checkpoint)/.test(name))
    ? (await readLog(archive)).entries.length
    : 0;
};

/** Kills the command at the n-th such call; gives what is wrong then, and after the next run; null: it came to its end. */
async function point(cwd: string, call: string, when: number): Promise<string[] | null> {
  const archive = path.join(cwd, "reports");
  const before = await sealedRuns(archive);
  const inject = ["-e", `trace=${call}`, "-e", `inject=${call}:signal=SIGKILL:when=${when}`];
  const exit = exitOf(["strace", "-f", "-qq", "-o", "/dev/null", ...inject, ...run], cwd);
  if (exit === 0) return null;
  const wrong = await faults(archive, "killed");
  if (exitOf(run, cwd) !== 0) wrong.push("the next run does not end well");
  wrong.push(...(await faults(archive, "after the next run")));
  const more = (await sealedRuns(archive)) - before;
  if (more < 1 || more > 2) wrong.push(`${more} runs more in the log`);
  const stray = readdirSync(archive, { recursive: true }).filter((name) =>
    /partial|staged|next|lock/.test(String(name)),
  );
  return [...wrong, ...stray.map((name) => `left behind: ${name}`)].map((each) => `${call} ${when}: ${each}`);
}

async function faults(archive: string, when: string): Promise<string[]> {
  if ((await sealedRuns(archive)) === 0) return [];
  const { findings, unsealed } = await verifyArchive(archive, { run: null, expected: null });
  return [
    ...findings.map(({ file, problem }) => `${when}: ${file} ${problem}`),
    ...unsealed.map((each) => `${when}: ${each} unsealed`),
  ];
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { most: { type: "string", default: "100" } } });
  if (!canTrace()) return console.log("R1 evenhand run: no strace here, nothing was tried");
  const cwd = mkdtempSync(path.join(os.tmpdir(), "evenhand-campaign-"));
  const rows = Array.from({ length: 600 }, (_, row) => `${row % 2 ? "f" : "m"},${row % 3 ? 0 : 1},${row % 5 ? 0 : 1}`);
  writeFileSync(path.join(cwd, "predictions.csv"), `gender,churned,predicted\n${rows.join("\n")}\n`);
  writeFileSync(path.join(cwd, "suite.yaml"), suite);
  if (exitOf(run, cwd) !== 0) throw new Error("the suite does not run; is dist built?");
  let [points, broken] = [0, 0];
  for (const call of calls)
    for (let when = 1; when <= Number(values.most); when++) {
      const wrong = await point(cwd, call, when);
      if (wrong === null) break;
      points++;
      broken += wrong.length;
      for (const line of wrong) console.error(line);
    }
  rmSync(cwd, { recursive: true, force: true });
  console.log(`R1 evenhand run: killed at ${points} system calls, ${broken} broken`);
  if (broken > 0) process.exitCode = 1;
}

await main();
