import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach } from "vitest";
import type { RunRecord } from "../../src/record/run-record.js";
import { projectRoot } from "../fixtures.js";

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const folders: string[] = [];

/** A folder that is removed after the test, with the given files in it. */
export function workspace(files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-e2e-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

const bin = path.join(projectRoot, "dist", "cli", "main.js");

export interface Setting {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Runs another program around the command, such as `setpriv`. */
  readonly through?: readonly string[];
}

/** Without what vitest sets for its own colours. */
const { FORCE_COLOR: _, ...rest } = process.env;
const plainEnvironment = { ...rest, NO_COLOR: "1" };

/** Starts the real command line in a process of its own. */
export function start(
  args: readonly string[],
  { cwd, env = {}, through = [] }: Setting,
): { child: ChildProcess; outcome: Promise<Outcome> } {
  const [program, ...given] = [...through, process.execPath, bin, ...args] as [string, ...string[]];
  const child = spawn(program, given, {
    cwd,
    env: { ...plainEnvironment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stdout = "";
  let stderr = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => (stdout += text));
  child.stderr?.setEncoding("utf8").on("data", (text: string) => (stderr += text));
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { child, outcome };
}

/** Runs the real command line to its end. */
export const evenhand = (args: readonly string[], setting: Setting): Promise<Outcome> => start(args, setting).outcome;

/** Runs a suite that must finish, and gives its record from `--json`. */
export async function recordOf(suite: string, cwd: string, ...more: string[]): Promise<RunRecord> {
  const outcome = await evenhand(["run", suite, "--json", "--quiet", ...more], { cwd });
  if (outcome.stdout === "") throw new Error(`no record; exit ${outcome.code}: ${outcome.stderr}`);
  return JSON.parse(outcome.stdout) as RunRecord;
}

/** Files and folders below a folder, hidden ones too, relative and sorted. */
export const tree = (folder: string): string[] => readdirSync(folder, { recursive: true }).map(String).sort();

/** Rows of customers as CSV with planted rates: `share` of each group is predicted positive, in a fixed pattern. */
export function predictionsCsv(
  groups: Readonly<Record<string, { rows: number; share: number }>>,
  { header = "id,gender,churned,predicted,score" } = {},
): string {
  const lines = [header];
  let id = 0;
  for (const [group, { rows, share }] of Object.entries(groups)) {
    for (let i = 0; i < rows; i++) {
      const label = i % 3 === 0 ? 1 : 0;
      const predicted = (i * 7919) % rows < share * rows ? 1 : 0;
      const score = ((i * 7919) % rows) / rows;
      lines.push([id++, group, label, predicted, score.toFixed(4)].join(","));
    }
  }
  return `${lines.join("\n")}\n`;
}

/** A suite over predictions.csv with one gate; `more` is added as it is. */
export const suiteYaml = (atMost: number, more = ""): string => `name: churn
purpose: test
dataset: {source: predictions.csv, label: churned, favourable: 1}
protected: [gender]
model: {id: m, kind: logged, prediction: predicted, score: score}
gates:
  - {metric: selection_rate, attribute: gender, disparity: max_difference, at_most: ${atMost}}
${more}`;
