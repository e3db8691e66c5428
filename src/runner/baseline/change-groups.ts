import { splitNames, unknownGroup } from "../../core/groups.js";
import type { PairedGroup, PairedModels } from "../../core/paired.js";
import { type PairedMetric, type PairedShares, pairedShares } from "../../inference/index.js";
import { metricByName } from "../../metrics/index.js";
import type { ChangeGroupRow, Findings, GroupRow } from "../../record/run-record.js";
import type { SharePairs } from "../../stats/index.js";
import type { Baseline } from "./comparison.js";
import type { FlipTable } from "./flip-rows.js";

/** What is compared: a metric of a model by an attribute. */
export type Place = Pick<ChangeGroupRow, "model" | "metric" | "attribute" | "class" | "stratum">;

/** What the gates are about; without gates every metric of the first model by every attribute. */
export function placesOf({ plan, groups, models }: Findings): Place[] {
  const gated = plan.flatMap(({ metric, ...gate }) => (metric === null ? [] : [{ ...gate, metric }]));
  const first = groups.filter(
    ({ model, attribute, stratum }) =>
      model === models[0]?.id && attribute !== null && stratum === null && splitNames(attribute).length === 1,
  );
  const all = plan.length > 0 ? gated : first;
  const places = all.map(({ model, metric, attribute, class: of, stratum }) => ({
    ...{ model, metric, attribute: attribute as string, class: of, stratum },
  }));
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}

/** The model of the baseline that a model of this run is compared with; null: none. */
export function modelBefore(findings: Findings, { facts, record, model }: Baseline, now: string): string | null {
  if (facts.kind === "model") return now === model ? null : model;
  if (now === findings.models[0]?.id) return model;
  return record.models.some(({ id }) => id === now) ? now : null;
}

/** Every group's values in the baseline and now, with what their bounds follow from. */
export function changeGroupRows(
  findings: Findings,
  baseline: Baseline,
  places: readonly Place[],
  flips: FlipTable | null,
): ChangeGroupRow[] {
  return places.flatMap((place) => {
    const model = modelBefore(findings, baseline, place.model);
    if (model === null) return [];
    const [before, now] = [rowsAt(baseline.record.groups, { ...place, model }), rowsAt(findings.groups, place)];
    if (before.length === 0 || now.length === 0) return [];
    const names = [...new Set([...now, ...before].map(({ group }) => group as string))];
    const find = (rows: readonly GroupRow[], name: string) => rows.find(({ group }) => group === name);
    const rows = names.map((name) => ({ name, before: find(before, name), now: find(now, name) }));
    const shown = rows.filter((row) => row.before?.status === "ok" && row.now?.status === "ok");
    const shares = sharesOf(findings, baseline, { ...place, before: model }, new Set(shown.map(({ name }) => name)));
    const mayShare = !apart(findings, baseline);
    return rows.map((row) => {
      const share = shares?.of.get(row.name) ?? null;
      const paired = share !== null && !leavesFew(share, row, findings.suite.suppress_below) ? share : null;
      const values =
        paired === null ? unpaired(row, mayShare) : ofPair(paired, { place, name: row.name, findings, flips });
      return { ...place, group: row.name, ...values };
    });
  });
}

/** Rows of the known groups. */
const rowsAt = (rows: readonly GroupRow[], place: Place): GroupRow[] =>
  rows.filter(
    (row) =>
      row.model === place.model &&
      row.metric === place.metric &&
      row.attribute === place.attribute &&
      row.class === place.class &&
      row.stratum === place.stratum &&
      row.group !== null &&
      !splitNames(row.group).includes(unknownGroup),
  );

/** Whether no row or person of the one run can be in the other: their periods do not meet, and people have one row each. */
function apart({ data, suite }: Findings, { record }: Baseline): boolean {
  const [now, before] = [data, record.data];
  if (suite.unit !== null || record.suite.unit !== null) return false;
  if (now.from === null || now.to === null || before.from === null || before.to === null) return false;
  return before.to < now.from || now.to < before.from;
}

type Values = Omit<ChangeGroupRow, keyof Place | "group">;

const nothing = {
  before: null,
  now: null,
  n_before: null,
  n_now: null,
  interval_before: null,
  basis_before: null,
  interval_now: null,
  basis_now: null,
  pairs: null,
  correlation: 0,
  may_share: false,
} as const;

interface Both {
  readonly name: string;
  readonly before: GroupRow | undefined;
  readonly now: GroupRow | undefined;
}

function unpaired({ before, now }: Both, mayShare: boolean): Values {
  if (now === undefined) return { ...nothing, status: "not_estimable", reason: "not in this run" };
  if (before === undefined) return { ...nothing, status: "not_estimable", reason: "not in the baseline" };
  const worse = [now, before].find(({ status }) => status !== "ok");
  if (worse !== undefined) {
    const where = worse === before ? "in the baseline: " : "";
    return { ...nothing, status: worse.status, reason: `${where}${worse.reason ?? worse.status}` };
  }
  if (before.basis === null || now.basis === null)
    return { ...nothing, status: "not_estimable", reason: "no interval" };
  return {
    ...{ status: "ok", reason: null, before: before.value, now: now.value },
    ...{ n_before: rowsOf(before), n_now: rowsOf(now) },
    ...{ interval_before: before.interval, basis_before: before.basis },
    ...{ interval_now: now.interval, basis_now: now.basis },
    ...{ pairs: null, correlation: 0, may_share: mayShare },
  };
}

/** Rows behind a share; of weighted or repeated rows the interval knows them. */
const rowsOf = ({ interval, basis, denominator, n }: GroupRow): number | null =>
  interval === "wilson_effective" ? (basis?.[3] ?? null) : (denominator ?? n);

/** What both models said of the rows of groups that are shown; null: they are not paired, or not in this metric. */
function sharesOf(
  findings: Findings,
  { paired, model }: Baseline,
  place: Place & { readonly before: string },
  shown: ReadonlySet<string>,
): { readonly of: ReadonlyMap<string, PairedShares | null> } | null {
  if (paired === null || place.stratum !== null) return null;
  if (place.model !== findings.models[0]?.id || place.before !== model) return null;
  const of = pairedMetric(findings, place);
  if (of === null) return null;
  const groups = groupsOf(paired, place.attribute).filter(({ group }) => shown.has(group as string));
  const shares = pairedShares(groups, of);
  return { of: new Map(groups.map(({ group }, g) => [group as string, shares[g] ?? null])) };
}

const groupsOf = ({ groups }: PairedModels, attribute: string): PairedGroup[] =>
  groups.filter((group) => group.attribute === attribute);

/** A share of rows that labels and predictions decide; null: another metric. */
function pairedMetric({ suite, models }: Findings, { metric: name, class: of }: Place): PairedMetric | null {
  const metric = metricByName(name);
  const classes = models[0]?.classes ?? [];
  if (metric?.kind !== "rate" || metric.needs === "rank") return null;
  const positive = of ?? (classes.length === 2 ? (classes[1] ?? null) : null);
  const isGood =
    suite.favourable === null || suite.positive === null ? null : sameValue(suite.positive, suite.favourable);
  return { metric, context: { favourableIsPositive: isGood }, positive };
}

/** Whether two texts are one value of a label: 1 and 1.0, true and TRUE. */
const sameValue = (a: string, b: string): boolean =>
  a === b || a.toLowerCase() === b.toLowerCase() || (a.trim() !== "" && b.trim() !== "" && Number(a) === Number(b));

interface Telling {
  readonly place: Place;
  readonly name: string;
  readonly findings: Findings;
  readonly flips: FlipTable | null;
}

function ofPair({ before, now, pairs, correlation }: PairedShares, telling: Telling): Values {
  const told = pairs === null ? null : raised(pairs, telling);
  return {
    ...{ status: "ok", reason: null, before: before.value, now: now.value, n_before: before.n, n_now: now.n },
    ...{ interval_before: before.evidence.interval, basis_before: [...before.evidence.basis] },
    ...{ interval_now: now.evidence.interval, basis_now: [...now.evidence.basis] },
    pairs: told === null ? null : numbersOf(told),
    // Rounded, so that it tells no counts.
    correlation: Math.floor(correlation * 100) / 100,
    may_share: true,
  };
}

/**
 * Whether all rows of a group but those that both answered are so few, in a count of either share, that subtraction would tell of single
 * people: then nothing of the pairs is said.
 */
function leavesFew(share: PairedShares, { before, now }: Both, below: number): boolean {
  const isFew = (count: number): boolean => count > 0 && count < below;
  const side = ({ value, n }: PairedShares["now"], row: GroupRow | undefined): boolean => {
    const [all, x] = [row?.denominator ?? 0, row?.numerator ?? 0];
    const rows = Math.round(all - n);
    const successes = Math.round(x - value * n);
    return isFew(rows) || isFew(successes) || isFew(rows - successes);
  };
  return side(share.before, before) || side(share.now, now);
}

const numbersOf = ({ n11, n10, n01, n00, effectiveDifference, effectiveSum, df }: SharePairs): number[] => [
  ...[n11, n10, n01, n00, effectiveDifference, effectiveSum],
  df ?? 0,
];

/**
 * Pairs whose smaller number of changes one way is not told: it is raised to the next of k, 2k, 4k … (k: fewer people are not shown), and
 * the other way by as much, so that both shares stay what they are and the change only looks less certain. null where there are not enough
 * unchanged rows for it.
 */
function raised(pairs: SharePairs, { place, name, findings, flips }: Telling): SharePairs | null {
  const below = findings.suite.suppress_below;
  const fewer = Math.min(pairs.n10, pairs.n01);
  const needsLabel = metricByName(place.metric)?.needs !== "prediction";
  const telling = flips?.privacy(place.attribute, name);
  const isTold = below === 0 || (needsLabel ? telling?.byLabel : telling?.ofRows) === true;
  if (isTold) return pairs;
  let to = below;
  while (to < fewer) to *= 2;
  const by = to - fewer;
  if (by > Math.min(pairs.n11, pairs.n00)) return null;
  return {
    ...pairs,
    ...{ n11: pairs.n11 - by, n10: pairs.n10 + by, n01: pairs.n01 + by, n00: pairs.n00 - by },
  };
}
