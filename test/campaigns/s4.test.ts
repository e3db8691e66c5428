import { describe, expect, it } from "vitest";
import { campaign, summary, undamaged } from "./s4.js";
import { campaigns } from "./s4-models.js";

/** The whole campaign, 10,000 copies of each kind, is `tsx test/campaigns/s4.ts`; another seed shows others. */
const count = Number(process.env.S4_COUNT ?? 60);
const seed = Number(process.env.SEED ?? 1);

describe.each(campaigns())("campaign S4: damaged copies of models, $name", (each) => {
  // A SavedModel needs a runtime that few have; its file is read all the same.
  it.skipIf(each.kind === "tf-saved-model")("the models are scored as they are", async () => {
    expect((await undamaged(each)).filter(({ result }) => result !== "scored")).toEqual([]);
  });

  it(`finds no defect, no hang and no file left in ${count} copies of seed ${seed}`, {
    timeout: 60_000 + count * 1000,
  }, async () => {
    const found = await campaign(each, { count, seed });
    console.log(summary(each.name, found));
    expect(found).toMatchObject({ broken: [], left: [] });
  });
});
