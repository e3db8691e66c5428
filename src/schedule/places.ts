import { mkdir } from "node:fs/promises";
import path from "node:path";
import { unusable } from "../core/errors.js";
import { reasonOf } from "../record/run-folder.js";

/** What the scheduler remembers, below the archive; everything that counts stands in the archive's log. */
const scheduleFolder = ".schedule";

/** The state of a schedule. */
export const stateFile = (archive: string, name: string): string => path.join(archive, scheduleFolder, `${name}.json`);

/** Held while a suite is audited. */
export const suiteLock = (archive: string, suite: string): string =>
  path.join(archive, scheduleFolder, `${suite}.lock`);

/** @throws Failure (unusable) */
export async function makeScheduleFolder(archive: string): Promise<void> {
  const folder = path.join(archive, scheduleFolder);
  try {
    await mkdir(folder, { recursive: true });
  } catch (cause) {
    throw unusable(`${folder} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}
