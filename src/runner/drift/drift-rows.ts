import { driftStatistics } from "../../core/drift.js";
import { comparedDistributions, distributionOf } from "../../record/drift-tables.js";
import type { DistributionRow, DriftRow, Findings } from "../../record/run-record.js";
import { distributionDrift, driftInterval } from "../../stats/index.js";

/** A record with distributions. */
type Told = Pick<Findings, "distributions" | "models">;

/** Models, the first of which is compared with the baseline's first one, and the others with those of their ids. */
type Named = readonly { readonly id: string }[];

/** The distributions of a baseline, of its models as those of this run that they are compared with. */
export function baselineDistributions(models: Named, before: Told): DistributionRow[] {
  const ids = models.map(({ id }, place) => ({ id, as: place === 0 ? before.models[0]?.id : id }));
  return (before.distributions ?? []).flatMap((row) => {
    if (row.model === null) return [row];
    const model = ids.find(({ as }) => as === row.model);
    return model === undefined ? [] : [{ ...row, model: model.id }];
  });
}

/** Findings with how far their distributions are from those of a baseline. Pure: of two records alone. */
export function withDrift(findings: Findings, before: Told): Findings {
  const now = findings.distributions;
  if (now === undefined) return findings;
  const known = new Set(now.map(subjectKey));
  const rows = baselineDistributions(findings.models, before).filter((row) => known.has(subjectKey(row)));
  return { ...findings, baseline_distributions: rows, drift: driftRows(findings, now, rows) };
}

const subjectKey = ({ model, of, feature }: Omit<Place, "attribute" | "group">): string =>
  JSON.stringify([model, of, feature]);

type Place = Pick<DistributionRow, "model" | "of" | "feature" | "attribute" | "group">;

/** Every distribution that either run tells of, against that of the other. */
function driftRows(
  findings: Findings,
  now: readonly DistributionRow[],
  before: readonly DistributionRow[],
): DriftRow[] {
  return placesOf(findings, [...now, ...before]).flatMap((place): DriftRow[] => {
    const [then, today] = [distributionOf(before, place), distributionOf(now, place)];
    const compared = comparedDistributions(then, today);
    const drift = compared === null ? null : distributionDrift(compared.before, compared.now);
    const sizes = {
      n_before: then[0]?.rows ?? null,
      n_now: today[0]?.rows ?? null,
      bins: compared?.now.counts.length ?? null,
    };
    const nothing = { observed: null, value: null, low: null, high: null };
    if (compared === null || drift === null)
      return [
        { ...place, statistic: driftStatistics[0], ...nothing, ...sizes, ...whyNot(findings, place, then, today) },
      ];
    return driftStatistics
      .filter((statistic) => compared.ordered || statistic !== "kolmogorov_smirnov")
      .map((statistic) => {
        const one = drift.get(statistic)!;
        const { low, high } = driftInterval(one, 1 - findings.suite.confidence);
        const figures = { observed: one.observed, value: one.value, low, high };
        return { ...place, statistic, status: "ok" as const, reason: null, ...figures, ...sizes };
      });
  });
}

/** Subjects in the order of the tables; of each everybody, then the groups of all attributes as the population has them. */
function placesOf({ population }: Findings, rows: readonly DistributionRow[]): Place[] {
  const subjects = new Map(
    rows.map(({ model, of, feature, attribute }) => [
      JSON.stringify([model, of, feature, of === "population" ? attribute : null]),
      { model, of, feature, attribute },
    ]),
  );
  const groups = population.filter(
    ({ stratum, attribute, group }) => stratum === null && (attribute === null) === (group === null),
  );
  const attributes = new Set(rows.flatMap(({ attribute }) => attribute ?? []));
  return [...subjects.values()].flatMap(({ model, of, feature, attribute: own }): Place[] => {
    if (of === "population") return [{ model, of, feature, attribute: own, group: null }];
    const told = groups.filter(({ attribute }) => attribute === null || attributes.has(attribute));
    const gone = rows.filter((row) => row.of === of && row.model === model && row.feature === feature);
    const places = [...told, ...gone].map(({ attribute, group }) => ({ model, of, feature, attribute, group }));
    return [...new Map(places.map((place) => [JSON.stringify([place.attribute, place.group]), place])).values()];
  });
}

/** Why a distribution cannot be compared. */
function whyNot(
  { population }: Findings,
  { attribute, group }: Place,
  then: readonly DistributionRow[],
  today: readonly DistributionRow[],
): Pick<DriftRow, "status" | "reason"> {
  const row = population.find((each) => each.stratum === null && each.attribute === attribute && each.group === group);
  if (group !== null && row !== undefined && row.status !== "ok") return { status: row.status, reason: row.reason };
  if (today.length === 0) return { status: "not_estimable", reason: "not in this run" };
  if (then.length === 0) return { status: "not_estimable", reason: "not in the baseline" };
  if (then[0]?.effective === null || today[0]?.effective === null)
    return { status: "not_estimable", reason: "fewer than two units" };
  return { status: "undefined", reason: "all rows are in one bin" };
}
