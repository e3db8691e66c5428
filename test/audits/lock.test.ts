import { spawn } from "node:child_process";
import { existsSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { underLock } from "../../src/audits/lock.js";
import { emptyFolder } from "./archives.js";

const lockFile = (): string => path.join(emptyFolder(), "lock");

/** A lock of a process that is there no more, or as given. */
function leftBehind(file: string, holder: object | string, ageSeconds = 0): void {
  writeFileSync(file, typeof holder === "string" ? holder : JSON.stringify(holder));
  const then = Date.now() / 1000 - ageSeconds;
  utimesSync(file, then, then);
}

const boot = existsSync("/proc/sys/kernel/random/boot_id")
  ? readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()
  : null;

/** The number of a process that has ended. */
async function endedProcess(): Promise<number> {
  const child = spawn(process.execPath, ["-e", ""]);
  await new Promise((resolve) => child.on("close", resolve));
  return child.pid as number;
}

describe("underLock", () => {
  it("lets one piece of work in at a time, and leaves no lock", async () => {
    const file = lockFile();
    let [inside, most] = [0, 0];
    const work = async () => {
      most = Math.max(most, ++inside);
      await sleep(5);
      inside--;
    };
    await Promise.all(Array.from({ length: 8 }, () => underLock(file, work)));
    expect(most).toBe(1);
    expect(existsSync(file)).toBe(false);
  });

  it("leaves no lock after work that fails", async () => {
    const file = lockFile();
    await expect(underLock(file, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(existsSync(file)).toBe(false);
  });

  it.each<[string, () => Promise<[object | string, number]>]>([
    [
      "a process that ended",
      async () => [{ pid: await endedProcess(), host: os.hostname(), boot, started: "1", token: "t" }, 0],
    ],
    [
      "another start of this machine",
      async () => [{ pid: process.pid, host: os.hostname(), boot: "other", started: null, token: "t" }, 0],
    ],
    [
      "another machine, long ago",
      async () => [{ pid: 1, host: "elsewhere", boot: null, started: null, token: "t" }, 120],
    ],
    ["a process that was killed before it wrote its name", async () => ["", 5]],
    ["a process that was killed while it wrote its name", async () => ['{"pid":12', 5]],
  ])("takes over the lock of %s", async (_, made) => {
    const file = lockFile();
    leftBehind(file, ...(await made()));
    expect(await underLock(file, async () => "done")).toBe("done");
    expect(existsSync(file)).toBe(false);
  });

  it("waits for a process that lives, here or elsewhere", async () => {
    const file = lockFile();
    leftBehind(file, { pid: 1, host: "elsewhere", boot: null, started: null, token: "t" });
    let isDone = false;
    const work = underLock(file, async () => {
      isDone = true;
    });
    await sleep(300);
    expect(isDone).toBe(false);
    leftBehind(file, { pid: 1, host: "elsewhere", boot: null, started: null, token: "t" }, 120);
    await work;
    expect(isDone).toBe(true);
  });

  it("tells work whose lock was taken over, before it writes", async () => {
    const file = lockFile();
    const work = underLock(file, async (stillHeld) => {
      await stillHeld();
      writeFileSync(file, JSON.stringify({ pid: 1, host: "elsewhere", token: "other" }));
      await stillHeld();
    });
    await expect(work).rejects.toThrow("took the lock over");
    expect(existsSync(file)).toBe(true); // somebody else's now
  });

  it("says which folder cannot be written", async () => {
    await expect(underLock(path.join(lockFile(), "below", "lock"), async () => {})).rejects.toMatchObject({
      kind: "unusable",
    });
  });
});
