import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";

/** Where row-level files stand until their run folder is written. */
export interface StagingFolder {
  readonly path: string;
  remove(): Promise<void>;
}

/** Of this machine, as its processes' numbers are its own: another one may be writing to the same disk. */
const machine = createHash("sha256").update(os.hostname()).digest("hex").slice(0, 8);

/**
 * A hidden folder that only this user can read, on the disk of the run folder. What killed processes of this machine left behind is
 * removed first. @throws the file system's error
 */
export async function stagingFolder(parent: string): Promise<StagingFolder> {
  await mkdir(parent, { recursive: true });
  await removeAbandoned(parent);
  const name = `.kept-${machine}-${process.pid}-${randomBytes(4).toString("hex")}`;
  const folder = path.join(parent, name);
  await mkdir(folder, { mode: 0o700 });
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

async function removeAbandoned(parent: string): Promise<void> {
  for (const name of await readdir(parent)) {
    const found = /^\.kept-([0-9a-f]{8})-(\d+)-[0-9a-f]{8}$/.exec(name);
    if (found?.[1] === machine && !isAlive(Number(found[2])))
      await rm(path.join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}
