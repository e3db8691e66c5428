import type {
  AttributeRow,
  AttributionGapRow,
  AttributionRow,
  DisparityRow,
  ExplanationRow,
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

/** Whose attributions: of which model and class, in which group. */
export interface ExplainedPlace {
  readonly model: string;
  readonly class: string | null;
  readonly attribute: string | null;
  readonly group: string | null;
}

/** Rows of a record by what they are about. */
export interface Lookup {
  readonly group: (place: Place, group: string | null) => GroupRow | undefined;
  readonly disparity: (place: Place, disparity: string, group?: string | null) => DisparityRow | undefined;
  /** How an output was explained. */
  readonly explanation: (place: Pick<ExplainedPlace, "model" | "class">) => ExplanationRow | undefined;
  /** `feature` null: of all inputs together. */
  readonly attribution: (place: ExplainedPlace, figure: string, feature: string | null) => AttributionRow | undefined;
  /** A group against the one that it is compared with. */
  readonly attributionGap: (
    place: ExplainedPlace,
    figure: string,
    feature: string | null,
  ) => AttributionGapRow | undefined;
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
  const ofFigure = (row: ExplainedPlace, figure: string, feature: string | null) =>
    key(row.model, row.class, row.attribute, row.group, figure, feature);
  const explanations = byKey(record.explanations ?? [], (row) => key(row.model, row.class));
  const attributions = byKey(record.attributions ?? [], (row) => ofFigure(row, row.figure, row.feature));
  const attributionGaps = byKey(record.attribution_gaps ?? [], (row) => ofFigure(row, row.figure, row.feature));
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
    explanation: (place) => explanations.get(key(place.model, place.class)),
    attribution: (place, figure, feature) => attributions.get(ofFigure(place, figure, feature)),
    attributionGap: (place, figure, feature) => attributionGaps.get(ofFigure(place, figure, feature)),
    population: (attribute, group) => population.get(key(attribute, group)),
    metric: (name) => (name === null ? undefined : metrics.get(name)),
    attribute: (name) => attributes.get(name),
  };
}
