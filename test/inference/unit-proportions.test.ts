import { expect, it } from "vitest";
import { unitProportions } from "../../src/inference/unit-proportions.js";
import { cautiousProportion, clusteredProportion, type UnitSums } from "../../src/stats/index.js";

/** Units of three rows each, of which one in four has two successes and one in four has one. */
const group = (units: number): UnitSums => ({
  numerator: Float64Array.of(2, 1, 0),
  denominator: Float64Array.of(3, 3, 3),
  rows: Float64Array.of(3, 3, 3),
  count: Float64Array.of(units / 4, units / 4, units / 2),
});
const none: UnitSums = { ...group(40), rows: new Float64Array(3) };
const plainly = { weighted: false };

it("takes the design effect pooled over groups of like size", () => {
  const groups = [group(40), group(40), group(60)];
  expect(unitProportions(groups, plainly)).toEqual(clusteredProportion(groups));
  expect(cautiousProportion(groups)).not.toEqual(clusteredProportion(groups));
});

it("leaves a group that stands alone to the cautious method, also beside an empty one", () => {
  expect(unitProportions([group(40)], plainly)).toEqual(cautiousProportion([group(40)]));
  expect(unitProportions([none, group(40)], plainly)).toEqual([null, ...cautiousProportion([group(40)])]);
  expect(unitProportions([none], plainly)).toEqual([null]);
});

it("leaves a group of more than two thirds of the rows to the cautious method, and no other", () => {
  const groups = [group(40), group(120)];
  const [plain, cautious] = [clusteredProportion(groups), cautiousProportion(groups)];
  expect(unitProportions(groups, plainly)).toEqual([plain[0], cautious[1]]);
  expect(unitProportions([group(40), group(80)], plainly)).toEqual(clusteredProportion([group(40), group(80)]));
});

it("is cautious throughout where rows carry weights", () => {
  const groups = [group(40), group(40)];
  expect(unitProportions(groups, { weighted: true })).toEqual(cautiousProportion(groups));
});
