import { describe, expect, it } from "vitest";
import { splitNames, unknownGroup } from "../../src/core/groups.js";
import { evaluateTable, type TableSpec } from "../../src/evaluate-table.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { mulberry32 } from "../mulberry32.js";

const least = 5;

/** What is known of a person beside the groups they are in: dealt anew among the hidden ones. */
type Outcome = Readonly<Record<string, unknown>>;

interface Person {
  /** Group by attribute; null: not known. */
  readonly groups: Readonly<Record<string, string | null>>;
  /** Rows, all in the same groups. */
  readonly rows: readonly Outcome[];
}

interface Population {
  readonly people: readonly Person[];
  readonly spec: TableSpec;
}

type Draw = () => number;

const skewed = (random: Draw, size: number) => Math.floor(size * random() ** 3);
/** Eighths: sums and squares of some hundred of them are exact, in any order. */
const eighths = (random: Draw, most: number) => Math.floor(8 * most * random()) / 8;

const scored = (random: Draw): Outcome => ({ label: Number(random() < 0.4), score: Math.floor(random() * 64) / 64 });

/** Made-up audits, one of each kind of task. */
const kinds: Readonly<Record<string, (random: Draw) => { outcome: () => Outcome; spec: Partial<TableSpec> }>> = {
  binary: (random) => ({
    outcome: () => scored(random),
    spec: {
      label: "label",
      score: "score",
      favourable: 1,
      compatibility: ["clarify.cddl", "clarify.ci", "fairlearn.demographic_parity_difference", "aif360.theil_index"],
      gates: [
        { metric: "true_positive_rate", attribute: "a", disparity: "max_difference", at_most: 0.1 },
        { disparity: "equalized_odds", attribute: "*", at_most: 0.2 },
      ],
    },
  }),
  ranking: (random) => ({
    outcome: () => scored(random),
    spec: {
      label: "label",
      score: "score",
      metrics: ["selection_at(40)", "precision_at(40)", "recall_at(40)", "skew_at(40)", "exposure", "ndcg_at(5)"],
    },
  }),
  abstaining: (random) => ({
    outcome: () => scored(random),
    spec: { label: "label", score: "score", abstain_below: 0.65 },
  }),
  regression: (random) => ({
    outcome: () => ({ label: eighths(random, 64), prediction: eighths(random, 64) }),
    spec: {
      label: "label",
      prediction: "prediction",
      task: "regression",
      metrics: ["mean_error", "mean_absolute_error", "median_error", "p90_value", "share_beyond(50)", "r_squared"],
    },
  }),
  classes: (random) => ({
    outcome: () => {
      const [x, y, z] = [random(), random(), random()].map((one) => Math.floor(one * 32) / 32);
      return { label: "xyz"[Math.floor(3 * random())], x, y, z };
    },
    spec: { label: "label", scores: { x: "x", y: "y", z: "z" } },
  }),
  weighted: (random) => ({
    outcome: () => ({ ...scored(random), weight: 0.5 + eighths(random, 2) }),
    spec: { label: "label", score: "score", weight: "weight" },
  }),
};

const kindNames = Object.keys(kinds);

/** Two attributes, some groups of them tiny, some not known; perhaps tags, a stratum, or people of two rows. */
function population(seed: number): Population {
  const random = mulberry32(seed);
  const { outcome, spec } = kinds[kindNames[seed % kindNames.length]!]!(random);
  const variant = Math.floor(seed / kindNames.length) % 4;
  const [first, second] = [3 + Math.floor(random() * 3), 2 + Math.floor(random() * 3)];
  const [tagged, stratified, repeated] = [variant === 1, variant === 2, variant === 3];
  // A tag that nearly everybody has gives away those without it.
  const common = tagged && random() < 0.5;
  const tagsOf = () => {
    const drawn = Array.from({ length: 1 + Math.floor(random() * 2) }, () => `t${skewed(random, 5)}`);
    return [...drawn, ...(common && random() < 0.95 ? ["t0"] : [])].join("|");
  };
  const people = Array.from({ length: 60 + Math.floor(random() * 200) }, (): Person => {
    const groups = {
      a: random() < 0.03 ? null : tagged ? tagsOf() : `a${skewed(random, first)}`,
      b: random() < 0.03 ? null : `b${skewed(random, second)}`,
      ...(stratified ? { s: `s${skewed(random, 3)}` } : {}),
    };
    return { groups, rows: Array.from({ length: repeated ? 2 : 1 }, outcome) };
  });
  return {
    people,
    spec: {
      protected: [tagged ? { name: "a", separator: "|" } : "a", "b"],
      ...(tagged ? {} : { intersections: [["a", "b"]] }),
      ...(stratified ? { strata: ["s"] } : {}),
      ...(repeated ? { unit: "unit" } : {}),
      suppress_below: least,
      ...spec,
      gates: (spec.gates ?? []).filter(({ attribute }) => !tagged || attribute === "b"),
    },
  };
}

function audit({ people, spec }: Population): RunRecord {
  const rows = people.flatMap((person, unit) =>
    person.rows.map((row): Outcome => ({ ...person.groups, ...row, unit })),
  );
  const names = Object.keys(rows[0]!);
  return evaluateTable(Object.fromEntries(names.map((name) => [name, rows.map((row) => row[name])])), spec);
}

const isTagged = ({ spec }: Population) => typeof spec.protected[0] !== "string";

/** Whether a person is in a line of the population table. */
function isIn({ groups }: Person, tagged: boolean, line: RunRecord["population"][number]): boolean {
  if (line.stratum !== null && groups.s !== line.stratum) return false;
  if (line.attribute === null) return true;
  const values = splitNames(line.group as string);
  return splitNames(line.attribute).every((name, i) => {
    const own = groups[name];
    if (own == null) return values[i] === unknownGroup;
    return tagged && name === "a" ? own.split("|").includes(values[i] as string) : own === values[i];
  });
}

/** The same people, with what happened to them dealt anew among those who are in the same shown lines. */
function redealt(one: Population, record: RunRecord, random: Draw): { dealt: Population; moved: number } {
  const shown = record.population.filter(({ status }) => status === "ok");
  const alike = new Map<string, number[]>();
  for (const [i, person] of one.people.entries()) {
    const lines = shown.map((line) => Number(isIn(person, isTagged(one), line))).join("");
    alike.set(lines, [...(alike.get(lines) ?? []), i]);
  }
  const people = [...one.people];
  let moved = 0;
  for (const places of alike.values()) {
    const from = places.map((place) => ({ place, at: random() })).sort((a, b) => a.at - b.at);
    for (const [i, to] of places.entries()) {
      const [before, after] = [one.people[to]!, one.people[from[i]!.place]!];
      people[to] = { ...before, rows: after.rows };
      if (JSON.stringify(before.groups) !== JSON.stringify(after.groups)) moved++;
    }
  }
  return { dealt: { ...one, people }, moved };
}

/**
 * As JSON, numbers to 9 digits: units are added up in the order of their content, so that the last of 16 digits may differ; what a
 * single person changes in these tables of at most 500 rows is 1e-6 or more.
 */
const text = (part: unknown): string =>
  JSON.stringify(part, (_, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(9)) : value));

const hiddenLines = (record: RunRecord): string[] =>
  record.population.filter(({ status }) => status === "suppressed").map((line) => lineOf(line));
const lineOf = ({
  attribute,
  stratum,
  group,
}: Pick<RunRecord["population"][number], "attribute" | "stratum" | "group">) =>
  JSON.stringify([attribute, stratum, group]);

const audits = Array.from({ length: 96 }, (_, seed) => {
  const one = population(seed + 1);
  return { seed: seed + 1, one, record: audit(one) };
});

describe("tables of a record beside its hidden groups", () => {
  it("are the same to the byte when the hidden people change outcomes among themselves: 50 redealt populations and more", () => {
    let [compared, moved] = [0, 0];
    const differing: string[] = [];
    for (const { seed, one, record } of audits) {
      const random = mulberry32(seed + 10_000);
      const again = redealt(one, record, random);
      const other = audit(again.dealt) as RunRecord & Record<string, unknown>;
      // Which further groups are hidden depends on the small ones: that is another record.
      if (again.moved === 0 || hiddenLines(other).join() !== hiddenLines(record).join()) continue;
      compared++;
      moved += again.moved;
      for (const [table, rows] of Object.entries(record)) {
        if (text(rows) !== text(other[table])) differing.push(`${seed} ${kindNames[seed % kindNames.length]} ${table}`);
      }
    }
    expect(differing).toEqual([]);
    expect(compared).toBeGreaterThan(50);
    expect(moved).toBeGreaterThan(1000);
  });

  it("have no figure in a row that names a hidden group", () => {
    let rows = 0;
    for (const { record } of audits) {
      const hidden = new Set(hiddenLines(record));
      const names = (row: Record<string, unknown>) =>
        [row.group, row.reference, row.other, row.judged_group, row.judged_reference].flatMap((group) =>
          typeof group === "string"
            ? [lineOf({ attribute: row.attribute as string, stratum: (row.stratum as string) ?? null, group })]
            : [],
        );
      for (const [table, list] of Object.entries(record)) {
        if (!Array.isArray(list)) continue;
        for (const row of list as Record<string, unknown>[]) {
          if (!names(row ?? {}).some((name) => hidden.has(name))) continue;
          rows++;
          const figures = Object.entries(row).filter(
            ([key, value]) => key !== "n_reference" && (typeof value === "number" || Array.isArray(value)),
          );
          expect(figures, `${table} ${JSON.stringify(row)}`).toEqual([]);
        }
      }
    }
    expect(rows).toBeGreaterThan(1000);
  });

  it("have no name in them that no reader can read", () => {
    for (const { record } of audits) {
      for (const table of Object.values(record))
        for (const row of [table].flat()) expect(JSON.stringify(row) ?? "").not.toContain("\\u0000");
    }
  });

  it("leave 5 rows or more, or all there are, in every part of a share that a subtraction gives", () => {
    let sums = 0;
    const given: string[] = [];
    for (const { seed, one, record } of audits) {
      if (one.spec.weight !== undefined) continue;
      const shares = record.groups.filter(({ metric }) => isShare(record, metric));
      for (const [key, parts] of bySplit(shares)) {
        const [model, metric, of, stratum, attribute] = JSON.parse(key) as string[];
        if (isTagged(one) && attribute === "a") continue;
        const whole = record.groups.find(
          (row) =>
            row.model === model &&
            row.metric === metric &&
            row.class === of &&
            row.stratum === stratum &&
            row.attribute === null,
        )!;
        if (
          whole.denominator === null ||
          whole.status === "suppressed" ||
          !parts.some(({ status }) => status === "suppressed")
        )
          continue;
        sums++;
        const left = (part: (row: RunRecord["groups"][number]) => number) =>
          part(whole) - parts.reduce((sum, row) => sum + (row.status === "suppressed" ? 0 : part(row)), 0);
        for (const part of [
          (row: RunRecord["groups"][number]) => row.numerator ?? 0,
          (row: RunRecord["groups"][number]) => (row.denominator ?? 0) - (row.numerator ?? 0),
          (row: RunRecord["groups"][number]) => row.denominator ?? 0,
        ]) {
          const rest = left(part);
          if (rest < least - 1e-9 && Math.abs(rest - part(whole)) > 1e-9)
            given.push(`${seed} ${key} ${rest} of ${part(whole)}`);
        }
      }
    }
    expect(given).toEqual([]);
    expect(sums).toBeGreaterThan(200);
  });

  it("show no tag that fewer than 5 people, of those known, do not have", () => {
    let [tags, wide] = [0, 0];
    for (const { one, record } of audits.filter((each) => isTagged(each.one))) {
      const everybody = record.population[0]!;
      const unknown = record.population.find(({ attribute, group }) => attribute === "a" && group === unknownGroup);
      for (const row of record.population.filter(
        ({ attribute, group }) => attribute === "a" && group !== unknownGroup,
      )) {
        tags++;
        const without = one.people.filter(
          ({ groups }) => groups.a !== null && !groups.a!.split("|").includes(row.group as string),
        ).length;
        if (without < least && without > 0) {
          wide++;
          expect([row.status, unknown?.status]).toContain("suppressed");
        }
        if (row.n === null || unknown?.n === null) continue;
        const derived = everybody.n! - row.n - (unknown?.n ?? 0);
        expect(derived >= least || derived === 0, String(derived)).toBe(true);
      }
    }
    expect(tags).toBeGreaterThan(80);
    expect(wide).toBeGreaterThan(3);
  });
});

/** Shares whose parts add up over the groups: of rows, or of places among everybody. */
function isShare(record: RunRecord, name: string): boolean {
  const metric = record.metrics.find((one) => one.name === name)!;
  return metric.unit === "proportion" && !/^(f1|f_beta|selective_error_rate_at|balanced|macro|ndcg)/.test(name);
}

function bySplit(rows: RunRecord["groups"]): Map<string, RunRecord["groups"]> {
  const splits = new Map<string, RunRecord["groups"]>();
  for (const row of rows) {
    if (row.attribute === null) continue;
    const key = JSON.stringify([row.model, row.metric, row.class, row.stratum, row.attribute]);
    splits.set(key, [...(splits.get(key) ?? []), row]);
  }
  return splits;
}
