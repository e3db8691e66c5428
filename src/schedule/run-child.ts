import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { exitCodes } from "../core/errors.js";
import { visible } from "../core/visible.js";
import { type RunSummary, summarySchema } from "./notice.js";
import type { Plan } from "./schedules.js";

/** How an audit ended. */
export interface Performed {
  readonly exitCode: number;
  /** null: there is no record. */
  readonly summary: RunSummary | null;
}

/** Does the audit of a plan; aborting ends it soon. Never rejects for what the audit meets. */
export type Perform = (plan: Plan, signal: AbortSignal) => Promise<Performed>;

export interface ChildOptions {
  /** How this evenhand is started: program and first arguments. */
  readonly evenhand: readonly string[];
  /** Options of every run: the archive, the policy, what suites may reach. */
  readonly options: readonly string[];
  /** Takes what the run says on stderr, a line at a time. */
  readonly tell: (line: string) => void;
}

/** Longest record that is read; a longer one is audited like any other, and told without its gates. */
const mostBytes = 128 * 2 ** 20;
/** A run that was asked to end and does not is killed after this long. */
const patience = 10_000; // ms

/** Does each audit in a process of its own, so that whatever happens to it does not end the scheduler. */
export const performInChild =
  ({ evenhand, options, tell }: ChildOptions): Perform =>
  async (plan, signal) => {
    const [program = "", ...first] = evenhand;
    const args = [...first, "run", plan.suite.file, "--json", "--quiet", ...options, ...runArguments(plan)];
    // A process group of its own: Ctrl-C reaches the scheduler alone, which decides what becomes of running audits.
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], detached: process.platform !== "win32" });
    const stop = (): void => endSoon(child);
    signal.addEventListener("abort", stop, { once: true });
    if (signal.aborted) stop();
    let alarms = 0;
    createInterface({ input: child.stderr }).on("line", (line) => {
      // The record on stdout knows no other audits: what they say together is told beside it, a line for each gate.
      if (line.startsWith("ALARM ")) alarms++;
      tell(`${plan.name}: ${visible(line)}`);
    });
    const output = collect(child);
    const exitCode = await ended(child, tell);
    signal.removeEventListener("abort", stop);
    return { exitCode, summary: summaryOf(output(), alarms) };
  };

function runArguments({ run: { baseline, format, strict, seed } }: Plan): string[] {
  return [
    ...(baseline === undefined ? [] : ["--baseline", baseline]),
    ...(format === undefined ? [] : ["--format", format.join(",")]),
    ...(strict === true ? ["--strict"] : []),
    ...(seed === undefined ? [] : ["--seed", String(seed)]),
  ];
}

function endSoon(child: ChildProcess): void {
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), patience);
  child.once("close", () => clearTimeout(timer));
}

function collect(child: ChildProcess): () => string | null {
  const parts: Buffer[] = [];
  let bytes = 0;
  child.stdout?.on("data", (part: Buffer) => {
    bytes += part.length;
    if (bytes <= mostBytes) parts.push(part);
  });
  return () => (bytes > mostBytes ? null : Buffer.concat(parts).toString("utf8"));
}

/** The exit code; of a run that was killed, or could not be started, that of a defect, or of an interruption. */
const ended = (child: ChildProcess, tell: (line: string) => void): Promise<number> =>
  new Promise((resolve) => {
    child.on("error", (cause: NodeJS.ErrnoException) => {
      tell(`evenhand cannot be started (${cause.code ?? "no reason"})`);
      resolve(exitCodes.defect);
    });
    child.on("close", (code, signal) =>
      resolve(code ?? (signal === "SIGTERM" || signal === "SIGINT" ? exitCodes.interrupted : exitCodes.defect)),
    );
  });

function summaryOf(output: string | null, alarms: number): RunSummary | null {
  if (output === null || output === "") return null;
  try {
    return { ...summarySchema.parse(JSON.parse(output)), alarms };
  } catch {
    return null;
  }
}
