import { flipTest, type NumericRows, nearestConsistency } from "../compatibility/index.js";
import { unknownGroup } from "../core/groups.js";
import type { ModelNeighbours, NeighbourFinding, ReproducedNeighbours } from "../core/neighbours.js";
import { type GowerColumn, gowerDistances, type NeighbourFigure, neighbours, writtenInterval } from "../stats/index.js";
import type { ExplainRequest } from "./explain-model.js";
import { type ExplainedDecisions, explainedDecisions } from "./explained-decisions.js";
import type { ModelMeasurement } from "./measure-model.js";
import type { ColumnValues } from "./read-columns.js";
import { type SampledAttribute, sampledAttributes } from "./sampled-attributes.js";

/** Nearest rows that each row is compared with, as in the libraries that have these figures. */
const nearest = 5;

/** Classes whose shares are compared, of models with more: those that are decided most often. */
const mostClasses = 5;

/** What the rows kept for explaining say of a model's decisions on people who are alike. */
export interface NeighbourRequest extends Pick<ExplainRequest, "workshop" | "place" | "sample"> {
  readonly measurement: Pick<ModelMeasurement, "classes" | "counts" | "decision">;
  /** Figures of other libraries that are asked for. */
  readonly reproduces: boolean;
}

/** Whether a model decides alike for rows that are alike, of the rows kept for explaining. */
export async function explainNeighbours(request: NeighbourRequest): Promise<ModelNeighbours> {
  const { workshop, measurement, sample, reproduces } = request;
  const decisions = await explainedDecisions(workshop.engine, measurement);
  if (decisions === null) return { reason: "it gives numbers, and decisions are compared" };
  const attributes = sampledAttributes(request, sample.rows);
  return {
    ...found(request, decisions, attributes),
    ...(reproduces ? { reproduced: reproducedOf(request, decisions, attributes) } : {}),
  };
}

/** A model's inputs over the sample. */
interface Input {
  readonly column: string;
  readonly values: ColumnValues;
}

const inputsOf = ({ workshop, place, sample }: NeighbourRequest): Input[] =>
  workshop.models[place]!.columns.map(({ column }, at) => ({
    column,
    values: sample.features[workshop.plan.inputs[place]![at]!]!,
  }));

function found(
  request: NeighbourRequest,
  { predicted, abstained }: ExplainedDecisions,
  attributes: readonly SampledAttribute[],
): ModelNeighbours {
  const { workshop, measurement, sample } = request;
  const kept = Int32Array.from(predicted.keys()).filter((row) => predicted[row]! >= 0 && abstained[row] === 0);
  if (kept.length === 0) return { reason: "it left every decision to somebody else" };
  const isProtected = new Set(workshop.suite.attributes.map(({ name, column = name }) => column));
  const inputs = inputsOf(request).filter(({ column }) => !isProtected.has(column));
  const gower = gowerDistances(
    inputs.map(({ values }) => gowerColumn(values, kept)),
    kept.length,
  );
  if (gower.used.length === 0)
    return { reason: "none of its inputs, beside protected attributes, tells which rows are alike" };
  const of = (values: Int32Array): Int32Array => kept.map((row) => values[row]!);
  const decision = of(predicted);
  const outcomes = outcomesOf(measurement, decision);
  const unit = sample.unit === null ? Int32Array.from(kept.keys()) : of(sample.unit);
  const weight = sample.weight === null ? null : Float64Array.from(kept, (row) => sample.weight![row]!);
  const { everybody, attributes: each } = neighbours({
    distances: gower.from,
    decision,
    unit,
    weight,
    k: nearest,
    attributes: attributes.map(({ code, groups, reference }) => ({ code: of(code), groups: groups.length, reference })),
    outcomes: outcomes.map(({ place }) => place),
  });
  const alpha = 1 - workshop.suite.confidence;
  const written = (
    figure: NeighbourFigure,
    place: Pick<NeighbourFinding, "attribute" | "group" | "reference" | "class">,
  ) => finding(figure, { ...place, figure: place.reference === null ? "consistency" : "neighbour_gap" }, alpha);
  return {
    k: nearest,
    rows: kept.length,
    units: new Set(unit).size,
    columns: gower.used.map((at) => inputs[at]!.column),
    findings: [
      written(everybody, { attribute: null, group: null, reference: null, class: null }),
      ...attributes.flatMap(({ name: attribute, groups, reference }, a) =>
        groups.flatMap((group, g) => [
          written(each[a]!.consistency[g]!, { attribute, group, reference: null, class: null }),
          ...(each[a]!.gaps[g] ?? []).map((gap, o) =>
            written(gap, { attribute, group, reference: groups[reference]!, class: outcomes[o]!.name }),
          ),
        ]),
      ),
    ],
  };
}

function gowerColumn(values: ColumnValues, rows: Int32Array): GowerColumn {
  if (values instanceof Float64Array) return { kind: "number", values: Float64Array.from(rows, (row) => values[row]!) };
  const places = new Map<string, number>();
  const placeOf = (text: string | null): number => {
    if (text === null) return -1;
    const place = places.get(text) ?? places.size;
    places.set(text, place);
    return place;
  };
  return { kind: "category", codes: Int32Array.from(rows, (row) => placeOf(values[row]!)) };
}

/** The positive class of two, without a name; of more the ones that are decided most often. */
function outcomesOf({ classes }: Pick<ModelMeasurement, "classes">, decision: Int32Array) {
  if (classes.isBinary) return [{ place: 1, name: null }];
  const rows = new Float64Array(classes.names.length);
  for (const place of decision) rows[place]!++;
  return classes.names
    .map((name, place) => ({ place, name }))
    .filter(({ place }) => rows[place]! > 0)
    .toSorted((a, b) => rows[b.place]! - rows[a.place]! || a.place - b.place)
    .slice(0, mostClasses);
}

function finding(
  { value, evidence, reason, n, units, distance }: NeighbourFigure,
  place: Pick<NeighbourFinding, "attribute" | "group" | "reference" | "class" | "figure">,
  alpha: number,
): NeighbourFinding {
  return {
    ...place,
    status: value === null ? "undefined" : evidence === null ? "not_estimable" : "ok",
    reason,
    n,
    units,
    value,
    ...writtenInterval(evidence, alpha),
    distance,
  };
}

/** The figures of other libraries: of two classes, over numeric inputs as they are, whether or not the model abstained. */
function reproducedOf(
  request: NeighbourRequest,
  { predicted }: ExplainedDecisions,
  attributes: readonly SampledAttribute[],
): ReproducedNeighbours[] {
  if (!request.measurement.classes.isBinary) return [];
  const inputs = inputsOf(request).filter(({ values }) => values instanceof Float64Array);
  const decision = Uint8Array.from(predicted, (place) => Number(place === 1));
  const rows = (without: string | null): NumericRows => ({
    columns: inputs.flatMap(({ column, values }) => (column === without ? [] : [values as Float64Array])),
    decision,
  });
  return [
    { attribute: null, group: null, figure: "consistency", value: nearestConsistency(rows(null)) },
    ...attributes.flatMap(({ name: attribute, column, groups }) => {
      const of = request.sample.groups[request.workshop.suite.attributes.findIndex(({ name }) => name === attribute)]!;
      return groups.map((group): ReproducedNeighbours => {
        const isFacet = Int8Array.from(of, (name) => (name === unknownGroup ? -1 : Number(name === group)));
        return { attribute, group, figure: "flip_test", value: flipTest(rows(column), isFacet) };
      });
    }),
  ];
}
