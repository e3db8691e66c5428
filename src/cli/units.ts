import os from "node:os";
import { usage } from "../core/errors.js";

const factors: Readonly<Record<string, number>> = { KB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };

/** Smallest memory in which the runtimes start at all. */
const leastMemory = 256 * 2 ** 20;

/** Reads a size such as 512MB or 2.5GB. @throws Failure (usage) */
export function bytesOf(text: string): number {
  const match = /^([0-9]+(?:\.[0-9]+)?)\s*(KB|MB|GB|TB)$/i.exec(text.trim());
  const bytes = match ? Number(match[1]) * (factors[match[2]?.toUpperCase() ?? ""] ?? Number.NaN) : Number.NaN;
  if (!(bytes >= leastMemory))
    throw usage(`--memory-limit must be a size of at least 256MB, such as 2GB; found ${JSON.stringify(text)}`);
  return bytes;
}

/** Half of the machine's memory, at most 8 GB: an audit is a guest on the machine it runs on. */
export const defaultMemory = (): number => Math.max(leastMemory, Math.min(8 * 2 ** 30, Math.floor(os.totalmem() / 2)));
