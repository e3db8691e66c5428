import { splitNames } from "../../core/groups.js";
import { changeReading, changeSampleOf } from "../../record/change-tables.js";
import type { ChangeGroupRow, ChangeRow, DisparityRow, Findings, GateSpec } from "../../record/run-record.js";
import { type ChangeSample, type GapGrowth, gapGrowth, gapGrowthTo } from "../../stats/index.js";
import { modelBefore, placesOf } from "./change-groups.js";
import type { Baseline } from "./comparison.js";

type Subject = Pick<ChangeRow, "model" | "metric" | "attribute" | "class" | "stratum" | "disparity"> &
  Pick<GateSpec, "bound" | "confidence"> & { readonly gate: GateSpec | null };

/** Disparities whose growth has bounds. */
const gaps: readonly string[] = ["max_difference", "difference_to_best", "difference_to_reference"];

/** How each disparity that a gate is about changed; without gates the largest differences of all metrics. Those of one run alone are left out. */
export function changeRows(findings: Findings, baseline: Baseline): ChangeRow[] {
  return subjectsOf(findings).flatMap(
    (subject) =>
      (subject.metric !== null && gaps.includes(subject.disparity) ? gapRow : valueRow)(findings, baseline, subject) ??
      [],
  );
}

function subjectsOf(findings: Findings): Subject[] {
  const { plan, suite } = findings;
  const defaults = { disparity: "max_difference", bound: "at_most", confidence: suite.confidence, gate: null } as const;
  if (plan.length === 0) return placesOf(findings).map((place) => ({ ...place, ...defaults }));
  // A regression gate and another one on the same disparity are one row.
  const sorted = [...plan].sort((a, b) => Number(a.regression ?? false) - Number(b.regression ?? false));
  const last = new Map(sorted.map((gate) => [keyOf(gate), gate]));
  const keys = [...new Set(plan.map(keyOf))];
  return keys.map((key) => {
    const gate = last.get(key)!;
    const { model, metric, attribute, class: of, stratum, disparity, bound, confidence } = gate;
    return {
      ...{ model, metric, attribute, class: of, stratum, disparity, bound, confidence },
      gate: gate.regression ? gate : null,
    };
  });
}

const keyOf = ({
  model,
  metric,
  attribute,
  class: of,
  stratum,
  disparity,
}: Omit<Subject, "bound" | "confidence" | "gate">) =>
  JSON.stringify([model, metric, attribute, of, stratum, disparity]);

const placeOf = ({ model, metric, attribute, class: of, stratum, disparity, gate, confidence }: Subject) => ({
  ...{ model, metric, attribute, class: of, stratum, disparity },
  ...{ gate: gate?.id ?? null, tolerance: gate?.tolerance ?? null, level: confidence },
});

function gapRow(findings: Findings, _: Baseline, subject: Subject): ChangeRow | null {
  const rows = (findings.change_groups ?? []).filter(
    (row) =>
      row.model === subject.model &&
      row.metric === subject.metric &&
      row.attribute === subject.attribute &&
      row.class === subject.class &&
      row.stratum === subject.stratum,
  );
  const known = rows.flatMap((row) => {
    const sample = changeSampleOf(row);
    return sample === null ? [] : [{ row, sample }];
  });
  if (rows.length === 0) return null;
  const samples = known.map(({ sample }) => sample);
  const growth = growthOf(findings, subject, known);
  if (typeof growth === "string") return { ...placeOf(subject), ...unknown, reading: "cannot_tell", reason: growth };
  const lost = rows.filter(({ status }) => status !== "ok");
  const [group, reference] = growth.pair.map((i) => known[i]!.row.group) as [string, string];
  return {
    ...placeOf(subject),
    ...{ before: growth.before, now: growth.now, change: growth.value, low: growth.low, high: growth.high },
    method: methodOf(samples),
    reading: changeReading(growth, null),
    reason: lost.length === 0 ? null : `not compared: ${lost.map((row) => row.group).join(", ")}`,
    group,
    reference,
  };
}

const unknown = {
  before: null,
  now: null,
  change: null,
  low: null,
  high: null,
  method: null,
  group: null,
  reference: null,
} as const;

function growthOf(
  findings: Findings,
  { attribute, disparity, confidence }: Subject,
  known: readonly { readonly row: ChangeGroupRow; readonly sample: ChangeSample }[],
): GapGrowth | string {
  if (known.length < 2) return "fewer than two groups can be compared";
  const samples = known.map(({ sample }) => sample);
  const unitsAcross = findings.baseline?.units_across.includes(attribute) ?? false;
  const options = { alpha: (1 - confidence) / 2, unitsAcross };
  if (disparity !== "difference_to_reference") return gapGrowth(samples, options);
  const reference = referenceOf(findings, attribute);
  const place = known.findIndex(({ row }) => row.group === reference);
  return place < 0
    ? `the reference group ${reference ?? ""} cannot be compared`.replace("  ", " ")
    : gapGrowthTo(samples, place, options);
}

/** The attribute's reference group; of a combination the largest group that is shown. */
function referenceOf({ attributes, population }: Findings, attribute: string): string | null {
  if (splitNames(attribute).length === 1) return attributes.find(({ name }) => name === attribute)?.reference ?? null;
  const rows = population.filter((row) => row.attribute === attribute && row.stratum === null && row.n !== null);
  return rows.toSorted((a, b) => (b.n ?? 0) - (a.n ?? 0))[0]?.group ?? null;
}

function methodOf(samples: readonly ChangeSample[]): ChangeRow["method"] {
  if (samples.every(({ pairs }) => pairs !== null)) return "paired";
  return samples.some(({ pairs, correlation }) => pairs !== null || correlation !== 0) ? "linked" : "unpaired";
}

/** A disparity of which no bounds are known for its change: both values, and their difference. */
function valueRow(findings: Findings, baseline: Baseline, subject: Subject): ChangeRow | null {
  const model = modelBefore(findings, baseline, subject.model);
  if (model === null) return null;
  const before = worstOf(baseline.record.disparities, { ...subject, model });
  const now = worstOf(findings.disparities, subject);
  if (before === null || now === null) return null;
  return {
    ...placeOf(subject),
    ...{
      before: before.value,
      now: now.value,
      change: (now.value as number) - (before.value as number),
      low: null,
      high: null,
    },
    ...{ method: null, reading: "cannot_tell", reason: "no bounds for the change of this disparity" },
    ...{ group: now.group, reference: now.reference },
  };
}

/** The row of the worst value where each group has one. */
function worstOf(rows: readonly DisparityRow[], subject: Subject): DisparityRow | null {
  const here = rows.filter((row) => keyOf(row) === keyOf(subject) && row.value !== null);
  const badness = ({ value }: DisparityRow): number =>
    subject.bound === "at_least" ? -(value as number) : Math.abs(value as number);
  return here.length === 0 ? null : here.reduce((a, b) => (badness(b) > badness(a) ? b : a));
}
