import { groupTables } from "../inference/index.js";
import type { AttributeSpec } from "../suite/suite.js";
import type { ExplainedRows } from "./explained-sample.js";
import type { ModelMeasurement } from "./measure-model.js";
import { attributeSets } from "./model-tables.js";
import { referenceGroups } from "./reference-groups.js";
import { sampledGroups } from "./sampled-groups.js";
import type { Workshop } from "./workshop.js";

/** A protected attribute over the first rows of a sample. */
export interface SampledAttribute {
  readonly name: string;
  /** Column of the data that it is read from. */
  readonly column: string;
  /** Groups that are told of. */
  readonly groups: readonly string[];
  /** Per row the place of its group; −1: not told of. */
  readonly code: Int32Array;
  /** Place of the group that others are compared with. */
  readonly reference: number;
}

/** What the sample is of. */
interface Request {
  readonly workshop: Pick<Workshop, "suite">;
  readonly measurement: Pick<ModelMeasurement, "counts">;
  readonly sample: ExplainedRows;
}

/** The attributes of which two groups or more are told, the reference group among them; none whose groups overlap, as they have no one code per row. */
export function sampledAttributes(
  { workshop: { suite }, measurement, sample }: Request,
  rows: number,
): SampledAttribute[] {
  const { cells } = measurement.counts;
  const references = referenceGroups(suite, groupTables(cells, attributeSets(suite), new Map()), cells.n);
  const unit = sample.unit?.subarray(0, rows) ?? null;
  return suite.attributes.flatMap((attribute, place) => {
    const group = sample.groups[place]!.slice(0, rows);
    const groups = sampledGroups(group, unit, suite.suppressBelow);
    return ofAttribute(attribute, group, groups, references.get(attribute.name)?.group) ?? [];
  });
}

function ofAttribute(
  { name, column = name, separator }: AttributeSpec,
  group: readonly string[],
  groups: readonly string[],
  reference: string | undefined,
): SampledAttribute | null {
  if (separator !== undefined || reference === undefined) return null;
  if (groups.length < 2 || !groups.includes(reference)) return null;
  return {
    name,
    column,
    groups,
    code: Int32Array.from(group, (each) => groups.indexOf(each)),
    reference: groups.indexOf(reference),
  };
}
