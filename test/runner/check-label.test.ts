import { describe, expect, it } from "vitest";
import { checkLabel } from "../../src/runner/foresight.js";
import { measured, suiteOf, temporaryFolder, written } from "./measure-suite.js";

const folder = temporaryFolder();
const sources = [written(folder, "rows.csv", "gender,label,prediction\nf,1,1\nm,0,0\nf,0,1\n")];

async function checked(favourable?: string | number | boolean): Promise<void> {
  const suite = suiteOf({ folder, sources, dataset: favourable === undefined ? {} : { favourable } });
  checkLabel(suite, await measured(suite, { job: "inspect" }));
}

describe("checkLabel(suite, measured)", () => {
  it("accepts a favourable value of the label, and none at all", async () => {
    await expect(checked(1)).resolves.toBeUndefined();
    await expect(checked()).resolves.toBeUndefined();
  });

  it("refuses, before anything is scored, a favourable value that the label does not have", async () => {
    await expect(checked("yes")).rejects.toMatchObject({
      kind: "usage",
      problems: [
        { message: "favourable is no value of the label; expected one of 0, 1", at: ["dataset", "favourable"] },
      ],
    });
  });
});
