import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { compile, type TopLevelSpec } from "vega-lite";
import { describe, expect, it } from "vitest";
import { draw } from "../../src/report/draw.js";
import { projectRoot } from "../fixtures.js";
import { examples } from "./examples.js";

const numbers = (text: string): number[] => Array.from(text.matchAll(/-?\d+(?:\.\d+)?/g), ([number]) => Number(number));

describe.each(Object.entries(examples))("%s", (name, make) => {
  it("has the specification that was looked at", () => {
    const file = path.join(projectRoot, "test", "charts", `${name}.vl.json`);
    const { spec } = make("wide");
    // After a change that was looked at: UPDATE_CHARTS=1 npx vitest run test/charts
    if (process.env.UPDATE_CHARTS === "1") writeFileSync(file, `${JSON.stringify(spec, null, 2)}\n`);
    expect(spec).toEqual(JSON.parse(readFileSync(file, "utf8")));
  });

  it.each(["wide", "narrow"] as const)("compiles without a warning (%s)", (size) => {
    const said: unknown[] = [];
    const logger = {
      level: () => logger,
      error: said.push.bind(said),
      warn: said.push.bind(said),
      info: () => logger,
      debug: () => logger,
    };
    compile(make(size).spec as unknown as TopLevelSpec, { logger: logger as never });
    expect(said).toEqual([]);
  });

  it.each(["wide", "narrow"] as const)("draws every mark inside its frame (%s)", async (size) => {
    const chart = make(size);
    const svg = await draw(chart, size);
    expect(svg).toContain(`width="${chart.width}"`);
    for (const [, x = "", y = ""] of svg.matchAll(/transform="translate\(([-\d.]+),([-\d.]+)\)"/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(chart.width);
      expect(Number(y)).toBeGreaterThanOrEqual(0);
      expect(Number(y)).toBeLessThanOrEqual(chart.height);
    }
    for (const [, d = ""] of svg.matchAll(/ d="([^"]+)"/g)) expect(numbers(d).every(Number.isFinite)).toBe(true);
  });

  it("aggregates nothing: every transform and column name is ours", () => {
    const text = JSON.stringify(make("wide").spec);
    expect(text).not.toMatch(/"(?:aggregate|bin|timeUnit|transform|calculate|expr|url)"/);
    expect(
      Array.from(text.matchAll(/"field":"([^"]+)"/g), ([, field]) => field).every((field) =>
        /^c\d+$/.test(field ?? ""),
      ),
    ).toBe(true);
  });
});
