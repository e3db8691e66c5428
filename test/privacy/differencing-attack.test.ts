import { describe, expect, it } from "vitest";
import { splitNames } from "../../src/core/groups.js";
import type { Findings, GroupRow, PopulationRow } from "../../src/record/run-record.js";
import type { Row } from "../inference/count-rows.js";
import { mulberry32 } from "../mulberry32.js";
import { findingsOf } from "../runner/audit.js";

const least = 5;

/** A population with skewed groups, some of them tiny, of two attributes and perhaps a stratum and repeated units. */
function population(seed: number): { rows: Row[]; strata: string[] } {
  const random = mulberry32(seed);
  const pick = (size: number) => Math.floor(size * random() ** 3);
  const [first, second] = [2 + Math.floor(random() * 4), 2 + Math.floor(random() * 4)];
  const stratified = seed % 3 === 0;
  const repeated = seed % 4 === 0;
  const size = 40 + Math.floor(random() * 400);
  const rows = Array.from(
    { length: size },
    (_, i): Row => ({
      groups: [`a${pick(first)}`, random() < 0.05 ? "(unknown)" : `b${pick(second)}`],
      ...(stratified ? { strata: [`s${pick(3)}`] } : {}),
      ...(repeated ? { unit: Math.floor(i / (1 + (seed % 3))) } : {}),
      label: Number(random() < 0.4),
      prediction: Number(random() < 0.5),
    }),
  );
  return { rows, strata: stratified ? ["s"] : [] };
}

type Table = Map<string, number | null>;
const key = (attribute: string | null, stratum: string | null, group: string | null) =>
  JSON.stringify([attribute, stratum, group]);

/** Every count that the record shows of a group: rows, labels, and true positives and false negatives by way of their rate. */
function shownCounts({ population, groups }: Findings): Record<string, Table> {
  const of = (value: (row: PopulationRow) => number | null): Table =>
    new Map(population.map((row) => [key(row.attribute, row.stratum, row.group), value(row)]));
  const rate = (value: (row: GroupRow) => number | null): Table =>
    new Map(groups.map((row) => [key(row.attribute, row.stratum, row.group), value(row)]));
  return {
    n: of(({ n }) => n),
    positives: of(({ positives }) => positives),
    negatives: of(({ negatives }) => negatives),
    tp: rate(({ numerator }) => numerator),
    fn: rate(({ numerator, denominator }) => (numerator === null ? null : (denominator as number) - numerator)),
  };
}

/** The same counts for every line, straight from the rows; and its people, which are units where there are any. */
function trueCounts(rows: readonly Row[], lines: Iterable<string>): Record<string, Map<string, number>> {
  const counts: Record<string, Map<string, number>> = {};
  for (const line of lines) {
    const [attribute, stratum, group] = JSON.parse(line) as (string | null)[];
    const names = attribute == null ? [] : splitNames(attribute);
    const values = attribute == null ? [] : splitNames(group as string);
    const inside = rows.filter(
      (row) =>
        names.every((name, i) => row.groups["ab".indexOf(name)] === values[i]) &&
        (stratum == null || row.strata?.[0] === stratum),
    );
    const count = (name: string, value: number) => {
      counts[name] ??= new Map();
      counts[name].set(line, value);
    };
    count("n", inside.length);
    count("positives", inside.filter(({ label }) => label === 1).length);
    count("negatives", inside.filter(({ label }) => label === 0).length);
    count("tp", inside.filter(({ label, prediction }) => label === 1 && prediction === 1).length);
    count("fn", inside.filter(({ label, prediction }) => label === 1 && prediction === 0).length);
    count("people", inside[0]?.unit === undefined ? inside.length : new Set(inside.map(({ unit }) => unit)).size);
  }
  return counts;
}

/** All additions that hold between lines of a table: an attribute's groups add up to everybody, intersections to their parts, strata to the whole. */
function additions(record: Findings): { whole: string; parts: string[] }[] {
  const lines = record.population.map(({ attribute, stratum, group }) => ({
    id: key(attribute, stratum, group),
    stratum,
    kind: `${attribute}|${stratum === null}`,
    values: new Map(
      (attribute === null ? [] : splitNames(attribute)).map((name, i) => [name, splitNames(group as string)[i]]),
    ),
  }));
  return lines.flatMap((whole) =>
    [...new Set(lines.map(({ kind }) => kind))].flatMap((kind) => {
      const parts = lines.filter(
        (part) =>
          part.kind === kind &&
          kind !== whole.kind &&
          (whole.stratum === null || part.stratum === whole.stratum) &&
          [...whole.values].every(([name, value]) => part.values.get(name) === value),
      );
      return parts.length > 0 ? [{ whole: whole.id, parts: parts.map(({ id }) => id) }] : [];
    }),
  );
}

/** Solves for what is not shown: repeated subtraction, then all sums together (Gauss–Jordan; counts are whole numbers, so 1e-6 is none). */
function recovered(table: Table, sums: readonly { whole: string; parts: string[] }[]): Map<string, number> {
  const hidden = [...table].flatMap(([id, value]) => (value === null ? [id] : []));
  const column = new Map(hidden.map((id, i) => [id, i]));
  const matrix = sums.map(({ whole, parts }) => {
    const row = Array.from({ length: hidden.length + 1 }, () => 0);
    for (const [id, sign] of [[whole, -1], ...parts.map((part) => [part, 1])] as [string, number][]) {
      const value = table.get(id);
      if (value === null || value === undefined) row[column.get(id) as number]! += sign;
      else row[hidden.length]! -= sign * value;
    }
    return row;
  });
  let rank = 0;
  for (let c = 0; c < hidden.length; c++) {
    const pivot = matrix.findIndex((row, r) => r >= rank && Math.abs(row[c]!) > 1e-6);
    if (pivot < 0) continue;
    [matrix[rank], matrix[pivot]] = [matrix[pivot]!, matrix[rank]!];
    const scale = matrix[rank]![c]!;
    matrix[rank] = matrix[rank]!.map((value) => value / scale);
    for (const [r, row] of matrix.entries()) {
      const factor = row[c]!;
      if (r !== rank && Math.abs(factor) > 1e-9) matrix[r] = row.map((value, i) => value - factor * matrix[rank]![i]!);
    }
    rank++;
  }
  const found = new Map<string, number>();
  for (const row of matrix.slice(0, rank)) {
    const terms = row.slice(0, -1).flatMap((value, i) => (Math.abs(value) > 1e-6 ? [i] : []));
    if (terms.length === 1) found.set(hidden[terms[0]!] as string, row.at(-1)!);
  }
  return found;
}

function audited(seed: number) {
  const { rows, strata } = population(seed);
  const suite = { suppressBelow: least, metrics: ["true_positive_rate"], intersections: [["a", "b"]] };
  const record = findingsOf(rows, { attributes: ["a", "b"], strata, suite });
  const shown = shownCounts(record);
  return { shown, sums: additions(record), truth: trueCounts(rows, shown.n?.keys() ?? []) };
}

describe("what a record hides", () => {
  const audits = Array.from({ length: 200 }, (_, seed) => audited(seed + 1));

  it("shows counts as they are", () => {
    for (const { shown, truth } of audits) {
      for (const [name, table] of Object.entries(shown)) {
        for (const [line, value] of table) if (value !== null) expect(value).toBe(truth[name]?.get(line));
      }
    }
  });

  it("cannot be worked out from what it shows: 200 populations, every count, 0 groups of fewer than 5 people recovered", () => {
    let [hidden, small] = [0, 0];
    for (const { shown, sums, truth } of audits) {
      for (const table of Object.values(shown)) {
        hidden += [...table.values()].filter((value) => value === null).length;
        small += [...recovered(table, sums).keys()].filter(
          (line) => (truth.people?.get(line) as number) < least,
        ).length;
      }
    }
    expect(small).toBe(0);
    expect(hidden).toBeGreaterThan(1000);
  });

  it("would be recovered by the same attack if only the small groups were hidden", () => {
    let found = 0;
    for (const { sums, truth } of audits.slice(0, 40)) {
      const naive: Table = new Map(
        [...(truth.n ?? [])].map(([line, value]) => [line, (truth.people?.get(line) as number) < least ? null : value]),
      );
      found += recovered(naive, sums).size;
    }
    expect(found).toBeGreaterThan(20);
  });

  it("is 5 people or more in every count under every total, or all there is of it", () => {
    for (const { shown, sums, truth } of audits) {
      for (const [name, table] of Object.entries(shown)) {
        const total = (lines: readonly string[]) =>
          lines.reduce((sum, line) => sum + (truth[name]?.get(line) as number), 0);
        for (const { whole, parts } of sums.filter((sum) => table.get(sum.whole) !== null)) {
          const hidden = parts.filter((line) => table.get(line) === null);
          const together = total(hidden);
          const givenAway = hidden.length > 0 && together < least && together !== total(parts);
          expect(givenAway, `${name} of ${whole}`).toBe(false);
        }
      }
    }
  });

  it("keeps its name, and the reason", () => {
    const rows = [
      ["da", 400],
      ["en", 150],
      ["fi", 3],
      ["sv", 24],
    ].flatMap(([name, size]) =>
      Array.from(
        { length: size as number },
        (_, i): Row => ({ groups: [name as string], label: i % 2, prediction: Number(i % 4 < 2) }),
      ),
    );
    const record = findingsOf(rows, { attributes: ["language"], suite: { suppressBelow: least } });
    const group = (name: string) =>
      record.groups.find((row) => row.group === name && row.metric === "true_positive_rate");
    expect(group("fi")).toMatchObject({
      status: "suppressed",
      value: null,
      n: null,
      denominator: null,
      low: null,
      basis: null,
      reason: "fewer than 5 people",
    });
    expect(group("sv")).toMatchObject({
      status: "suppressed",
      n: null,
      reason: "hidden so that fi cannot be worked out",
    });
    expect(group("da")?.status).toBe("ok");
    expect(record.attributes[0]?.groups).toEqual(["da", "en", "fi", "sv"]);
    expect(record.population.find((row) => row.group === "fi")).toMatchObject({
      status: "suppressed",
      n: null,
      positives: null,
    });
  });
});
