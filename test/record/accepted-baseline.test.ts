import { readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { evaluateTable } from "../../src/index.js";
import { baselineSchemaId, baselineText, parseBaseline } from "../../src/record/accepted-baseline.js";
import { projectRoot } from "../fixtures.js";

const schema = JSON.parse(readFileSync(path.join(projectRoot, "schema", "baseline.schema.json"), "utf8"));
const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(schema);

const record = evaluateTable(
  { prediction: [1, 0, 1, 0], gender: ["f", "f", "m", "m"] },
  { prediction: "prediction", protected: ["gender"], metrics: ["selection_rate"] },
);
const acceptance = {
  by: "Ada",
  why: "reviewed",
  at: "2026-10-05T06:12:00Z",
  run_sha256: "ab".repeat(32),
  finished: null,
  run: "reports/churn/2026-10-05T0612Z",
};
const text = baselineText({ name: "prod", acceptance, record });

describe("the schema of accepted baselines", () => {
  it("has the name that the files bear", () => {
    expect(schema.$id).toBe(baselineSchemaId);
  });

  it("accepts what is written, which can be read", () => {
    validate(JSON.parse(text));
    expect(validate.errors).toBeNull();
    expect(parseBaseline(JSON.parse(text), "prod.json").name).toBe("prod");
  });

  it.each([
    ["a shortened hash", { acceptance: { ...acceptance, run_sha256: "abc" } }],
    ["no record", { record: undefined }],
    ["a record of another shape", { record: { ...record, groups: 3 } }],
    ["a key that nobody knows", { rows: [] }],
  ])("refuses %s", (_, change) => {
    expect(
      validate({
        ...JSON.parse(text),
        ...JSON.parse(JSON.stringify(change)),
        ...("record" in change && change.record === undefined ? { record: null } : {}),
      }),
    ).toBe(false);
  });
});
