import { readdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { ifUnlocked } from "../../src/audits/lock.js";
import { makeScheduleFolder, suiteLock } from "../../src/schedule/places.js";
import { runScheduler } from "../../src/schedule/scheduler.js";
import { readState } from "../../src/schedule/state.js";
import { emptyFolder } from "../audits/archives.js";
import { channelOf, planOf, play, playOnce, playUntil, schedulesOf } from "./plans.js";

const times = (runs: readonly { at: string }[]): string[] => runs.map(({ at }) => at.slice(5, 16));

describe("runScheduler", () => {
  it("audits a suite that never was, and then at its times", async () => {
    const played = play({ archive: emptyFolder(), start: "2026-10-05T12:00:00Z" });
    expect(await playUntil("2026-10-07T07:00:00Z", schedulesOf([planOf("churn")]), played)).toEqual([]);
    expect(times(played.done.runs)).toEqual(["10-05T12:00", "10-06T06:00", "10-07T06:00"]);
  });

  it("keeps to the clock of a time zone over both changes of the clock", async () => {
    const plan = planOf("churn", { time: { cron: "30 2 * * *", timeZone: "Europe/Copenhagen" } });
    const spring = play({ archive: emptyFolder(), start: "2026-03-28T12:00:00Z" });
    await playUntil("2026-03-30T01:00:00Z", schedulesOf([plan]), spring);
    // 02:30 does not exist on the 29th: it is the first moment after it, 03:00 summer time.
    expect(times(spring.done.runs)).toEqual(["03-28T12:00", "03-29T01:00", "03-30T00:30"]);
    const autumn = play({ archive: emptyFolder(), start: "2026-10-24T12:00:00Z" });
    await playUntil("2026-10-26T02:00:00Z", schedulesOf([plan]), autumn);
    // 02:30 comes twice on the 25th: once is enough.
    expect(times(autumn.done.runs)).toEqual(["10-24T12:00", "10-25T00:30", "10-26T01:30"]);
  });

  it("makes up once for times that were missed while the machine slept", async () => {
    const played = play({ archive: emptyFolder(), start: "2026-10-05T05:00:00Z" });
    let slept = false;
    played.clock.onJump = (to) => {
      if (slept || to < Date.parse("2026-10-06T05:00:00Z")) return;
      slept = true;
      played.clock.jump(Date.parse("2026-10-09T13:00:00Z"));
    };
    await playUntil("2026-10-10T12:00:00Z", schedulesOf([planOf("churn")]), played);
    expect(times(played.done.runs)).toEqual(["10-05T05:00", "10-05T06:00", "10-09T13:00", "10-10T06:00"]);
  });

  it("makes up once for times that were missed while no scheduler ran, by the archive alone", async () => {
    const archive = emptyFolder();
    await playUntil(
      "2026-10-05T12:00:00Z",
      schedulesOf([planOf("churn")]),
      play({ archive, start: "2026-10-05T05:00:00Z" }),
    );
    for (const name of readdirSync(path.join(archive, ".schedule")))
      writeFileSync(path.join(archive, ".schedule", name), "{");
    const later = play({ archive, start: "2026-10-09T13:00:00Z" });
    await playUntil("2026-10-10T12:00:00Z", schedulesOf([planOf("churn")]), later);
    expect(times(later.done.runs)).toEqual(["10-09T13:00", "10-10T06:00"]);
  });

  it("tries again on exit 3 alone, after waits that double, and then waits for the next time", async () => {
    const broken = play({ archive: emptyFolder(), start: "2026-10-05T06:00:00Z", exit: () => 3 });
    await playUntil("2026-10-06T07:00:00Z", schedulesOf([planOf("churn")]), broken);
    expect(times(broken.done.runs)).toEqual([
      ...["10-05T06:00", "10-05T06:01", "10-05T06:03"],
      ...["10-06T06:00", "10-06T06:01", "10-06T06:03"],
    ]);
    for (const code of [1, 2, 5, 70]) {
      const played = play({ archive: emptyFolder(), start: "2026-10-05T06:00:00Z", exit: () => code });
      await playUntil("2026-10-05T20:00:00Z", schedulesOf([planOf("churn")]), played);
      expect(played.done.runs, String(code)).toHaveLength(1);
    }
  });

  it("leaves an audit that was interrupted due", async () => {
    const archive = emptyFolder();
    const played = play({ archive, start: "2026-10-05T06:00:00Z", exit: (run) => (run === 1 ? 130 : 0) });
    await playOnce(schedulesOf([planOf("churn")]), played);
    await playOnce(schedulesOf([planOf("churn")]), played);
    await playOnce(schedulesOf([planOf("churn")]), played);
    expect(played.done.runs).toHaveLength(2);
  });

  it.each([
    [1, 1],
    [2, 2],
    [4, 3],
  ])(
    "with parallel %i does at most %i of three suites at a time, and never one suite twice",
    async (parallel, most) => {
      const plans = [...["a", "b", "c"].map((name) => planOf(name)), planOf("a", { name: "again" })];
      const played = play({ archive: emptyFolder(), start: "2026-10-05T06:00:00Z" });
      const [now, seen]: [string[], number[]] = [[], []];
      const { perform } = played.world;
      const world = {
        ...played.world,
        perform: async (...given: Parameters<typeof perform>) => {
          const suite = given[0].suite.name;
          expect(now).not.toContain(suite);
          now.push(suite);
          seen.push(now.length);
          const result = await perform(...given);
          await new Promise((resolve) => setTimeout(resolve, 20));
          now.splice(now.indexOf(suite), 1);
          return result;
        },
      };
      await playOnce(schedulesOf(plans, { parallel }), { ...played, world });
      expect(Math.max(...seen)).toBe(most);
      expect(
        played.done.runs
          .map(({ name }) => name)
          .sort()
          .slice(0, 3),
      ).toEqual(["a", "b", "c"]);
    },
  );

  it("leaves a suite to another process that audits it, and looks again later", async () => {
    const archive = emptyFolder();
    await makeScheduleFolder(archive);
    const played = play({ archive, start: "2026-10-05T06:00:00Z" });
    // The first line of the lock names a process that lives: this one.
    await ifUnlocked(suiteLock(archive, "churn"), async () => {
      const codes = await playOnce(schedulesOf([planOf("churn")]), played);
      expect({ codes, runs: played.done.runs }).toEqual({ codes: [], runs: [] });
      expect(played.done.lines.join()).toContain("audited by another process");
    });
    await playOnce(schedulesOf([planOf("churn")]), played);
    expect(played.done.runs).toHaveLength(1);
  });

  it("takes over the lock of a scheduler that died", async () => {
    const archive = emptyFolder();
    await makeScheduleFolder(archive);
    const dead = { pid: 2 ** 22 + 1, host: os.hostname(), boot: "other", started: null, token: "t" };
    writeFileSync(suiteLock(archive, "churn"), JSON.stringify(dead));
    const played = play({ archive, start: "2026-10-05T06:00:00Z" });
    await playOnce(schedulesOf([planOf("churn")]), played);
    expect(played.done.runs).toHaveLength(1);
  });

  it("audits when the data are others than in the last audit, and reads them only when a file changed", async () => {
    let material = { stamp: "1", data: "a" };
    const played = play({ archive: emptyFolder(), start: "2026-10-05T06:00:00Z", material: () => material });
    const plan = planOf("churn", { time: null, on: new Set(["data-change"]) });
    played.clock.onJump = (to) => {
      if (to >= Date.parse("2026-10-05T08:00:00Z")) material = { stamp: "2", data: "a" }; // touched, the same bytes
      if (to >= Date.parse("2026-10-05T10:00:00Z")) material = { stamp: "3", data: "b" };
    };
    await playUntil("2026-10-05T12:00:00Z", schedulesOf([plan]), played);
    expect(times(played.done.runs)).toEqual(["10-05T06:00", "10-05T10:00"]);
    expect(played.hashed()).toBe(3);
  });

  it("tries other data that cannot be audited once, not at every look", async () => {
    let material = { stamp: "1", data: "a" };
    const played = play({
      ...{ archive: emptyFolder(), start: "2026-10-05T06:00:00Z", material: () => material },
      exit: (run) => (run === 2 ? 2 : 0),
    });
    played.clock.onJump = (to) => {
      if (to >= Date.parse("2026-10-05T08:00:00Z")) material = { stamp: "2", data: "b" };
      if (to >= Date.parse("2026-10-05T11:00:00Z")) material = { stamp: "3", data: "c" };
    };
    await playUntil(
      "2026-10-05T12:00:00Z",
      schedulesOf([planOf("churn", { time: null, on: new Set(["data-change"]) })]),
      played,
    );
    expect(times(played.done.runs)).toEqual(["10-05T06:00", "10-05T08:00", "10-05T11:00"]);
  });

  it("gives running audits their time when it is stopped, and interrupts those that need longer", async () => {
    for (const [grace, wanted] of [
      [5_000, []],
      [20, [130]],
    ] as const) {
      const played = play({ archive: emptyFolder(), start: "2026-10-05T06:00:00Z" });
      const stop = new AbortController();
      const clock = { now: played.clock.now, sleep: (await import("../../src/schedule/clock.js")).systemClock.sleep };
      const world = {
        ...{ ...played.world, clock },
        perform: (_: unknown, signal: AbortSignal) =>
          new Promise<{ exitCode: number; summary: null }>((resolve) => {
            stop.abort();
            const timer = setTimeout(() => resolve({ exitCode: 1, summary: null }), 300);
            signal.addEventListener("abort", () => {
              clearTimeout(timer);
              resolve({ exitCode: 130, summary: null });
            });
          }),
      };
      const codes = await runScheduler(schedulesOf([planOf("churn")]), world, {
        once: false,
        grace,
        stop: stop.signal,
      });
      expect(codes).toEqual(wanted);
    }
  });
});

describe("notices", () => {
  const channels = new Map([
    ["all", channelOf()],
    ["errors", channelOf(["error"])],
  ]);
  const plan = planOf("churn", { notify: ["all", "errors"], retries: 0 });

  it("go to the channels that want them, and not for an audit that passes", async () => {
    const codes = [0, 1, 3, 130];
    const played = play({
      ...{ archive: emptyFolder(), start: "2026-10-05T05:00:00Z" },
      exit: (run) => codes[run - 1] ?? 0,
    });
    await playUntil("2026-10-08T07:00:00Z", schedulesOf([plan], { channels }), played);
    expect(played.done.told.map(({ channel, notice }) => [channel, ...notice.events])).toEqual([
      ["all", "fail"],
      ["all", "error"],
      ["errors", "error"],
    ]);
  });

  it("that a channel does not take are tried again, told, and change no audit", async () => {
    let tries = 0;
    const send = (): void => {
      if (++tries < 4) throw new Error("no answer");
    };
    const played = play({ archive: emptyFolder(), start: "2026-10-05T06:00:00Z", exit: () => 1, send });
    const only = schedulesOf([{ ...plan, notify: ["all"] }], { channels });
    await playUntil("2026-10-05T07:00:00Z", only, played);
    expect(played.done.told.map(({ at }) => at.slice(11, 19))).toEqual(["06:00:07"]);
    expect(
      played.done.lines.filter((line) => line.includes("was not told: no answer; it is tried again")),
    ).toHaveLength(3);
    expect(played.done.runs).toHaveLength(1);
  });

  it("are kept for the next scheduler, and given up after a day", async () => {
    const archive = emptyFolder();
    const send = (): void => {
      throw new Error("no answer");
    };
    const only = schedulesOf([{ ...plan, notify: ["all"] }], { channels });
    const played = play({ archive, start: "2026-10-05T06:00:00Z", exit: () => 1, send });
    const codes = await playOnce(only, played);
    expect(codes).toEqual([1]);
    expect((await readState(archive, "churn")).unsent).toMatchObject([{ channel: "all", tries: 3 }]);
    const later = play({ archive, start: "2026-10-05T07:00:00Z", exit: () => 0, send });
    await playUntil("2026-10-06T07:30:00Z", only, later);
    expect((await readState(archive, "churn")).unsent).toEqual([]);
    expect(later.done.lines.at(-1)).toContain("given up");
  });
});
