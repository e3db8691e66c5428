import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearest } from "../../src/suite/nearest.js";

describe("editDistance(a, b)", () => {
  // Optimal string alignment; "ca" to "abc" is 3 there and 2 in the unrestricted distance (Boytsov 2011, doi:10.1145/1963190.1963191).
  it.each([
    ["", "", 0],
    ["", "abc", 3],
    ["kitten", "sitting", 3],
    ["ab", "ba", 1],
    ["ca", "abc", 3],
    ["favorable", "favourable", 1],
    ["max_diference", "max_difference", 1],
  ] as const)("%s and %s are %i apart", (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

  const word = fc.string({ maxLength: 12, unit: fc.constantFrom(..."abcd") });
  it("is symmetric, 0 for equal words only, and never more than the longer word", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});

describe("nearest(word, candidates)", () => {
  const metrics = ["selection_rate", "true_positive_rate", "false_positive_rate", "f1", "roc_auc"];
  it.each([
    ["true_positve_rate", "true_positive_rate"],
    ["True_Positive_Rate", "true_positive_rate"],
    ["true-positive-rate", "true_positive_rate"],
    ["tpr", "true_positive_rate"],
    ["FPR", "false_positive_rate"],
    ["f2", "f1"],
  ])("%s was meant to be %s", (word, meant) => expect(nearest(word, metrics)).toBe(meant));
  it.each(["accuracy", "", "rate", "x".repeat(100_000)])("%.20s was meant to be none of them", (word) =>
    expect(nearest(word, metrics)).toBeNull(),
  );
});
