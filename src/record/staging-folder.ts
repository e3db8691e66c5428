import { createHash, randomBytes } from "node:crypto";
import { lstat, mkdir, readdir, rm } from "node:fs/promises";
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
  return privateFolder(parent, ".kept");
}

/** As {@link stagingFolder}, in a folder that is there, under a name that begins with `prefix`. @throws the file system's error */
export async function privateFolder(parent: string, prefix: string): Promise<StagingFolder> {
  await removeAbandoned(parent, prefix);
  const folder = path.join(parent, temporaryName(prefix));
  await mkdir(folder, { mode: 0o700 });
  return { path: folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }) };
}

const beginningOf = (prefix: string): string => `${prefix}-${machine}-`;

/** A name for a folder that does not outlive this process; should it be killed, {@link removeAbandoned} knows the folder by it. */
export const temporaryName = (prefix: string): string =>
  `${beginningOf(prefix)}${process.pid}-${randomBytes(4).toString("hex")}`;

/** Removes folders of such names whose processes have ended, as far as this user may. */
export async function removeAbandoned(parent: string, prefix: string): Promise<void> {
  const beginning = beginningOf(prefix);
  for (const name of await readdir(parent).catch(() => [])) {
    const [, pid] = (name.startsWith(beginning) && /^(\d+)-[0-9a-f]{8}$/.exec(name.slice(beginning.length))) || [];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = path.join(parent, name);
    // In a folder that many write to, one of that name may be somebody else's.
    if (await isOwn(folder)) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

async function isOwn(folder: string): Promise<boolean> {
  try {
    const found = await lstat(folder);
    return found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid());
  } catch {
    return false;
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
