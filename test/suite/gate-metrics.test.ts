import { expect, it } from "vitest";
import { disparities } from "../../src/disparities/index.js";
import { metricByName, metrics } from "../../src/metrics/index.js";
import { example, parse, problemsOf, told } from "./example.js";

const registries = { metrics, disparities, metricByName };
const gate = example.slice(example.indexOf("  - metric"));
const said = (by: string): readonly string[] =>
  told(problemsOf(() => parse(example.replace(gate, by), { registries })));

it("a gate on a disparity over several metrics names none", () => {
  expect(said("  - {attribute: gender, disparity: equalized_odds, at_most: 0.1}\n")).toEqual([]);
  expect(said("  - {metric: roc_auc, attribute: gender, disparity: equalized_odds, at_most: 0.1}\n")).toEqual([
    "17:6 equalized_odds is made from true_positive_rate and false_positive_rate: leave out metric",
  ]);
});

it("a gate on any other disparity names one", () => {
  expect(said("  - {attribute: gender, disparity: max_difference, at_most: 0.1}\n")).toEqual([
    "17:5 gate 1 needs metric: max_difference is of one metric",
  ]);
});

it("a tolerance fits what is limited", () => {
  expect(said("  - {attribute: gender, disparity: equalized_odds, at_most: 5}\n")).toEqual([
    "17:61 at_most must lie from 0 to 1, found 5; for 5 points write 0.05",
  ]);
  expect(said("  - {attribute: gender, disparity: differential_fairness, at_most: 1.5}\n")).toEqual([]);
  expect(said("  - {attribute: gender, disparity: equalized_odds, at_least: 0.8}\n")).toEqual([
    "17:52 equalized_odds takes at_most, not at_least",
  ]);
});
