import { type Disparity, disparityByName } from "../../src/disparities/index.js";
import { metricByName } from "../../src/metrics/index.js";
import type { GroupRow, RunRecord } from "../../src/record/run-record.js";
import { runRecordSchema } from "../../src/record/run-record.js";
import { mulberry32 } from "../mulberry32.js";
import { audit, groups, type Row, type Table } from "./table.js";

/** Something that holds for every data set, through the whole of evaluateTable. */
export interface Law {
  readonly name: string;
  /** @returns what does not hold, in words; null where all is well */
  broken(table: Table, record: RunRecord): string | null;
}

/**
 * Bounds are found by iteration to about 1e-10 (roots of score statistics, quantiles), and sums of doubles over groups in
 * another order differ in their last digits.
 */
const tolerance = 1e-7;

type Number_ = number | null;
const near = (a: Number_, b: Number_): boolean =>
  a === b || (a !== null && b !== null && Math.abs(a - b) <= tolerance * Math.max(1, Math.abs(a), Math.abs(b)));

type Compared = RunRecord["disparities"][number];

interface Named {
  readonly metric: string | null;
  readonly class: string | null;
  readonly stratum: string | null;
}
const named = ({ metric, class: of, stratum }: Named): string =>
  [
    metric ?? "counts",
    ...(of === null ? [] : [`class ${of}`]),
    ...(stratum === null ? [] : [`within ${stratum}`]),
  ].join();
const key = (row: GroupRow): string => `${named(row)} of ${row.group}`;

/** Disparities that stand once per metric, whichever two groups they name, and those that compare each group with another. */
const kindOf = ({ disparity }: Compared) => disparityByName(disparity)!.kind;
const onceKinds = new Set<Disparity["kind"]>(["spread", "joint", "counts"]);
const disparityKey = (row: Compared): string =>
  `${row.disparity} of ${named(row)}${onceKinds.has(kindOf(row)) ? "" : `, ${row.group} to ${kindOf(row) === "best" ? "best" : row.reference}`}`;

/** Comparisons without those to the best group where several are best: one of them, by name, is what the others are compared with. */
function withoutTies(rows: readonly Compared[]): Compared[] {
  const tableOf = (row: Compared) => `${row.disparity} of ${named(row)}`;
  const isTied = (row: Compared) =>
    kindOf(row) === "best" &&
    (row.value === null || near(row.value, disparityByName(row.disparity)!.scale === "ratio" ? 1 : 0));
  const tied = new Set(rows.filter(isTied).map(tableOf));
  return rows.filter((row) => !tied.has(tableOf(row)));
}

/** What differs between the rows of two tables of records that have the same key. */
function differing<Rows extends object>(
  before: readonly Rows[],
  after: readonly Rows[],
  keyOf: (row: Rows) => string,
  same: (before: Rows, after: Rows) => boolean,
): string | null {
  const byKey = new Map(after.map((each) => [keyOf(each), each]));
  if (byKey.size !== new Set(before.map(keyOf)).size) return `${before.length} rows became ${after.length}`;
  for (const each of before) {
    const other = byKey.get(keyOf(each));
    if (other === undefined) return `${keyOf(each)} is gone`;
    if (!same(each, other)) return `${keyOf(each)}: ${JSON.stringify(each)} became ${JSON.stringify(other)}`;
  }
  return null;
}

const sameFigures = (a: Figures, b: Figures): boolean =>
  a.status === b.status && near(a.value, b.value) && near(a.low, b.low) && near(a.high, b.high);

/** A bootstrap's bounds are drawn: other counts, or positive for negative, draw others. */
const isDrawn = ({ interval }: Figures): boolean => interval?.startsWith("bca") ?? false;

/** Figures of a ranking of everybody, which stands for as many people as its weights say. */
const isRanking = ({ metric }: { metric: string | null }): boolean =>
  metric !== null && metricByName(metric)!.kind === "ranking";
const unranked = <Rows extends { metric: string | null }>(rows: readonly Rows[]): Rows[] =>
  rows.filter((row) => !isRanking(row));

/** Figures whose very definition counts rows: bins of equally many rows, corrections for their number, places in a ranking. */
const countsRows = new Set(["expected_calibration_error_equal_mass", "debiased_calibration_error"]);
const sameHowever = <Rows extends { metric: string | null }>(rows: readonly Rows[]): Rows[] =>
  unranked(rows).filter(({ metric }) => metric === null || !countsRows.has(metric));

/** Disparities less what chance adds to them, smoothed ones, and statistics of tests: these too count rows, or their weights. */
const countingRows = new Set(["between_group_sd", "differential_fairness", "stratum_homogeneity"]);
const uncounted = (rows: readonly Compared[]): Compared[] =>
  rows.filter(({ disparity }) => !countingRows.has(disparity));

interface Figures {
  readonly status: string;
  readonly value: Number_;
  readonly low: Number_;
  readonly high: Number_;
  readonly interval: string | null;
}

/** An audit of which no gate is looked at. */
const ungated = (table: Parameters<typeof audit>[0], asked: Parameters<typeof audit>[1] = {}): RunRecord =>
  audit(table, { gates: [], ...asked });

const rename = (rows: readonly Row[], names: ReadonlyMap<string, string>): Row[] =>
  rows.map((row) => ({ ...row, group: row.group === null ? null : (names.get(row.group) ?? row.group) }));

function shuffled<Value>(values: readonly Value[], random: () => number): Value[] {
  const result = [...values];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j]!, result[i]!];
  }
  return result;
}

const noNaN: Law = {
  name: "a record holds no NaN and no infinity, and is what its schema says",
  broken(_, record) {
    const numbers: string[] = [];
    JSON.stringify(record, (name, value) => {
      if (typeof value === "number" && !Number.isFinite(value)) numbers.push(`${name} is ${value}`);
      return value;
    });
    const { success } = runRecordSchema.safeParse(record);
    return numbers[0] ?? (success ? null : "the schema refuses it");
  },
};

const containsEstimate: Law = {
  name: "an interval contains its estimate and stays in its range",
  broken(_, record) {
    const ranges = new Map(record.metrics.map(({ name, range }) => [name, range]));
    const within = ({ value, low, high }: Bounded, [least, most]: Range) =>
      [value, low, high].every((x) => x === null || ((least === null || x >= least) && (most === null || x <= most))) &&
      ordered(low, value, high);
    const wrong =
      record.groups.find((row) => !within(row, ranges.get(row.metric)!)) ??
      record.disparities.find((row) => !within(row, rangeOf(row, ranges.get(row.metric ?? "")))) ??
      // The passing bound speaks for the judged groups alone.
      record.gates.find(
        (row) => !ordered(row.low, row.value, null) || !ordered(null, row.judged_value ?? row.value, row.high),
      );
    return wrong === undefined ? null : JSON.stringify(wrong);
  },
};

type Range = readonly [least: Number_, most: Number_];
type Bounded = Pick<Figures, "value" | "low" | "high">;

/** Which values a comparison of values in a range may have. */
function rangeOf({ disparity: name }: Compared, range: Range = [null, null]): Range {
  const disparity = disparityByName(name)!;
  if (disparity.kind === "counts") return disparity.range;
  if (disparity.name === "min_ratio") return [0, 1];
  if (disparity.scale === "ratio" || name === "stratum_homogeneity") return [0, null];
  const [least, most] = range;
  const span = least === null || most === null ? null : most - least;
  return [disparity.kind === "spread" ? 0 : span === null ? null : -span, span];
}

/** Limits of differences are roots that are found to about 15 digits. */
const ordered = (low: Number_, value: Number_, high: Number_): boolean =>
  value === null || ((low === null || low <= value + 1e-12) && (high === null || high >= value - 1e-12));

const rowOrder: Law = {
  name: "the order of the rows changes no byte",
  broken(table, record) {
    const rows = shuffled(table.rows, mulberry32(table.seed));
    return JSON.stringify(audit({ ...table, rows })) === JSON.stringify(record) ? null : "the bytes differ";
  },
};

const relabelling: Law = {
  name: "other names for the groups move rows and change no figure",
  broken(table, record) {
    const names = new Map(groups.map((name, i) => [name, ["z", "m", "Å", "k × n"][i]!]));
    const back = new Map([...names].map(([name, other]) => [other.replace("×", "\\×"), name]));
    const renamed = audit(
      { ...table, rows: rename(table.rows, names) },
      { protected: [{ name: "group", reference: names.get("a")! }] },
    );
    const renamedBack = <Rows extends { group: string | null }>(rows: readonly Rows[]): Rows[] =>
      rows.map((row) => ({ ...row, group: back.get(row.group ?? "") ?? row.group }));
    const compared = renamedBack(renamed.disparities).map((row) => ({
      ...row,
      reference: back.get(row.reference ?? "") ?? row.reference,
    }));
    return (
      differing(record.groups, renamedBack(renamed.groups), key, (a, b) => sameFigures(a, b) && a.n === b.n) ??
      differing(
        withoutTies(record.disparities),
        withoutTies(compared),
        disparityKey,
        (a, b) => sameFigures(a, b) && near(a.p, b.p),
      ) ??
      differing(
        record.gates,
        renamed.gates,
        ({ id }) => id,
        (a, b) => a.verdict === b.verdict && near(a.low, b.low),
      )
    );
  },
};

const adding: Law = {
  name: "counts of two halves add up to the counts of the whole",
  broken(table, record) {
    const random = mulberry32(table.seed);
    // Every half has the first two rows' groups, so that it can be audited alone.
    const halves: Row[][] = [[], []];
    for (const row of table.rows) halves[random() < 0.5 ? 0 : 1]!.push(row);
    const [first, second] = halves.map((rows) =>
      new Set(rows.map(({ group }) => group).filter((group) => group !== null)).size < 2 ||
      !rows.some(({ group }) => group === "a")
        ? null
        : new Map(ungated({ ...table, rows }).groups.map((row) => [key(row), row])),
    );
    if (!first || !second) return null;
    const wrong = unranked(record.groups).find((whole) => {
      const parts = [first.get(key(whole)), second.get(key(whole))];
      const sum = (name: "n" | "numerator" | "denominator") =>
        parts.reduce((total, part) => total + (part?.[name] ?? 0), 0);
      return (["n", "numerator", "denominator"] as const).some(
        (name) => whole[name] !== null && !near(sum(name), whole[name]),
      );
    });
    return wrong === undefined ? null : JSON.stringify(wrong);
  },
};

const doubling: Law = {
  name: "every row twice keeps the values and widens no interval of the same kind",
  broken(table, record) {
    const again = table.rows.map((row) => ({ ...row, customer: row.customer + 1000 }));
    const double = ungated({ ...table, rows: [...table.rows, ...again] });
    const narrower = (a: Figures, b: Figures) =>
      isDrawn(a) ||
      a.interval !== b.interval ||
      a.low === null ||
      a.high === null ||
      (b.low !== null && b.high !== null && b.high - b.low <= a.high - a.low + tolerance);
    return (
      differing(
        sameHowever(record.groups),
        sameHowever(double.groups),
        key,
        (a, b) => near(a.value, b.value) && narrower(a, b),
      ) ??
      differing(
        withoutTies(uncounted(sameHowever(record.disparities))),
        withoutTies(uncounted(sameHowever(double.disparities))),
        disparityKey,
        (a, b) => near(a.value, b.value),
      )
    );
  },
};

const swapping: Law = {
  name: "swapping two groups flips the sign of a difference and inverts a ratio",
  broken(table, record) {
    const swapped = ungated(table, { protected: [{ name: "group", reference: "b" }] });
    const find = ({ disparities }: RunRecord, disparity: string, group: string, metric: string) =>
      disparities.find(
        (row) => row.disparity === disparity && row.group === group && row.metric === metric && row.stratum === null,
      );
    const minus = (x: Number_) => (x === null ? null : -x);
    // A ratio of nothing to nothing has no value either way; null for a bound is infinity.
    const inverse = (x: Number_) => (x === null || x === 0 ? null : 1 / x);
    for (const metric of table.metrics) {
      for (const [disparity, turn] of [
        ["difference_to_reference", minus],
        ["ratio_to_reference", inverse],
      ] as const) {
        const there = find(record, disparity, "b", metric);
        const back = find(swapped, disparity, "a", metric);
        if ((there === undefined) !== (back === undefined)) return `${disparity} of ${metric} on one side only`;
        if (!there || !back || there.status !== "ok" || back.status !== "ok") continue;
        const mirrors = (x: Number_, y: Number_) => near(x === null || x === 0 ? null : x, turn(y)) || near(x, turn(y));
        if (!mirrors(there.value, back.value) || !mirrors(there.low, back.high) || !mirrors(there.high, back.low))
          return `${JSON.stringify(there)} swapped is ${JSON.stringify(back)}`;
      }
    }
    return null;
  },
};

const weighting: Law = {
  name: "a row of weight 2 is worth two rows",
  broken(table, record) {
    const weighted = table.weighted ? record : ungated({ ...table, weighted: true });
    const rows = table.rows.flatMap((row) => Array.from({ length: row.weight }, () => ({ ...row, weight: 1 })));
    const repeated = ungated({ ...table, weighted: false, rows });
    return differing(
      sameHowever(weighted.groups),
      sameHowever(repeated.groups),
      key,
      (a, b) => near(a.value, b.value) && near(a.numerator, b.numerator) && near(a.denominator, b.denominator),
    );
  },
};

const rescaling: Law = {
  name: "weights in another unit change no figure but sums of weights",
  broken(table, weighted) {
    if (!table.weighted) return null;
    // A quarter: sums of weights are kept in whole 2^-40ths, in which a tenth has rounding errors.
    const rescaled = ungated({ ...table, weightUnit: 0.25 });
    return (
      differing(unranked(weighted.groups), unranked(rescaled.groups), key, sameFigures) ??
      differing(
        withoutTies(uncounted(unranked(weighted.disparities))),
        withoutTies(uncounted(unranked(rescaled.disparities))),
        disparityKey,
        sameFigures,
      ) ??
      containsEstimate.broken(table, rescaled)
    );
  },
};

const coarsening: Law = {
  name: "merging two groups never widens the gap of a rate",
  broken(table, record) {
    const merged = ungated({ ...table, rows: rename(table.rows, new Map([["d", "c"]])) });
    const rates = new Set(record.metrics.filter(({ unit }) => unit === "proportion").map(({ name }) => name));
    const gap = ({ disparities }: RunRecord, metric: string) =>
      disparities.find(
        (row) =>
          row.disparity === "max_difference" && row.metric === metric && row.stratum === null && row.status === "ok",
      )?.value ?? null;
    for (const metric of rates) {
      const [fine, coarse] = [gap(record, metric), gap(merged, metric)];
      const isRate = record.groups.some((row) => row.metric === metric && row.denominator !== null);
      if (isRate && fine !== null && coarse !== null && coarse > fine + tolerance)
        return `${metric}: ${fine} became ${coarse}`;
    }
    return null;
  },
};

const unknowns: Law = {
  name: "people whose group is unknown take no part in any comparison",
  broken(table, record) {
    const rows = table.rows.map((row) =>
      row.group === null ? { ...row, prediction: !row.prediction, label: !row.label, score: 1 - row.score } : row,
    );
    const changed = audit({ ...table, rows });
    const known = ({ group, attribute }: GroupRow) => attribute !== null && group !== "(unknown)";
    // The correlation within units is pooled over all groups, the unknown one too: of clustered rows it moves the intervals, and
    // what is left when chance is taken out by them.
    const same = (a: Figures, b: Figures) => (table.clustered ? near(a.value, b.value) : sameFigures(a, b));
    const compared = ({ disparities }: RunRecord) => {
      const rows = withoutTies(unranked(disparities));
      return table.clustered ? uncounted(rows) : rows;
    };
    return (
      differing(unranked(record.groups.filter(known)), unranked(changed.groups.filter(known)), key, same) ??
      differing(compared(record), compared(changed), disparityKey, same) ??
      (table.clustered ||
      table.metrics.some((metric) => isRanking({ metric })) ||
      JSON.stringify(record.gates) === JSON.stringify(changed.gates)
        ? null
        : "the gates differ")
    );
  },
};

/** What a metric is called when positive and negative change places, and its values when they do. */
const mirrored: Readonly<Record<string, readonly [name: string, mirror: (value: number) => number]>> = {
  selection_rate: ["selection_rate", (x) => 1 - x],
  prevalence: ["prevalence", (x) => 1 - x],
  mean_score: ["mean_score", (x) => 1 - x],
  true_positive_rate: ["true_negative_rate", (x) => x],
  true_negative_rate: ["true_positive_rate", (x) => x],
  false_positive_rate: ["false_negative_rate", (x) => x],
  false_negative_rate: ["false_positive_rate", (x) => x],
  precision: ["negative_predictive_value", (x) => x],
  negative_predictive_value: ["precision", (x) => x],
  false_discovery_rate: ["false_omission_rate", (x) => x],
  false_omission_rate: ["false_discovery_rate", (x) => x],
  accuracy: ["accuracy", (x) => x],
  error_rate: ["error_rate", (x) => x],
  balanced_accuracy: ["balanced_accuracy", (x) => x],
  matthews_correlation: ["matthews_correlation", (x) => x],
  cohen_kappa: ["cohen_kappa", (x) => x],
  roc_auc: ["roc_auc", (x) => x],
};

const labelSwap: Law = {
  name: "positive and negative changing places gives the mirrored metric",
  broken(table, record) {
    const asked = table.metrics.filter((name) => name in mirrored);
    if (asked.length === 0) return null;
    const rows = table.rows.map((row) => ({
      ...row,
      label: !row.label,
      prediction: !row.prediction,
      score: 1 - row.score,
    }));
    const swapped = ungated({ ...table, rows, metrics: asked.map((name) => mirrored[name]![0]) });
    for (const before of record.groups.filter(({ metric }) => asked.includes(metric))) {
      const [name, mirror] = mirrored[before.metric]!;
      const after = swapped.groups.find(
        (row) => key({ ...row, metric: before.metric }) === key(before) && row.metric === name,
      );
      const turned = (x: Number_ | undefined) => (x === null || x === undefined ? null : mirror(x));
      const ends = [turned(after?.low), turned(after?.high)];
      const [low, high] = mirror(0) === 1 ? [ends[1]!, ends[0]!] : [ends[0]!, ends[1]!];
      // The degrees of freedom of a clustered area count the units with a positive, see delong-clustered.ts.
      const hasSides = table.clustered && before.metric === "roc_auc";
      const bounds = hasSides || isDrawn(before) || (near(before.low, low) && near(before.high, high));
      if (!near(before.value, turned(after?.value)) || !bounds)
        return `${JSON.stringify(before)} mirrored is ${JSON.stringify(after)}`;
    }
    return null;
  },
};

/** All laws, in the order in which a reader would ask. */
export const laws: readonly Law[] = [
  noNaN,
  containsEstimate,
  rowOrder,
  relabelling,
  adding,
  doubling,
  swapping,
  weighting,
  rescaling,
  coarsening,
  unknowns,
  labelSwap,
];
