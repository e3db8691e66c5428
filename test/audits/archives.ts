import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach } from "vitest";
import type { Sealed } from "../../src/audits/append.js";
import { sealNewRun } from "../../src/audits/seal.js";
import { smallRun } from "./small-run.js";

export { smallRun } from "./small-run.js";

const folders: string[] = [];

/** An empty folder that is removed after the test. */
export function emptyFolder(): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-audits-"));
  folders.push(folder);
  return folder;
}

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Seals small runs `from` to `to` − 1 in an archive, as runs of one suite. */
export async function sealRuns(archive: string, count: number, from = 0): Promise<Sealed[]> {
  const sealed: Sealed[] = [];
  for (let number = from; number < from + count; number++)
    sealed.push(await sealNewRun(archive, [path.join(archive, "churn", `run-${number}`)], smallRun(number)));
  return sealed;
}
