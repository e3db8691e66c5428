import { joinNames, unknownGroup } from "../../src/core/groups.js";
import type {
  AttributeRow,
  DisparityRow,
  GateRow,
  GroupRow,
  MetricRow,
  PopulationRow,
  RunRecord,
} from "../../src/record/run-record.js";
import { runRecordSchema, runSchemaId, runVersion } from "../../src/record/run-record.js";
import { shrunkenRows } from "../../src/runner/shrunken-rows.js";
import { worstCaseRows } from "../../src/runner/worst-case-rows.js";

/** Rows of a group by label and prediction; `hidden`: too few to show, or hidden to protect such a group. */
export interface Group {
  readonly name: string;
  readonly tp: number;
  readonly fn: number;
  readonly fp: number;
  readonly tn: number;
  readonly hidden?: string;
}

/** Positives with their hits and negatives with theirs, as a person would say it. */
export const group = (name: string, positives: number, hits: number, negatives: number, alarms: number): Group => ({
  name,
  tp: hits,
  fn: positives - hits,
  fp: alarms,
  tn: negatives - alarms,
});

export interface Attribute extends Partial<Omit<AttributeRow, "name" | "groups">> {
  readonly name: string;
  readonly groups: readonly Group[];
}

export interface Gate {
  readonly metric: string;
  readonly attribute: string;
  readonly disparity?: string;
  readonly tolerance: number;
  /** Bounds and level as given, where a fixture wants certain ones. */
  readonly low?: number | null;
  readonly high?: number | null;
  readonly level?: number;
  readonly notJudged?: GateRow["not_judged"];
  readonly needed?: number;
  readonly verdict?: GateRow["verdict"];
  readonly reason?: string;
  readonly model?: string;
}

export interface Plot {
  readonly attributes: readonly Attribute[];
  /** Combinations: names of attributes, and the groups by joined name. */
  readonly combinations?: readonly { readonly of: readonly string[]; readonly groups: readonly Group[] }[];
  readonly metrics: readonly string[];
  readonly gates?: readonly Gate[];
  readonly suite?: Partial<RunRecord["suite"]>;
  readonly data?: Partial<RunRecord["data"]>;
  readonly models?: readonly RunRecord["models"][number][];
  readonly warnings?: RunRecord["warnings"];
  readonly exclusions?: RunRecord["exclusions"];
  /** Multiplies numerators and denominators, as weights do. */
  readonly weight?: number;
}

type Counts = Pick<Group, "tp" | "fn" | "fp" | "tn">;
const total = ({ tp, fn, fp, tn }: Counts): number => tp + fn + fp + tn;

const shares: Readonly<Record<string, (counts: Counts) => readonly [number, number]>> = {
  prevalence: (c) => [c.tp + c.fn, total(c)],
  selection_rate: (c) => [c.tp + c.fp, total(c)],
  favourable_rate: (c) => [c.tp + c.fp, total(c)],
  true_positive_rate: (c) => [c.tp, c.tp + c.fn],
  false_positive_rate: (c) => [c.fp, c.fp + c.tn],
  true_negative_rate: (c) => [c.tn, c.fp + c.tn],
  false_negative_rate: (c) => [c.fn, c.tp + c.fn],
  precision: (c) => [c.tp, c.tp + c.fp],
  negative_predictive_value: (c) => [c.tn, c.tn + c.fn],
  accuracy: (c) => [c.tp + c.tn, total(c)],
  error_rate: (c) => [c.fp + c.fn, total(c)],
  f1: (c) => [2 * c.tp, 2 * c.tp + c.fp + c.fn],
};

const empty: Readonly<Record<string, string>> = {
  true_positive_rate: "no positives in group",
  false_negative_rate: "no positives in group",
  false_positive_rate: "no negatives in group",
  true_negative_rate: "no negatives in group",
  precision: "no predicted positives in group",
};

/** Wilson score at 95 %: plausible bounds for pictures; what the product computes is tested elsewhere. */
function wilson(x: number, n: number): [number, number] {
  const z = 1.96;
  const p = x / n;
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

const fractionOf = (metric: string, counts: Counts): readonly [number, number] => {
  const share = shares[metric];
  // Any other metric is drawn as a score between the shares of hits and of right rejections.
  return share === undefined ? [counts.tp + counts.tn, total(counts)] : share(counts);
};

function groupRow(
  plot: Plot,
  model: string,
  metric: string,
  attribute: string | null,
  one: Group | null,
  counts: Counts,
): GroupRow {
  const place = { model, metric, attribute, group: one?.name ?? null, class: null, stratum: null };
  const nothing = {
    value: null,
    numerator: null,
    denominator: null,
    low: null,
    high: null,
    interval: null,
    basis: null,
  };
  if (one?.hidden !== undefined)
    return { ...place, n: null, units: null, status: "suppressed", ...nothing, reason: one.hidden };
  const [x, n] = fractionOf(metric, counts);
  const size = { n: total(counts), units: null };
  if (n === 0)
    return {
      ...place,
      ...size,
      status: "undefined",
      ...nothing,
      denominator: 0,
      reason: empty[metric] ?? "no rows in group",
    };
  const [low, high] = wilson(x, n);
  const weight = plot.weight ?? 1;
  return {
    ...place,
    ...size,
    status: "ok",
    value: x / n,
    numerator: x * weight,
    denominator: n * weight,
    low,
    high,
    interval: "wilson",
    basis: [x, n],
    reason: null,
  };
}

const sum = (groups: readonly Group[]): Counts =>
  groups.reduce(
    (all, one) => ({ tp: all.tp + one.tp, fn: all.fn + one.fn, fp: all.fp + one.fp, tn: all.tn + one.tn }),
    { tp: 0, fn: 0, fp: 0, tn: 0 },
  );

type Valued = GroupRow & { value: number; low: number; high: number };

/** MOVER of the groups' own bounds. */
const gapBounds = (a: Valued, b: Valued): [number, number] => {
  const gap = a.value - b.value;
  return [gap - Math.hypot(a.value - a.low, b.high - b.value), gap + Math.hypot(a.high - a.value, b.value - b.low)];
};

const known = (rows: readonly GroupRow[]): Valued[] =>
  rows.filter((row): row is Valued => row.value !== null && !(row.group ?? "").includes(unknownGroup));

function disparityRows(rows: readonly GroupRow[], reference: string | null): DisparityRow[] {
  const [first] = rows;
  const members = known(rows);
  if (first === undefined || members.length < 2) return [];
  const sorted = members.toSorted((a, b) => a.value - b.value);
  const [lowest, highest] = [sorted[0] as Valued, sorted.at(-1) as Valued];
  const place = {
    model: first.model,
    metric: first.metric,
    attribute: first.attribute ?? "",
    class: null,
    stratum: null,
    status: "ok" as const,
    reason: null,
    basis: null,
    reversed_strata: null,
  };
  const [low, high] = gapBounds(highest, lowest);
  const base = members.find((row) => row.group === reference);
  const differences =
    base === undefined
      ? []
      : members
          .filter((row) => row !== base)
          .map((row) => {
            const [from, to] = gapBounds(row, base);
            return {
              ...place,
              disparity: "difference_to_reference",
              group: row.group,
              reference,
              value: row.value - base.value,
              low: from,
              high: to,
              p: 0.04,
              p_adjusted: 0.12,
              interval: "scas",
            };
          });
  const ratio = highest.value === 0 ? null : lowest.value / highest.value;
  return [
    {
      ...place,
      disparity: "max_difference",
      group: lowest.group,
      reference: highest.group,
      value: highest.value - lowest.value,
      low: Math.max(0, low),
      high,
      p: 0.0004,
      p_adjusted: 0.003,
      interval: "scas",
    },
    {
      ...place,
      disparity: "min_ratio",
      group: lowest.group,
      reference: highest.group,
      value: ratio,
      low: ratio === null ? null : Math.max(0, ratio - 0.06),
      high: ratio === null ? null : Math.min(1, ratio + 0.07),
      p: 0.2,
      p_adjusted: 0.3,
      interval: "scas_ratio",
    },
    ...differences,
  ];
}

function gateRow(gate: Gate, index: number, disparities: readonly DisparityRow[], model: string): GateRow {
  const disparity = gate.disparity ?? "max_difference";
  const found = disparities.find(
    (row) =>
      row.model === (gate.model ?? model) &&
      row.metric === gate.metric &&
      row.attribute === gate.attribute &&
      row.disparity === disparity,
  );
  const bound = disparity.includes("ratio") ? "at_least" : "at_most";
  const low = gate.low === undefined ? (found?.low ?? null) : gate.low;
  const high = gate.high === undefined ? (found?.high ?? null) : gate.high;
  const value = gate.verdict === "error" ? null : (found?.value ?? null);
  const [fails, passes] =
    bound === "at_most"
      ? [low !== null && low > gate.tolerance, high !== null && high <= gate.tolerance]
      : [high !== null && high < gate.tolerance, low !== null && low >= gate.tolerance];
  const verdict = gate.verdict ?? (fails ? "fail" : passes ? "pass" : "undecided");
  return {
    id: `${gate.metric}.${gate.attribute}.${disparity}-${index}`,
    model: gate.model ?? model,
    metric: gate.metric,
    attribute: gate.attribute,
    class: null,
    stratum: null,
    disparity,
    bound,
    tolerance: gate.tolerance,
    confidence: 0.95,
    small_groups: gate.verdict === "pass" ? "list" : "undecided",
    value,
    low: value === null ? null : low,
    high: value === null ? null : high,
    level: value === null ? null : (gate.level ?? 0.95),
    verdict,
    reason: gate.reason ?? null,
    group: value === null ? null : (found?.group ?? null),
    reference: value === null ? null : (found?.reference ?? null),
    judged_value: null,
    judged_group: null,
    judged_reference: null,
    pair_metric: value === null ? null : gate.metric,
    judged_metric: null,
    p: found?.p ?? null,
    p_adjusted: found?.p_adjusted ?? null,
    not_judged: gate.notJudged ?? [],
    n_needed: verdict === "undecided" && value !== null ? (gate.needed ?? 1600) : null,
  };
}

const planOf = ({
  id,
  model,
  metric,
  attribute,
  class: classOf,
  stratum,
  disparity,
  bound,
  tolerance,
  confidence,
  small_groups,
}: GateRow): RunRecord["plan"][number] => ({
  id,
  model,
  metric,
  attribute,
  class: classOf,
  stratum,
  disparity,
  bound,
  tolerance,
  confidence,
  small_groups,
});

const number = (metric: string): boolean => ["roc_auc", "matthews_correlation"].includes(metric);

const metricRow = (name: string): MetricRow => ({
  name,
  unit: name.startsWith("mean_score") ? "score" : number(name) ? "number" : "proportion",
  better: name.startsWith("false") ? "lower" : "higher",
  range: [0, 1],
  formula: shares[name] === undefined ? "Σ score / n" : "TP / (TP + FN)",
  source: "Fawcett 2006, section 2, doi:10.1016/j.patrec.2005.10.010",
});

const populationOf = (
  attribute: string | null,
  one: Group | null,
  counts: Counts,
  labelled: boolean,
): PopulationRow => ({
  attribute,
  group: one?.name ?? null,
  stratum: null,
  status: one?.hidden === undefined ? "ok" : "suppressed",
  n: one?.hidden === undefined ? total(counts) : null,
  units: null,
  positives: one?.hidden === undefined && labelled ? counts.tp + counts.fn : null,
  negatives: one?.hidden === undefined && labelled ? counts.fp + counts.tn : null,
  reason: one?.hidden ?? null,
});

const attributeRow = ({ groups, name, ...rest }: Attribute): AttributeRow => ({
  name,
  column: name,
  origin: null,
  basis: null,
  category: null,
  retention: null,
  reference: groups.find((one) => one.hidden === undefined && one.name !== unknownGroup)?.name ?? null,
  reference_by: "largest",
  groups: groups.map((one) => one.name),
  labels: {},
  title: null,
  ...rest,
});

const model: RunRecord["models"][number] = {
  id: "churn-v2.3",
  kind: "onnx",
  sha256: "b7".repeat(32),
  files: [{ name: "churn-v2.3.onnx", bytes: 84_211, sha256: "b7".repeat(32) }],
  runtime: "onnxruntime 1.30.0 (cpu)",
  features: 17,
  decision: "score ≥ 0.5",
  task: "binary",
  classes: ["false", "true"],
};

const overall = (gates: readonly GateRow[]): RunRecord["verdict"] =>
  (["error", "fail", "undecided", "pass"] as const).find((verdict) => gates.some((gate) => gate.verdict === verdict)) ??
  "none";

/** With the arguments of its interval, as a run writes them. */
const withCounts = (row: GroupRow): GroupRow =>
  row.numerator === null || row.denominator === null
    ? row
    : { ...row, interval: "wilson", basis: [row.numerator, row.denominator] };

/** A record as a run would write it, from counts; validated. */
export function buildRecord(plot: Plot): RunRecord {
  const models = plot.models ?? [model];
  const attributes = plot.attributes.map(attributeRow);
  const everybody = sum(plot.attributes[0]?.groups ?? []);
  const combinations = (plot.combinations ?? []).map(({ of, groups }) => ({ attribute: joinNames(of), groups }));
  const tables = [...plot.attributes.map(({ name, groups }) => ({ attribute: name, groups })), ...combinations];
  const labelled = plot.suite?.label !== null;
  const groups: GroupRow[] = [];
  const disparities: DisparityRow[] = [];
  const shrunken: RunRecord["shrunken"] = [];
  const worstCase: RunRecord["worst_case"] = [];
  for (const { id } of models) {
    for (const metric of plot.metrics) {
      groups.push(groupRow(plot, id, metric, null, null, everybody));
      for (const { attribute, groups: members } of tables) {
        const rows = members.map((one) => groupRow(plot, id, metric, attribute, one, one));
        groups.push(...rows);
        if (shares[metric] !== undefined) {
          shrunken.push(...shrunkenRows(rows.map(withCounts), [], 0.05));
          worstCase.push(...worstCaseRows(rows));
        }
        disparities.push(...disparityRows(rows, attributes.find(({ name }) => name === attribute)?.reference ?? null));
      }
    }
  }
  const gates = (plot.gates ?? []).map((gate, index) => gateRow(gate, index, disparities, models[0]?.id ?? ""));
  const referenceOf = (attribute: string) => attributes.find(({ name }) => name === attribute)?.reference ?? null;
  const detection = gates.flatMap((gate) =>
    groups
      .filter(
        (row) =>
          referenceOf(gate.attribute) !== null &&
          row.model === gate.model &&
          row.metric === gate.metric &&
          row.attribute === gate.attribute &&
          row.group !== referenceOf(gate.attribute) &&
          !(row.group ?? "").includes(unknownGroup),
      )
      .map((row) => {
        const width = row.high === null || row.low === null ? null : (row.high - row.low) * 0.7;
        const smallest =
          width === null ? null : gate.bound === "at_least" ? Math.max(0.05, 1 - width / (row.value || 1)) : width;
        return {
          gate: gate.id,
          model: gate.model,
          metric: gate.metric ?? "",
          attribute: gate.attribute,
          group: row.group ?? "",
          reference: referenceOf(gate.attribute) ?? "",
          n: row.denominator,
          n_reference: 1791,
          smallest,
          reason: smallest === null ? row.reason : null,
        };
      }),
  );
  const rows = total(everybody);
  const record: RunRecord = {
    $schema: runSchemaId,
    version: runVersion,
    tool: { name: "evenhand", version: "0.1.0" },
    suite: {
      name: "retention-offers",
      purpose: "retention-offer",
      sha256: "4e".repeat(32),
      seed: 1,
      confidence: 0.95,
      min_group: 30,
      suppress_below: 5,
      title: null,
      organisation: null,
      notes: {},
      languages: ["en"],
      words: {},
      people: null,
      label: "churned",
      positive: "true",
      favourable: null,
      unit: null,
      weight: null,
      time: null,
      consent: null,
      where: null,
      strata: [],
      counted: false,
      ...plot.suite,
    },
    data: {
      format: "parquet",
      files: [{ name: "interactions.parquet", bytes: 1_204_331, sha256: "9f".repeat(32) }],
      sha256: "9f".repeat(32),
      rows_read: rows,
      rows_kept: rows,
      units: null,
      columns: 24,
      pinned: false,
      from: null,
      to: null,
      quantisation_bound: 0,
      ...plot.data,
    },
    attributes,
    models: [...models],
    metrics: plot.metrics.map(metricRow),
    population: [
      populationOf(null, null, everybody, labelled),
      ...tables.flatMap(({ attribute, groups: members }) =>
        members.map((one) => populationOf(attribute, one, one, labelled)),
      ),
    ],
    groups,
    disparities,
    correlations: [],
    shrunken,
    worst_case: worstCase,
    exclusions: plot.exclusions ?? [],
    plan: gates.map(planOf),
    gates,
    detection,
    warnings: plot.warnings ?? [],
    verdict: overall(gates),
  };
  return runRecordSchema.parse(record);
}
