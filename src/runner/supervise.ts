import { type ChildProcess, fork } from "node:child_process";
import { readFileSync } from "node:fs";
import os from "node:os";
import { fileURLToPath } from "node:url";
import type { DataProfile } from "../core/data-profile.js";
import { Failure, moreMemory, unusable } from "../core/errors.js";
import type { AskedDecision, ExplainedDecision } from "../core/explained-decision.js";
import type { Measured } from "../core/measured.js";
import type { PairedRuns } from "../core/paired.js";
import type { OnProgress, Progress } from "../core/progress.js";
import { privateFolder, type StagingFolder } from "../record/staging-folder.js";
import { environmentOf } from "../suite/remote-settings.js";
import type { Answer, Order, PairOrder, ProfileOrder, SuiteOrder, Work } from "./protocol.js";

/** Bounds on the process that reads foreign files. */
export interface Limits {
  readonly memoryBytes: number;
  readonly seconds: number;
  readonly threads: number;
}

export interface Supervision {
  readonly limits: Limits;
  readonly onProgress: OnProgress;
  /** Aborting ends the process at once and rejects with an `interrupted` failure. */
  readonly signal?: AbortSignal | undefined;
}

/** Variables the child needs to run at all, and those that remote models refer to; everything else (tokens, keys) stays with the parent. */
const passedOn = [
  "PATH",
  "HOME",
  "TMPDIR",
  "TEMP",
  "TMP",
  "LANG",
  "LC_ALL",
  "TZ",
  "SystemRoot",
  "NODE_PATH",
  "EVENHAND_TF",
  "TF_CPP_MIN_LOG_LEVEL",
  "LD_LIBRARY_PATH",
  "XDG_CACHE_HOME",
  "EVENHAND_CACHE",
  "EVENHAND_ALLOW_HOSTS",
  "NODE_EXTRA_CA_CERTS",
];

const watchInterval = 100; // ms between looks at the child's memory
const errorTail = 4096; // characters of the child's stderr kept to tell an out-of-memory abort from a crash

/** Half of the memory for V8 at most: data lives in DuckDB and in typed arrays outside the heap. */
const heapMegabytes = (memoryBytes: number): number => Math.max(64, Math.floor(memoryBytes / 2 / 2 ** 20));

/**
 * Parses foreign bytes (data files, models) and counts them in a child process of its own, under limits of time and memory.
 * A crash of the child is a failure with a clear word, never a crash of the caller; its folder of temporary files is gone afterwards.
 * @throws Failure
 */
export async function measureSupervised(
  work: Pick<SuiteOrder, "suite" | "needs" | "seed" | "keep" | "featureBins"> & { readonly job: "measure" | "inspect" },
  supervision: Supervision,
): Promise<Measured> {
  const answer = await supervised(work, supervision);
  if (answer.type !== "measured") throw new Error(`the data process answered ${answer.type}`);
  return answer.measured;
}

/** Explains the decision on one row, in a child process as {@link measureSupervised}. @throws Failure */
export async function explainSupervised(
  work: Pick<SuiteOrder, "suite" | "needs" | "seed"> & { readonly asked: AskedDecision },
  supervision: Supervision,
): Promise<ExplainedDecision> {
  const answer = await supervised({ ...work, job: "explain" }, supervision);
  if (answer.type !== "explained") throw new Error(`the data process answered ${answer.type}`);
  return answer.decision;
}

/** Puts the kept predictions of two runs side by side, in a child process as {@link measureSupervised}. @throws Failure */
export async function pairSupervised(work: Omit<PairOrder, "job">, supervision: Supervision): Promise<PairedRuns> {
  const answer = await supervised({ ...work, job: "pair" }, supervision);
  if (answer.type !== "paired") throw new Error(`the data process answered ${answer.type}`);
  return answer.runs;
}

/** Looks at a data file, in a child process as {@link measureSupervised}. @throws Failure */
export async function profileSupervised(
  work: Omit<ProfileOrder, "job">,
  supervision: Supervision,
): Promise<DataProfile> {
  const answer = await supervised({ ...work, job: "profile" }, supervision);
  if (answer.type !== "profiled") throw new Error(`the data process answered ${answer.type}`);
  return answer.profile;
}

/** What a child process answers in the end. */
type Result = Extract<Answer, { type: "measured" | "explained" | "paired" | "profiled" }>;

async function supervised(work: Work, supervision: Supervision): Promise<Result> {
  const { memoryBytes, threads } = supervision.limits;
  const { path: workFolder, remove } = await temporaryFolder();
  try {
    const named = "suite" in work ? environmentOf(work.suite) : [];
    return await new Child(workFolder, [...passedOn, ...named], supervision).run({
      ...work,
      workFolder,
      memoryBytes,
      threads,
    });
  } finally {
    await remove();
  }
}

async function temporaryFolder(): Promise<StagingFolder> {
  try {
    return await privateFolder(os.tmpdir(), "evenhand");
  } catch (cause) {
    throw unusable(
      `the folder for temporary files cannot be written: ${os.tmpdir()}`,
      { hint: "set TMPDIR to a folder with space" },
      cause,
    );
  }
}

class Child {
  readonly #process: ChildProcess;
  readonly #supervision: Supervision;
  #stderr = "";
  #lastStep: Progress["step"] = "read";
  #ended: Failure | null = null;

  constructor(workFolder: string, variables: readonly string[], supervision: Supervision) {
    this.#supervision = supervision;
    const { memoryBytes } = supervision.limits;
    this.#process = fork(fileURLToPath(new URL("../runner/workbench.js", import.meta.url)), [workFolder], {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      execArgv: [`--max-old-space-size=${heapMegabytes(memoryBytes)}`],
      env: Object.fromEntries(
        variables.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
      ),
    });
    this.#process.stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-errorTail);
    });
  }

  run(order: Order): Promise<Result> {
    const { signal, limits } = this.#supervision;
    const stop = () => this.#end(new Failure("interrupted", [{ message: "interrupted" }]));
    const timer = setTimeout(() => this.#end(timeFailure(limits.seconds)), limits.seconds * 1000);
    const watch = setInterval(() => this.#watchMemory(), watchInterval);
    const atExit = () => this.#process.kill("SIGKILL");
    process.once("exit", atExit);
    signal?.addEventListener("abort", stop, { once: true });
    if (signal?.aborted) stop();
    return this.#answer(order).finally(() => {
      clearTimeout(timer);
      clearInterval(watch);
      process.off("exit", atExit);
      signal?.removeEventListener("abort", stop);
      this.#process.kill("SIGKILL");
    });
  }

  #answer(order: Order): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.#process.on("message", (answer: Answer) => {
        if (answer.type === "progress") {
          this.#lastStep = answer.progress.step;
          this.#supervision.onProgress(answer.progress);
        } else if (answer.type === "failure") reject(new Failure(answer.kind, answer.problems));
        else if (answer.type !== "defect") resolve(answer);
        else reject(Object.assign(new Error("defect in the data process"), { stack: answer.stack }));
      });
      this.#process.on("error", (cause) =>
        reject(unusable("the process that reads the data could not be started", {}, cause)),
      );
      this.#process.on("exit", (code, signal) => reject(this.#ended ?? this.#death(code, signal)));
      this.#process.send(
        order,
        (cause) => cause && reject(this.#ended ?? unusable("the process that reads the data ended early", {}, cause)),
      );
    });
  }

  #end(failure: Failure): void {
    this.#ended ??= failure;
    this.#process.kill("SIGKILL");
  }

  #watchMemory(): void {
    const { memoryBytes } = this.#supervision.limits;
    const resident = residentBytes(this.#process.pid);
    if (resident !== null && resident > memoryBytes) this.#end(memoryFailure(memoryBytes, this.#lastStep));
  }

  /** The child ended without an answer. */
  #death(code: number | null, signal: NodeJS.Signals | null): Failure {
    if (/heap out of memory|allocation failed|bad_alloc/i.test(this.#stderr))
      return memoryFailure(this.#supervision.limits.memoryBytes, this.#lastStep);
    if (/ERR_MODULE_NOT_FOUND|Cannot find (module|package)/.test(this.#stderr)) {
      return unusable("the process that reads the data cannot start: evenhand is not completely installed", {
        hint: "install it again",
      });
    }
    if (signal === "SIGKILL")
      return unusable(
        `the process that ${stepWords[this.#lastStep]} was killed from outside, as the system does when memory runs out`,
        { hint: "run it where more memory is free, or give it less with --memory-limit; nothing was written" },
      );
    const how = signal ?? `exit ${code}`;
    return unusable(
      `the process that ${stepWords[this.#lastStep]} crashed (${how}); a data or model file may be damaged`,
      {
        hint: "check the file with the tool that wrote it; nothing was written",
      },
    );
  }
}

const stepWords: Record<Progress["step"], string> = {
  read: "reads the data",
  score: "scores the data",
  count: "counts the data",
  explain: "explains the model",
};

const memoryFailure = (bytes: number, step: Progress["step"]): Failure =>
  unusable(
    `the process that ${stepWords[step]} needed more than its memory limit of ${Math.round(bytes / 2 ** 20)} MB`,
    { hint: moreMemory },
  );

const timeFailure = (seconds: number): Failure =>
  unusable(`reading and scoring took longer than the limit of ${seconds} s`, {
    hint: "give it more with --time-limit, for example --time-limit 7200",
  });

/** Resident memory of a process, where the system tells it through /proc; null elsewhere (the limits of V8 and DuckDB then stand alone). */
function residentBytes(pid: number | undefined): number | null {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, "utf8").split(" ")[1];
    return Number(pages) * 4096;
  } catch {
    return null;
  }
}
