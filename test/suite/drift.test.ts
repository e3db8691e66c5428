import { describe, expect, it } from "vitest";
import { example, parse, problemsOf, told } from "./example.js";

const base = example.split("metrics:")[0]!;
const gate = (text: string) => `${base}drift: {features: [tenure]}\ngates: [{${text}}]\n`;
const saidOf = (text: string) => told(problemsOf(() => parse(text))).map((line) => line.replace(/^\d+:\d+ /, ""));

describe("a suite with drift", () => {
  it("takes defaults, and gates on groups, labels, scores and columns", () => {
    expect(parse(`${base}drift: {}\n`).drift).toEqual({ features: [], bins: 10 });
    expect(parse(`${base}drift: {features: all, bins: 20}\n`).drift).toEqual({ features: "all", bins: 20 });
    for (const of of ["population", "label", "prediction", "score", "tenure"]) {
      const [one] = parse(gate(`drift: population_stability, of: ${of}, attribute: gender, at_most: 2`)).gates;
      expect(one).toMatchObject({ drift: "population_stability", disparity: "population_stability", of });
    }
    expect(parse(example).drift).toBeUndefined();
  });

  it.each([
    [
      "drift: psi, of: score, attribute: gender, at_most: 0.1",
      'unknown drift "psi"; expected one of population_stability',
    ],
    [
      "drift: total_variation, attribute: gender, at_most: 0.1",
      "gate 1 needs of: population, label, prediction, score, or a column of drift.features",
    ],
    ["of: score, attribute: gender, at_most: 0.1", "of says what a drift is of, and gate 1 names none"],
    ["drift: total_variation, of: score, attribute: gender", "gate 1 needs at_most: the largest drift"],
    ["drift: total_variation, of: score, attribute: gender, at_most: 20", "at_most must lie from 0 to 1, found 20"],
    [
      "drift: population_stability, of: score, attribute: gender, at_most: -1",
      "at_most must not be negative, found -1",
    ],
    [
      "drift: total_variation, of: scores, attribute: gender, at_most: 0.1",
      '"scores" is neither of population, label, prediction, score nor a column of drift.features; did you mean "score"?',
    ],
    ["drift: total_variation, of: score, attribute: gendr, at_most: 0.1", 'unknown attribute "gendr"'],
    [
      "drift: total_variation, of: score, attribute: gender, at_most: 0.1, metric: roc_auc",
      "a gate on drift takes no metric",
    ],
    [
      "drift: total_variation, of: score, attribute: gender, at_most: 0.1, regression: {at_most: 0.1}",
      "a gate on drift takes no regression",
    ],
    [
      "drift: kolmogorov_smirnov, of: population, attribute: gender, at_most: 0.1",
      "kolmogorov_smirnov is of values with an order, and groups have none",
    ],
    ["drift: total_variation, of: score, attribute: gender, at_most: 0.1, model: other", 'unknown model "other"'],
  ])("refuses {%s}", (text, said) => {
    expect(saidOf(gate(text)).some((line) => line.includes(said))).toBe(true);
  });

  it("refuses gates without drift in the suite, and columns that are named twice", () => {
    const alone = `${base}gates: [{drift: total_variation, of: score, attribute: gender, at_most: 0.1}]\n`;
    expect(saidOf(alone)).toEqual(["gate 1 needs drift in the suite: {} for the defaults"]);
    expect(saidOf(`${base}drift: {features: [a, a]}\n`)).toEqual(['column "a" is named twice']);
    expect(saidOf(`${base}drift: {features: [a], bins: 50}\n`)).toEqual(["bins must be at most 20, found 50"]);
  });
});
