import { describe, expect, it } from "vitest";
import { shownText } from "../../src/exports/shown-text.js";
import { reportFixtures } from "../report/fixtures.js";
import { buildRecord, group } from "../report/record-builder.js";
import { hostileRun, materialOf, recordNamed, textOf } from "./material.js";

const lines = (record = recordNamed("typical")): string[] =>
  textOf("prom", materialOf(record)).split("\n").slice(0, -1);

// Prometheus, "Exposition formats": text-based format, version 0.0.4.
const sample = /^[a-z_]+\{(?:[a-z_]+="(?:[^"\\]|\\[\\"n])*"(?:,|(?=\})))*\} (?:-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/;
const comment = /^# (?:HELP [a-z_]+ [^\\]+|TYPE [a-z_]+ gauge)$/;

describe("prom", () => {
  it.each([...Object.keys(reportFixtures)])(
    "of the record %s is made of comments and samples, no series twice",
    (name) => {
      const all = lines(recordNamed(name));
      for (const line of all) expect(line).toMatch(line.startsWith("#") ? comment : sample);
      const series = all.filter((line) => !line.startsWith("#")).map((line) => line.replace(/ [^ ]*$/, ""));
      expect(new Set(series).size).toBe(series.length);
    },
  );

  it("gives hostile names back as they are told on one line", () => {
    const record = hostileRun();
    const ids = lines(record)
      .filter((line) => line.startsWith("evenhand_gate_limit{"))
      .map((line) => {
        expect(line).toMatch(sample);
        const [, id = ""] = /gate="((?:[^"\\]|\\.)*)"/.exec(line) ?? [];
        return id.replace(/\\(["\\])/g, "$1");
      });
    const short = record.gates.map(({ id }) => shownText(id)).filter((id) => id.length <= 120);
    expect(short.length).toBeGreaterThan(100);
    expect(ids).toEqual(expect.arrayContaining(short));
  });

  it("has gap, bounds, limit, rows and verdict of a gate", () => {
    const record = recordNamed("typical");
    const [gate] = record.gates;
    const of = (name: string) =>
      lines().filter((line) => line.startsWith(`${name}{`) && line.includes(`gate="${gate?.id}"`));
    expect(of("evenhand_gate_gap")[0]).toMatch(new RegExp(` ${gate?.value}$`));
    expect(of("evenhand_gate_limit")[0]).toMatch(new RegExp(` ${gate?.tolerance}$`));
    expect(of("evenhand_gate_verdict").filter((line) => line.endsWith(" 1"))).toEqual([
      expect.stringContaining(`verdict="${gate?.verdict}"`),
    ]);
  });

  it("has no sample where there is no value", () => {
    const text = lines(recordNamed("errors")).join("\n");
    expect(text).not.toMatch(/NaN|null|undefined/);
  });

  it("caps series and labels, and long labels stay different", () => {
    const long = "x".repeat(300);
    const gates = 520;
    const record = buildRecord({
      attributes: Array.from({ length: gates }, (_, i) => ({
        name: `${long}${i}`,
        groups: [group("a", 50, 20, 90, 10), group("b", 50, 40, 90, 10)],
      })),
      metrics: ["true_positive_rate"],
      gates: Array.from({ length: gates }, (_, i) => ({
        metric: "true_positive_rate",
        attribute: `${long}${i}`,
        tolerance: 0.1,
      })),
    });
    const gaps = lines(record).filter((line) => line.startsWith("evenhand_gate_gap{"));
    expect(gaps).toHaveLength(500);
    expect(new Set(gaps.map((line) => /gate="([^"]*)"/.exec(line)?.[1])).size).toBe(500);
    expect(lines(record).at(-1)).toMatch(/^evenhand_run_gates_left_out\{suite=".*"\} 20$/);
    for (const line of lines(hostileRun())) expect(line.length).toBeLessThan(1500);
  });
});
