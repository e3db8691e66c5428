// Entry of the supervised child process: parses foreign bytes and answers with counts. Started by supervise.ts only.
import "./optimise-late.js";
import { rmSync } from "node:fs";
import { Failure } from "../core/errors.js";
import type { OnProgress } from "../core/progress.js";
import { loadModel } from "../models/index.js";
import { explainDecision } from "./explain-decision.js";
import { measure } from "./measure.js";
import type { Answer, Order } from "./protocol.js";

const answer = (message: Answer): Promise<void> =>
  new Promise((resolve) => {
    if (process.send) process.send(message, () => resolve());
    else resolve();
  });

/** File of what is kept, which nobody takes over any more when the parent is gone. */
let unfinished: string | null = null;

/** DuckDB's share of the memory; the rest is for V8, typed arrays and model runtimes. */
const engineShare = 0.6;

async function work(order: Order): Promise<void> {
  const { workFolder, memoryBytes, threads } = order;
  const memoryLimit = `${Math.floor((memoryBytes * engineShare) / 2 ** 20)}MiB`;
  const onProgress: OnProgress = (progress) => void answer({ type: "progress", progress });
  try {
    if (order.job === "pair") {
      const { pairFiles } = await import("./pair-files.js");
      await answer({ type: "paired", runs: await pairFiles(order, { workFolder, memoryLimit, threads }) });
      return;
    }
    if (order.job === "profile") {
      const { profileData } = await import("./profile/profile-data.js");
      const profile = await profileData(order, { workFolder, memoryLimit, threads, onProgress });
      await answer({ type: "profiled", profile });
      return;
    }
    const { suite, job, needs, seed, asked, keep, featureBins } = order;
    unfinished = keep?.file ?? null;
    const options = { workFolder, memoryLimit, threads, needs, seed, keep, featureBins, loadModel, onProgress };
    if (job === "explain" && asked !== undefined)
      await answer({ type: "explained", decision: await explainDecision(suite, options, asked) });
    else
      await answer({
        type: "measured",
        measured: await measure(suite, { ...options, job: job === "inspect" ? "inspect" : "measure" }),
      });
  } catch (error) {
    if (error instanceof Failure) await answer({ type: "failure", kind: error.kind, problems: error.problems });
    else
      await answer({ type: "defect", stack: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}

// A terminal sends Ctrl-C to both, who stops a service SIGTERM; the parent decides and ends this process. When the parent is gone, leave nothing behind.
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
process.on("disconnect", leave);
process.once("message", (order: Order) => void work(order));
// The parent may have gone while this program was being loaded.
if (process.connected === false) leave();

function leave(): never {
  const workFolder = process.argv[2];
  if (workFolder) rmSync(workFolder, { recursive: true, force: true });
  if (unfinished !== null) rmSync(unfinished, { force: true });
  process.exit(0);
}
