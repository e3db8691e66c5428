import { expect, it } from "vitest";
import * as s5 from "../campaigns/s5.js";
import * as s6 from "../campaigns/s6.js";
import { withBrowser } from "./browser.js";

/** The whole campaigns, 1,000 texts and 200 payloads, are `tsx test/campaigns/s5.ts` and `s6.ts`. */
const texts = Number(process.env.S5_COUNT ?? 120);
const payloads = Number(process.env.S6_COUNT ?? 200);
const seed = Number(process.env.SEED ?? 1);

withBrowser("campaigns in a browser", () => {
  it(`S5: ${texts} hostile texts of seed ${seed} do nothing, and stand there as they were given`, {
    timeout: 120_000 + texts * 5_000,
  }, async () => {
    const found = await s5.campaign({ count: texts, seed });
    console.log(s5.summary(found));
    expect(found.broken).toEqual([]);
  });

  it(`S6: of ${payloads} template and chart expressions none is evaluated`, {
    timeout: 120_000 + payloads * 2_000,
  }, async () => {
    const found = await s6.campaign({ count: payloads });
    console.log(s6.summary(found));
    expect(found.broken).toEqual([]);
  });
});
