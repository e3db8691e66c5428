import { describe, expect, it } from "vitest";
import { inSchemaOrder } from "../../src/record/in-schema-order.js";
import { type RunRecord, runRecordSchema } from "../../src/record/run-record.js";
import { auditOf } from "../runner/audit.js";

/** Two attributes with a gate: every table of the record but the correlations has rows. */
const record = auditOf(
  Array.from({ length: 400 }, (_, i) => ({
    groups: [["f", "m"][i % 2]!, ["da", "en", "nb"][i % 3]!],
    label: Number((i * 13) % 10 < 4),
    prediction: Number((i * 17) % 12 < 5),
  })),
  {
    attributes: ["gender", "language"],
    suite: { gates: [{ metric: "accuracy", attribute: "gender", disparity: "max_difference", at_most: 0.2 }] },
  },
);

/** The same value with all keys the other way round. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]) => [key, backwards(each)] as const)
      .reverse(),
  );
}

describe("inSchemaOrder(record)", () => {
  it("gives the bytes that parsing gives, whatever the order of the keys", () => {
    const parsed = JSON.stringify(runRecordSchema.parse(record));
    expect(JSON.stringify(record)).toBe(parsed);
    const other = backwards(record) as RunRecord;
    expect(JSON.stringify(other)).not.toBe(parsed);
    expect(JSON.stringify(inSchemaOrder(other))).toBe(parsed);
  });
  it("refuses a key that the schema does not have", () => {
    const [first, ...others] = record.groups;
    const groups = [{ ...first!, person: "A" }, ...others];
    expect(() => inSchemaOrder({ ...record, groups })).toThrow("no key of a record: person");
  });
});
