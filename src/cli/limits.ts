import os from "node:os";
import { usage } from "../core/errors.js";
import type { Limits } from "../runner/supervise.js";
import type { LimitOptions } from "./options.js";
import { bytesOf, defaultMemory } from "./units.js";

/** Limits from the command line. @throws Failure (usage) */
export function limitsOf(options: LimitOptions): Limits {
  const threads = options.threads ?? os.availableParallelism();
  if (!Number.isInteger(threads) || threads < 1)
    throw usage(`--threads must be a whole number from 1, found ${threads}`);
  if (!(options.timeLimit > 0))
    throw usage(`--time-limit must be a positive number of seconds, found ${options.timeLimit}`);
  return {
    memoryBytes: options.memoryLimit === undefined ? defaultMemory() : bytesOf(options.memoryLimit),
    seconds: options.timeLimit,
    threads,
  };
}
