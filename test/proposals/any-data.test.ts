import { realpathSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/core/errors.js";
import { loadSuite } from "../../src/evaluate.js";
import { metricNeeds } from "../../src/metrics/needs.js";
import { loadModel } from "../../src/models/index.js";
import { propose } from "../../src/proposals/propose.js";
import { placeholders, suiteText } from "../../src/proposals/suite-text.js";
import { measure } from "../../src/runner/measure.js";
import { folder, profileFile } from "../runner/profile/profile-files.js";

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Headers that play a part, and any others. */
const header = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "gender",
      "age",
      "id",
      "customer_id",
      "churned",
      "pred",
      "score",
      "y",
      "region",
      "consent",
      "created_at",
      "køn",
      "navn",
      "weight",
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 8 }) },
);
/** Ways to fill a column: groups, numbers, shares, times, and anything. */
const fill = fc.oneof(
  fc
    .uniqueArray(fc.string({ unit: "grapheme", maxLength: 6 }), { minLength: 1, maxLength: 4 })
    .map((values) => fc.constantFrom(...values)),
  fc.constant(fc.constantFrom("0", "1")),
  fc.constant(fc.constantFrom("f", "m", "?")),
  fc.constant(fc.nat(100).map(String)),
  fc.constant(fc.integer({ min: 0, max: 1000 }).map((n) => String(n / 1000))),
  fc.constant(fc.constantFrom("2026-01-01", "2026-02-01T10:00:00Z")),
  fc.constant(fc.constantFrom("true", "false", "")),
  fc.constant(fc.string({ unit: "grapheme", maxLength: 12 })),
);
const table = fc
  .tuple(fc.uniqueArray(header, { minLength: 1, maxLength: 7 }), fc.integer({ min: 1, max: 60 }))
  .chain(([names, rows]) =>
    fc.tuple(
      fc.constant(names),
      fc.tuple(...names.map(() => fill.chain((values) => fc.array(values, { minLength: rows, maxLength: rows })))),
    ),
  );

/** What init makes of a text, and how a run begins with it. null: it begins. */
async function outcomeOf(csv: string): Promise<Failure | null> {
  const place = folder();
  const [data, suite] = [path.join(place, "data.csv"), path.join(place, "suite.yaml")];
  writeFileSync(data, csv);
  try {
    const proposal = propose(await profileFile(data), {}, "data.csv");
    writeFileSync(suite, suiteText(proposal, { source: "data.csv", schema: "suite.schema.json" }));
    const { place: _, ...content } = await loadSuite(suite, { cwd: realpathSync(place) });
    await measure(content, {
      workFolder: folder(),
      memoryLimit: "512MB",
      threads: 1,
      needs: metricNeeds({ metrics: [], gated: [] }),
      seed: 1,
      loadModel,
      onProgress: () => {},
      job: "inspect",
    });
    return null;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}

/** What init cannot put right, and says: the file is no table, or has nothing to compare or to audit. */
const excused = new RegExp(
  [
    ...Object.values(placeholders),
    // Rows without an outcome are left out, and a few rows may then have one group, or two of several classes.
    "has one group only|has no value in any row|no row is left to audit|name the one that counts as positive",
    "cannot be read as CSV|of the header|in the header|holds no rows|first line is empty|holds no header",
  ].join("|"),
);

describe("init of any table", () => {
  it("ends in a suite that a run begins with, or says what is missing", async () => {
    let begun = 0;
    await fc.assert(
      fc.asyncProperty(table, async ([names, columns]) => {
        const rows = columns[0]!.map((_, row) => columns.map((column) => quoted(column[row]!)).join(","));
        const failure = await outcomeOf(`${[names.map(quoted).join(","), ...rows].join("\n")}\n`);
        if (failure === null) begun++;
        else expect(failure.message).toMatch(excused);
      }),
      { numRuns: 30, endOnFailure: true },
    );
    expect(begun).toBeGreaterThan(0);
  });
});
