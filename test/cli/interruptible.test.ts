import { describe, expect, it } from "vitest";
import { interruptible } from "../../src/cli/interruptible.js";

describe("interruptible", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "%s aborts the work's signal; afterwards nobody listens any more",
    async (name) => {
      const before = process.listenerCount(name);
      const aborted = await interruptible(async (signal) => {
        const atFirst = signal.aborted;
        for (const listener of process.listeners(name).slice(before)) listener(name);
        return [atFirst, signal.aborted];
      });
      expect(aborted).toEqual([false, true]);
      expect(process.listenerCount(name)).toBe(before);
    },
  );

  it("takes its listeners away when the work throws", async () => {
    const before = process.listenerCount("SIGTERM");
    await expect(interruptible(() => Promise.reject(new Error("work")))).rejects.toThrow("work");
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});
