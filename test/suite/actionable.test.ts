import { describe, expect, it } from "vitest";
import { checkExplain } from "../../src/suite/check-explain.js";
import { type Complaint, collectComplaints } from "../../src/suite/complaint.js";
import { Draft } from "../../src/suite/draft.js";
import { suiteSchema } from "../../src/suite/suite.js";

const explain = suiteSchema.shape.explain.unwrap();
const complaintsAbout = (actionable: unknown): Complaint[] =>
  collectComplaints((complain) =>
    checkExplain(
      new Draft({ protected: ["gender", { name: "age_band", column: "age" }], explain: { actionable } }),
      complain,
    ),
  );

describe("explain.actionable", () => {
  it.each(["increase", "decrease", "any", ["one-year", "two-year"], [1, 2]])("may be %j", (change) => {
    expect(explain.safeParse({ actionable: { tenure: change } }).success).toBe(true);
  });

  it.each(["upwards", [], 3, null])("may not be %j", (change) => {
    expect(explain.safeParse({ actionable: { tenure: change } }).success).toBe(false);
  });

  it("asks nobody to change a protected attribute", () => {
    expect(complaintsAbout({ tenure: "increase" })).toEqual([]);
    const found = complaintsAbout({ gender: "any", age: "increase" });
    expect(found.map(({ path }) => path.join("."))).toEqual(["explain.actionable.gender", "explain.actionable.age"]);
    expect(found[1]!.message).toContain("age_band");
  });
});
