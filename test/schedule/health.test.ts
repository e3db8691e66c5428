import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { openHealth } from "../../src/schedule/health.js";
import { makeScheduleFolder } from "../../src/schedule/places.js";
import { statusOf } from "../../src/schedule/status.js";
import { emptyFolder } from "../audits/archives.js";
import { planOf, play, playOnce, schedulesOf } from "./plans.js";

const get = (port: number, target: string, headers: Record<string, string> = {}, method = "GET") =>
  new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path: target, headers, method }, async (response) => {
      let body = "";
      for await (const part of response) body += part;
      resolve({ status: response.statusCode, body });
    });
    asked.on("error", reject).end();
  });

describe("GET /health", () => {
  it("says when each suite was audited, is next, and whether one is overdue", async () => {
    const archive = emptyFolder();
    const played = play({ archive, start: "2026-10-05T06:00:00Z", exit: (run) => (run === 2 ? 3 : 0) });
    const late = planOf("late", { retries: 0 });
    const schedules = schedulesOf([planOf("churn", { maxAge: { audit: "P1D", model: null } }), late]);
    await playOnce(schedules, played);
    const health = await openHealth(0, () => statusOf(schedules, played.world));
    try {
      const first = JSON.parse((await get(health.port, "/health")).body);
      expect(first.status).toBe("ok");
      expect(first.schedules).toMatchObject([
        { name: "churn", last_audit: { verdict: "none" }, next: "2026-10-06T06:00:00.000Z", due: [], overdue: [] },
        { name: "late", last_audit: null, last_run: { exit_code: 3 }, due: [], overdue: [] },
      ]);
      played.clock.jump(Date.parse("2026-10-06T06:30:00Z"));
      const second = JSON.parse((await get(health.port, "/health")).body);
      expect(second).toMatchObject({
        status: "overdue",
        schedules: [
          { due: ["cron"], overdue: [{ reason: "audit_age", since: "2026-10-06T06:00:00.000Z", limit: "P1D" }] },
          { due: ["cron"], overdue: [] },
        ],
      });
      played.clock.jump(Date.parse("2026-10-06T07:30:00Z"));
      expect(JSON.parse((await get(health.port, "/health")).body).schedules[1].overdue).toMatchObject([
        { reason: "missed" },
      ]);
    } finally {
      await health.close();
    }
  });

  it("answers no other path, no other method and no other name of this machine", async () => {
    const health = await openHealth(0, async () => []);
    try {
      expect((await get(health.port, "/")).status).toBe(404);
      expect((await get(health.port, "/health", {}, "POST")).status).toBe(405);
      expect((await get(health.port, "/health", { host: "attacker.example" })).status).toBe(421);
      expect((await get(health.port, "/health", { host: `localhost:${health.port}` })).status).toBe(200);
      await expect(openHealth(health.port, async () => [])).rejects.toThrow("cannot be used (EADDRINUSE)");
    } finally {
      await health.close();
    }
  });

  it("says error where the archive cannot be read", async () => {
    const health = await openHealth(0, () => Promise.reject(new Error("no")));
    try {
      expect(JSON.parse((await get(health.port, "/health")).body)).toEqual({ status: "error", schedules: [] });
    } finally {
      await health.close();
    }
  });
});

describe("statusOf", () => {
  it("tells a model that is in use for longer than allowed, from the first audit that saw it", async () => {
    const archive = emptyFolder();
    await makeScheduleFolder(archive);
    const played = play({ archive, start: "2026-01-05T06:00:00Z" });
    const plan = planOf("churn", { maxAge: { audit: null, model: "P1M" } });
    await playOnce(schedulesOf([plan]), played);
    played.clock.jump(Date.parse("2026-03-05T08:30:00Z"));
    // Logged predictions have no model file, so no age is known.
    expect((await statusOf(schedulesOf([plan]), played.world))[0]?.overdue).toMatchObject([{ reason: "missed" }]);
  });
});
