import { describe, expect, it } from "vitest";
import { campaign, canTrace, summary } from "./r1.js";

/** The whole campaign, every step and system call, is `tsx test/campaigns/r1.ts`; another seed draws other points. */
const share = Number(process.env.R1_SHARE ?? 0.08);
const seed = Number(process.env.SEED ?? 1);

describe("campaigns R1 and R2: an archive whose writer dies or fails", () => {
  it(`harms no sealed run at ${share} of the steps, drawn by seed ${seed}`, { timeout: 900_000 }, async () => {
    const found = await campaign({ share, seed, trace: share === 1 && canTrace() });
    console.log(summary(found));
    expect(found.broken).toEqual([]);
    expect(found.points).toBeGreaterThan(20);
    expect(found.sealed).toBeGreaterThan(0);
    expect(found.absent).toBeGreaterThan(0);
  });
});
