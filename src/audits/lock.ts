import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { open, readFile, stat, unlink, utimes } from "node:fs/promises";
import os from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { unusable } from "../core/errors.js";
import { reasonOf } from "../record/run-folder.js";

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Which start of the machine, where the system tells: after another one no process of before is there. */
  readonly boot: string | null;
  /** When the process started, in the system's own unit, where it tells: a number is given to another process later. */
  readonly started: string | null;
  readonly token: string;
}

/** A lock that cannot be read was left by a crash between creating and writing it; nobody takes this long for that. */
const unwritten = 2_000; // ms
/** A holder on another machine cannot be asked whether it lives; the work under the lock takes a fraction of a second. */
const foreign = 60_000; // ms
/** How long one waits for others who do live. */
const patience = 30_000; // ms

/**
 * Does work while no other process does such work under the same lock file. A lock whose holder died is taken over: at once on the
 * same machine, after a minute on another one.
 * @throws Failure (unusable) when the lock cannot be had; whatever `work` throws
 */
export async function underLock<Result>(
  file: string,
  work: (stillHeld: () => Promise<void>) => Promise<Result>,
): Promise<Result> {
  const token = await acquire(file);
  try {
    return await work(() => requireHeld(file, token));
  } finally {
    await release(file, token);
  }
}

/**
 * As {@link underLock} for work that takes long: nobody waits for it, and the lock says all the time that its holder lives.
 * @returns null, and nothing was done: another process that lives has the lock
 */
export async function ifUnlocked<Result>(
  file: string,
  work: () => Promise<Result>,
): Promise<{ result: Result } | null> {
  if (await isStale(file)) await removeStale(file);
  const token = await take(file);
  if (token === null) return null;
  const sign = setInterval(() => void utimes(file, new Date(), new Date()).catch(() => {}), foreign / 4);
  sign.unref();
  try {
    return { result: await work() };
  } finally {
    clearInterval(sign);
    await release(file, token);
  }
}

async function acquire(file: string): Promise<string> {
  const end = Date.now() + patience;
  for (let tries = 0; ; tries++) {
    const token = await take(file);
    if (token !== null) return token;
    if (await isStale(file)) await removeStale(file);
    else if (Date.now() > end) throw await stillLocked(file);
    // Waiting times differ, so that processes that came together do not go on meeting.
    else await sleep(5 + Math.random() * Math.min(50, 5 * tries));
  }
}

/** Creates the lock; null when somebody else has it. */
async function take(file: string): Promise<string | null> {
  const token = randomUUID();
  const holder: Holder = { pid: process.pid, host: os.hostname(), boot: bootOf(), started: startOf("self"), token };
  try {
    const handle = await open(file, "wx");
    try {
      await handle.writeFile(`${JSON.stringify(holder)}\n`);
    } catch (cause) {
      await unlink(file);
      throw cause;
    } finally {
      await handle.close();
    }
    return token;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EEXIST") return null;
    throw unusable(`${file} cannot be written: ${reasonOf(cause)}`, {}, cause);
  }
}

/** The holder as the file says; null: the file says none; undefined: there is no file. */
async function holderOf(file: string): Promise<Holder | null | undefined> {
  try {
    const value = JSON.parse(await readFile(file, "utf8")) as Holder;
    return Number.isInteger(value.pid) ? value : null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : null;
  }
}

async function isStale(file: string): Promise<boolean> {
  const holder = await holderOf(file);
  if (holder === undefined) return false;
  const age = await ageOf(file);
  if (holder === null) return age > unwritten;
  if (holder.host !== os.hostname()) return age > foreign;
  if (holder.boot !== bootOf()) return true;
  return !isAlive(holder.pid) || holder.started !== startOf(String(holder.pid));
}

async function ageOf(file: string): Promise<number> {
  try {
    return Date.now() - (await stat(file)).mtimeMs;
  } catch {
    return 0;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there and belongs to somebody else
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Removes a lock left behind. Two processes that saw the same one must not both remove: the second would remove the lock that the
 * first has taken since. So one at a time removes, and looks again before it does.
 */
async function removeStale(file: string): Promise<void> {
  const removal = `${file}.removal`;
  try {
    await (await open(removal, "wx")).close();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "EEXIST")
      throw unusable(`${removal} cannot be written: ${reasonOf(cause)}`, {}, cause);
    // Left by a crash in the two steps below, or in use
    if ((await ageOf(removal)) > unwritten) await unlink(removal).catch(() => {});
    return void (await sleep(10));
  }
  try {
    if (await isStale(file)) await unlink(file).catch(() => {});
  } finally {
    await unlink(removal).catch(() => {});
  }
}

/** @throws Failure (unusable) when another process took the lock over, as it may after a minute on another machine. */
async function requireHeld(file: string, token: string): Promise<void> {
  const holder = await holderOf(file);
  if (holder?.token !== token)
    throw unusable(`${file}: another process took the lock over, so nothing was written`, { hint: "run it again" });
}

async function release(file: string, token: string): Promise<void> {
  const holder = await holderOf(file);
  // A lock that stays is one of a process that ends: the next one removes it.
  if (holder?.token === token) await unlink(file).catch(() => {});
}

async function stillLocked(file: string) {
  const holder = await holderOf(file);
  const who = holder ? `process ${holder.pid} on ${holder.host}` : "another process";
  return unusable(`${file}: ${who} has held the lock for over ${patience / 1000} s`, {
    hint: "end it, or wait; remove the file only when that process is gone",
  });
}

/** Linux tells; elsewhere null, and then a process of the same number counts as the same. */
function bootOf(): string | null {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return null;
  }
}

/** Field 22 of /proc/PID/stat (proc(5)); the name in field 2 may hold spaces and parentheses. */
function startOf(pid: string): string | null {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}
