import fc from "fast-check";
import { Failure } from "../../src/core/errors.js";
import { evaluateTable, type TableSpec } from "../../src/evaluate-table.js";
import { metrics } from "../../src/metrics/index.js";
import type { RunRecord } from "../../src/record/run-record.js";
import type { GateFileSpec } from "../../src/suite/suite.js";

/** One interaction. */
export interface Row {
  readonly label: boolean;
  readonly prediction: boolean;
  /** Sixteenths, so that sums and 1 - score are exact. */
  readonly score: number;
  /** null: not known. */
  readonly group: string | null;
  /** A whole number. */
  readonly weight: number;
  readonly customer: number;
  readonly site: string;
}

/** A generated data set and what is asked of it. */
export interface Table {
  readonly rows: readonly Row[];
  readonly metrics: readonly string[];
  readonly weighted: boolean;
  readonly clustered: boolean;
  /** Whether the site of a row is a legitimate factor. */
  readonly stratified: boolean;
  /** Whatever a law draws (an order, a split), it draws from here. */
  readonly seed: number;
}

export const groups = ["a", "b", "c", "d"] as const;

/** Audits rows by their group; what a law changes of the question stands in `asked`. */
export function audit(
  {
    rows,
    metrics,
    weighted,
    clustered,
    stratified,
    weightUnit = 1,
  }: Omit<Table, "seed"> & { readonly weightUnit?: number },
  asked: Partial<TableSpec> = {},
): RunRecord {
  const columns = {
    label: rows.map(({ label }) => label),
    prediction: rows.map(({ prediction }) => prediction),
    score: Float64Array.from(rows, ({ score }) => score),
    group: rows.map(({ group }) => group),
    weight: rows.map(({ weight }) => weight * weightUnit),
    customer: rows.map(({ customer }) => customer),
    site: rows.map(({ site }) => site),
  };
  return evaluateTable(columns, {
    label: "label",
    prediction: "prediction",
    score: "score",
    favourable: true,
    protected: [{ name: "group", reference: "a" }],
    metrics,
    ...(weighted ? { weight: "weight" } : {}),
    ...(clustered ? { unit: "customer" } : {}),
    ...(stratified ? { strata: ["site"] } : {}),
    min_group: 5,
    ...asked,
    gates: asked.gates ?? metrics.filter((metric) => !ungated.has(metric)).map(gateOn),
  });
}

const gateOn = (metric: string): GateFileSpec => ({
  metric,
  attribute: "group",
  disparity: "max_difference",
  at_most: 0.2,
});

const sample: Row[] = Array.from({ length: 40 }, (_, i) => ({
  label: i % 3 === 0,
  prediction: i % 5 < 2,
  score: (i % 16) / 16,
  group: groups[i % 2]!,
  weight: 1,
  customer: i,
  site: "north",
}));

/** Whether such a table can answer a question: what is for other data is refused with a Failure. */
function isAnswered(metric: string, gates: readonly GateFileSpec[]): boolean {
  try {
    audit({ rows: sample, metrics: [metric], weighted: false, clustered: false, stratified: false }, { gates });
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}

const answerable = metrics.map(({ name }) => name).filter((name) => isAnswered(name, []));

/** Metrics that have no interval, and so no gate. */
const ungated = new Set(answerable.filter((name) => !isAnswered(name, [gateOn(name)])));

/** What the rows of a table are like, so that cells of all sizes come up and values at both ends of their ranges. */
interface Kind {
  readonly mostRows: number;
  readonly groups: readonly string[];
  /** Shares in percent of positive labels, and of rows whose prediction and score are right. */
  readonly positive: number;
  readonly right: number;
}

const kinds: fc.Arbitrary<Kind> = fc.oneof(
  { weight: 6, arbitrary: fc.constant({ mostRows: 40, groups, positive: 50, right: 50 }) },
  {
    weight: 4,
    arbitrary: fc.record({
      mostRows: fc.constantFrom(40, 120),
      groups: fc.constantFrom(groups, ["a", "b"]),
      positive: fc.constantFrom(50, 10),
      right: fc.constantFrom(95, 70, 5),
    }),
  },
);

const percent = (share: number): fc.Arbitrary<boolean> => fc.nat({ max: 99 }).map((drawn) => drawn < share);

const rowOf = (group: fc.Arbitrary<string | null>, { positive, right }: Kind): Drawn =>
  fc
    .record({
      label: percent(positive),
      isRight: percent(right),
      scoreIsRight: percent(right),
      sixteenths: fc.integer({ min: 0, max: 16 }),
      group,
      weight: fc.oneof(
        { weight: 19, arbitrary: fc.integer({ min: 1, max: 3 }) },
        { weight: 1, arbitrary: fc.constant(30) },
      ),
      customer: fc.nat({ max: 30 }),
      site: fc.constantFrom("north", "south"),
    })
    .map(({ isRight, scoreIsRight, sixteenths, ...row }) => ({
      ...row,
      prediction: row.label === isRight,
      score: (row.label === scoreIsRight ? Math.max : Math.min)(sixteenths, 16 - sixteenths) / 16,
    }));

type Drawn = fc.Arbitrary<Row>;

function rowsOf(kind: Kind): fc.Arbitrary<readonly Row[]> {
  const anyGroup = fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...kind.groups) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  const [first, second] = ["a", "b"].map((group) => rowOf(fc.constant(group), kind)) as [Drawn, Drawn];
  const rest = fc.array(rowOf(anyGroup, kind), { maxLength: kind.mostRows, size: "max" });
  return fc.tuple(first, second, rest).map(([one, other, more]) => [one, other, ...more]);
}

/** Data sets with at least two groups, and now and then a group of one row or without a positive. */
export const tables: fc.Arbitrary<Table> = fc.record({
  rows: kinds.chain(rowsOf),
  metrics: fc.subarray(answerable, { minLength: 1, maxLength: 2 }),
  weighted: fc.boolean(),
  clustered: fc.nat({ max: 2 }).map((drawn) => drawn === 0),
  stratified: fc.nat({ max: 4 }).map((drawn) => drawn === 0),
  seed: fc.nat(),
});
