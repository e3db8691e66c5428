import { describe, expect, it } from "vitest";
import { foldsOf, outOfFoldMeans } from "../../../src/attributions/gaps/out-of-fold.js";
import { type ProxySearch, proxies } from "../../../src/attributions/gaps/proxies.js";
import { type Random, random } from "../../../src/core/random.js";
import { mannWhitney, normalUpper } from "../../../src/stats/index.js";
import { normal } from "./drawn-gaps.js";

const searchOf = (code: Int32Array, unit = Int32Array.from(code.keys()), groups = 2): ProxySearch => ({
  code,
  groups,
  unit,
  alpha: 0.05,
  least: 0.6,
  seed: 1,
  stream: "test",
});

/** Two groups, and a number whose area for telling them is the one given. */
function drawn(next: Random, rows: number, area: number) {
  const code = Int32Array.from({ length: rows }, () => (next() < 0.4 ? 1 : 0));
  // Φ(shift/√2) = area, found by bisection.
  let [low, high] = [0, 6];
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2;
    if (1 - normalUpper(middle / Math.SQRT2) < area) low = middle;
    else high = middle;
  }
  return { code, values: Float64Array.from(code, (group) => normal(next) + group * low) };
}

describe("proxies(columns, search)", () => {
  it("measures numbers by the area under the ROC curve, in either direction", () => {
    const { code, values } = drawn(random(1, "proxies"), 300, 0.8);
    const at = (group: number) => {
      const own = [...values].filter((_, row) => code[row] === group).sort((a, b) => a - b);
      return { values: Float64Array.from(own), counts: new Float64Array(own.length).fill(1) };
    };
    const { probability } = mannWhitney(at(1), at(0))!;
    const [rising] = proxies([{ player: 0, column: "x", values }], searchOf(code));
    const [falling] = proxies([{ player: 0, column: "x", values: values.map((x) => -x) }], searchOf(code));
    expect(rising!.auc).toBeCloseTo(probability, 12);
    expect(falling!.auc).toBeCloseTo(probability, 12);
    expect(rising).toMatchObject({ isProxy: true, player: 0, column: "x" });
  });
  it("does not take categories that mean nothing for a proxy, however many there are", () => {
    const next = random(2, "proxies");
    const code = Int32Array.from({ length: 400 }, () => (next() < 0.5 ? 1 : 0));
    const values = Array.from(code, () => `c${Math.floor(150 * next())}`);
    const [found] = proxies([{ player: 3, column: "postcode", values }], searchOf(code));
    // In sample nearly every category tells its few rows' group; on other folds it tells nothing.
    expect(found!.normalizedMutualInformation).toBeGreaterThan(0.05);
    expect(Math.abs(found!.auc! - 0.5)).toBeLessThan(0.1);
    expect(found!.isProxy).toBe(false);
  });
  it("finds a category that tells the attribute, of several groups too", () => {
    const next = random(3, "proxies");
    const code = Int32Array.from({ length: 300 }, () => Math.floor(3 * next()));
    const values = Array.from(code, (group) => (next() < 0.9 ? ["north", "south", "west"][group]! : null));
    const [found] = proxies([{ player: 1, column: "region", values }], searchOf(code, undefined, 3));
    expect(found!.auc).toBeGreaterThan(0.9);
    expect(found!.isProxy).toBe(true);
    expect(found!.normalizedMutualInformation).toBeGreaterThan(0.6);
  });
  it("seldom calls a player a proxy whose area is the limit itself", () => {
    const next = random(4, "proxies");
    let called = 0;
    for (let run = 0; run < 200; run++) {
      const { code, values } = drawn(next, 250, 0.6);
      if (proxies([{ player: 0, column: "x", values }], searchOf(code))[0]!.isProxy) called++;
    }
    // One-sided 5 %: standard error 1.5 points.
    expect(called / 200).toBeLessThanOrEqual(0.095);
  });
  it("repeating the rows of a unit makes no proxy of what chance made", () => {
    const { code, values } = drawn(random(5, "proxies"), 40, 0.7);
    const repeated = Int32Array.from({ length: 1_200 }, (_, i) => i % 40);
    const once = proxies([{ player: 0, column: "x", values }], searchOf(code))[0]!;
    const often = proxies(
      [{ player: 0, column: "x", values: Float64Array.from(repeated, (row) => values[row]!) }],
      searchOf(
        repeated.map((row) => code[row]!),
        repeated,
      ),
    )[0]!;
    expect(often.auc).toBeCloseTo(once.auc!, 12);
    expect(Math.abs(often.low! - once.low!)).toBeLessThan(0.03);
  });
  it("takes the best column of a player, leaves rows of unknown group out, and tells nothing of one group", () => {
    const { code, values } = drawn(random(6, "proxies"), 300, 0.9);
    const noise = values.map((_, row) => (row * 7919) % 101);
    const columns = [
      { player: 0, column: "noise", values: noise },
      { player: 0, column: "x", values },
    ];
    expect(proxies(columns, searchOf(code))[0]!.column).toBe("x");
    const known = code.map((group, row) => (row % 2 === 0 ? group : -1));
    expect(proxies(columns, searchOf(known))).toHaveLength(1);
    const alone = code.map(() => 0);
    expect(proxies(columns, searchOf(alone))[0]).toMatchObject({ auc: null, low: null, isProxy: false });
  });
  it("puts missing numbers in the middle, and counts them as a category of their own", () => {
    const { code } = drawn(random(7, "proxies"), 200, 0.5);
    const values = Float64Array.from(code, (group) => (group === 1 ? Number.NaN : 0));
    const [found] = proxies([{ player: 0, column: "x", values }], searchOf(code));
    expect(found!.auc).toBe(0.5);
    expect(found!.normalizedMutualInformation).toBeCloseTo(1, 12);
  });
});

describe("out-of-fold means", () => {
  it("keep a unit's rows in one fold, and folds of nearly equal size", () => {
    const unit = Int32Array.from({ length: 300 }, (_, row) => Math.floor(row / 3));
    const fold = foldsOf(unit, 1, "test");
    for (let row = 0; row < 300; row++) expect(fold[row]).toBe(fold[3 * Math.floor(row / 3)]);
    for (let held = 0; held < 5; held++) expect(fold.filter((each) => each === held)).toHaveLength(60);
  });
  it("do not see a row's own label", () => {
    const category = Int32Array.of(0, 0, 0, 1, 1, 1, 0, 1, 0, 1);
    const fold = Int32Array.of(0, 1, 2, 3, 4, 0, 1, 2, 3, 4);
    const label = Int32Array.of(1, 0, 1, 0, 1, 1, 0, 0, 1, 0);
    const turned = label.map((each, row) => (row === 4 ? 1 - each : each));
    expect(outOfFoldMeans(category, turned, fold)[4]).toBe(outOfFoldMeans(category, label, fold)[4]);
  });
});
