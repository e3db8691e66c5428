import { describe, expect, it } from "vitest";
import { behaviourNames, campaign, summary } from "./r10.js";

/** The whole campaign, 100 runs of each behaviour, is `tsx test/campaigns/r10.ts`, which also holds every run to its deadline. */
const count = Number(process.env.R10_COUNT ?? 5);
const seed = Number(process.env.SEED ?? 1);

describe.concurrent("campaign R10: an endpoint that misbehaves at half of its requests", () => {
  it.each(behaviourNames)(
    `right figures or a clear word in ${count} runs of seed ${seed}: %s`,
    {
      timeout: 60_000 + count * 5000,
    },
    async (name) => {
      const found = await campaign(name, { count, seed });
      console.log(summary(name, found));
      expect(found.broken).toEqual([]);
    },
  );
});
