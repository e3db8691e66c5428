import { describe, expect, it } from "vitest";
import { compatibilityNames, compatibilityNamesOf } from "../../src/compatibility/index.js";
import type { Failure } from "../../src/core/errors.js";
import { example, parse } from "./example.js";

const registries = {
  metrics: ["selection_rate", "roc_auc"],
  disparities: ["max_difference"],
  compatibility: { names: compatibilityNames, namesOf: compatibilityNamesOf },
};
const withFigures = (list: string) => parse(`${example}compatibility: ${list}\n`, { registries });

/** What is said of a suite with these figures, each with its line and column. */
function said(list: string): string[] {
  try {
    withFigures(list);
  } catch (error) {
    return (error as Failure).problems.map(({ message, line, column }) => `${line}:${column} ${message}`);
  }
  return [];
}

describe("compatibility of a suite", () => {
  it("takes names, names with a number, and all of a library", () => {
    const list = ["clarify.cddl", "aif360.generalized_entropy_index(1)", "fairlearn.*"];
    expect(withFigures(JSON.stringify(list)).compatibility).toEqual(list);
    expect(parse(example, { registries }).compatibility).toEqual([]);
  });
  it.each([
    ["[clarify.cdll]", '21:17 unknown compatibility figure "clarify.cdll"; did you mean "clarify.cddl"?'],
    ["[clarfy.*]", '21:17 unknown compatibility figure "clarfy.*"; did you mean "clarify.*"?'],
    ["[selection_rate]", '21:17 unknown compatibility figure "selection_rate"'],
    ["[aequitas.fpr_parity(7)]", '21:17 unknown compatibility figure "aequitas.fpr_parity(7)"'],
    ["[clarify.kl, clarify.kl]", '21:29 figure "clarify.kl" is given twice'],
  ])("refuses %s with its place", (list, problem) => {
    expect(said(list)[0]).toContain(problem);
  });
  it("refuses an empty list and what is no list", () => {
    expect(said("[]")).toHaveLength(1);
    expect(said("clarify.kl")).toHaveLength(1);
  });
});
