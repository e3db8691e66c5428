import type {
  AttributeRow,
  DisparityRow,
  GroupRow,
  MetricRow,
  PopulationRow,
  RunRecord,
} from "../record/run-record.js";

/** Where a value stands: which model, metric, attribute, class and stratum. */
export interface Place {
  readonly model: string;
  readonly metric: string | null;
  readonly attribute: string | null;
  readonly class: string | null;
  readonly stratum: string | null;
}

/** Rows of a record by what they are about. */
export interface Lookup {
  readonly group: (place: Place, group: string | null) => GroupRow | undefined;
  readonly disparity: (place: Place, disparity: string, group?: string | null) => DisparityRow | undefined;
  readonly population: (attribute: string | null, group: string | null) => PopulationRow | undefined;
  readonly metric: (name: string | null) => MetricRow | undefined;
  readonly attribute: (name: string) => AttributeRow | undefined;
}

const key = (...parts: readonly (string | null)[]): string => JSON.stringify(parts);
const at = (place: Place): readonly (string | null)[] => [
  place.model,
  place.metric,
  place.attribute,
  place.class,
  place.stratum,
];

/** The first row of each key: a record holds no two. */
function byKey<Row>(rows: readonly Row[], keyOf: (row: Row) => string): ReadonlyMap<string, Row> {
  return new Map(rows.toReversed().map((row) => [keyOf(row), row]));
}

export function indexed(record: RunRecord): Lookup {
  const groups = byKey(record.groups, (row) => key(...at(row), row.group));
  const disparities = byKey(record.disparities, (row) => key(...at(row), row.disparity));
  const ofGroups = byKey(record.disparities, (row) => key(...at(row), row.disparity, row.group));
  const population = byKey(
    record.population.filter((row) => row.stratum === null),
    (row) => key(row.attribute, row.group),
  );
  const metrics = byKey(record.metrics, (row) => row.name);
  const attributes = byKey(record.attributes, (row) => row.name);
  return {
    group: (place, group) => groups.get(key(...at(place), group)),
    disparity: (place, disparity, group) =>
      group === undefined
        ? disparities.get(key(...at(place), disparity))
        : ofGroups.get(key(...at(place), disparity, group)),
    population: (attribute, group) => population.get(key(attribute, group)),
    metric: (name) => (name === null ? undefined : metrics.get(name)),
    attribute: (name) => attributes.get(name),
  };
}
