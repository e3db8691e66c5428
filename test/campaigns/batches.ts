// Work on hostile files in processes of their own, many files to a process.
import { fork } from "node:child_process";

/** What became of a job whose process did not answer: it died, or was ended because it went on for too long. */
export interface Ending {
  readonly result: "died" | "hung";
  readonly detail: string;
}

/** A job that takes longer is a hang, in ms. Far above what any takes, as the machine may be busy with other work. */
const patience = 30_000;

interface Setting {
  /** The module that calls {@link answerJobs} when it is started with `--worker`. */
  readonly worker: string;
  /** Folder of temporary files, and the one it works in. */
  readonly temporary: string;
  readonly perProcess?: number;
}

/** Works on all jobs, in their order; after one that ends a process, another goes on with the next. */
export async function inBatches<Job, Outcome>(jobs: readonly Job[], setting: Setting): Promise<(Outcome | Ending)[]> {
  const outcomes: (Outcome | Ending)[] = [];
  while (outcomes.length < jobs.length) {
    const left = jobs.slice(outcomes.length, outcomes.length + (setting.perProcess ?? 200));
    const answered: Outcome[] = [];
    const ending = await oneProcess(left, setting, answered);
    outcomes.push(...answered);
    if (answered.length < left.length) outcomes.push(ending);
  }
  return outcomes;
}

function oneProcess<Outcome>(
  jobs: readonly unknown[],
  { worker, temporary }: Setting,
  answered: Outcome[],
): Promise<Ending> {
  const child = fork(worker, ["--worker"], {
    execArgv: ["--import", import.meta.resolve("tsx"), "--max-old-space-size=512"],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    cwd: temporary,
    env: { ...process.env, TMPDIR: temporary, TSX_DISABLE_CACHE: "1" },
  });
  let errors = "";
  let isHung = false;
  let isReady = false;
  child.stderr?.on("data", (chunk) => {
    errors = (errors + String(chunk)).slice(-500);
  });
  const end = () => {
    isHung = true;
    child.kill("SIGKILL");
  };
  // Starting takes as long as the machine's other work lets it.
  let timer = setTimeout(end, 5 * patience);
  child.on("message", (message) => {
    if (message === "ready") isReady = true;
    else answered.push(message as Outcome);
    clearTimeout(timer);
    timer = setTimeout(end, patience);
  });
  child.send(jobs);
  return new Promise((resolve, reject) =>
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      if (!isReady) reject(new Error(`the process did not start: ${errors}`));
      resolve({ result: isHung ? "hung" : "died", detail: `${code ?? signal} ${errors}` });
    }),
  );
}

/** In the forked process: answers each job that it is sent, and ends. */
export function answerJobs<Job, Outcome>(outcomeOf: (job: Job, all: readonly Job[]) => Promise<Outcome>): void {
  process.once("message", (jobs: readonly Job[]) => {
    void (async () => {
      process.send?.("ready");
      for (const job of jobs) {
        const outcome = await outcomeOf(job, jobs);
        await new Promise((sent) => process.send?.(outcome, sent));
      }
      process.disconnect();
    })();
  });
}
