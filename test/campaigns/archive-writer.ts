// Seals small runs in an archive, and dies or fails at a chosen step: node archive-writer.mjs ARCHIVE FROM COUNT [FAULT STEP]
// FAULT: kill, half (a write is done in part, then the process is killed), short (a write is done in part and goes on), or an error code.
import fs, { type FileHandle } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import path from "node:path";
import { sealNewRun } from "../../src/audits/seal.js";
import { Failure } from "../../src/core/errors.js";
import { smallRun } from "../audits/small-run.js";

const [archive = "", from = "0", count = "1", fault = "", step = "0"] = process.argv.slice(2);
let steps = 0;

type Call = (...given: never[]) => Promise<unknown>;

/**
 * A call that changes the disk, and before it the step at which the process dies or the call fails.
 * @param half does a write in part
 */
async function stepped(
  call: () => Promise<unknown>,
  half: (() => Promise<unknown>) | null,
  what: string,
): Promise<unknown> {
  if (fault === "" || ++steps !== Number(step)) return call();
  if (fault === "short") return half === null ? call() : half();
  if (fault === "half") await half?.();
  if (fault === "half" || fault === "kill") process.kill(process.pid, "SIGKILL");
  throw Object.assign(new Error(`${fault}: ${what}`), { code: fault });
}

/** Puts a step before each call of these names. */
function patch(
  holder: object,
  names: readonly string[],
  isStep: (given: readonly unknown[]) => boolean = () => true,
): void {
  const calls = holder as Record<string, Call>;
  for (const name of names) {
    const original = calls[name] as Call;
    calls[name] = function (this: unknown, ...given: never[]) {
      const call = () => original.apply(this, given);
      const part = partOf(name, given);
      const half = part && (() => original.apply(this, part as never[]));
      return isStep(given) ? stepped(call, half, `${name} ${String(given[0]).slice(0, 80)}`) : call();
    };
  }
}

/** The arguments that write half of the bytes; null where nothing is written, or where a short write never reaches the caller. */
function partOf(name: string, given: readonly unknown[]): unknown[] | null {
  const [bytes, offset = 0, length = 0, position] = given as [string | Uint8Array, number?, number?, number?];
  if (name === "writeFile" && fault === "half") return [bytes.slice(0, bytes.length >> 1)];
  return name === "write" && length > 1 ? [bytes, offset, length >> 1, position] : null;
}

/** Calls before the first step, so that a tracer that counts them tells those of the steps from those of loading this program. */
async function countOn(): Promise<FileHandle> {
  const handle = await fs.open("/dev/null", "w");
  for (let i = 0; i < 100; i++) {
    await (await fs.open("/dev/null", "r")).close();
    await handle.write("x");
  }
  await handle.close();
  return handle;
}

const handles = Object.getPrototypeOf(await countOn()) as object;
patch(fs, ["rename", "rm", "unlink", "mkdir", "link"]);
patch(fs, ["open"], ([, flags]) => typeof flags === "string" && flags !== "r");
patch(handles, ["write", "writeFile", "sync"]);
syncBuiltinESMExports();

for (let number = Number(from); number < Number(from) + Number(count); number++) {
  try {
    const { entry } = await sealNewRun(archive, [path.join(archive, "churn", `run-${number}`)], smallRun(number));
    console.log(`sealed ${number} as ${entry.index}`);
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    console.log(`refused ${cause.kind}: ${cause.message}`);
  }
}
if (fault !== "" && steps < Number(step)) console.log("not reached");
