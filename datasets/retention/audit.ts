import { clusteredProportion, compareDifference, maxGap, type Sample, type UnitSums } from "../../src/stats/index.js";
import type { Interaction } from "./decisions.js";
import { attributes, type Measure, measures, type Planted } from "./planted.js";

/** A share in every known group of an attribute. */
export interface Audited {
  readonly groups: readonly string[];
  readonly samples: readonly Sample[];
}

/** Contacts of one customer are not independent, so an audit sees customers: how many of their contacts count, and how many have it. */
interface UnitCounts {
  readonly customer: Interaction;
  rows: number;
  has: number;
}

function unitCounts(interactions: readonly Interaction[], { counts, has }: Measure): UnitCounts[] {
  const units: (UnitCounts | undefined)[] = [];
  for (const interaction of interactions) {
    if (!counts(interaction)) continue;
    const { number } = interaction.contact.customer;
    const unit = units[number] ?? { customer: interaction, rows: 0, has: 0 };
    units[number] = unit;
    unit.rows += 1;
    if (has(interaction)) unit.has += 1;
  }
  return units.filter((unit) => unit !== undefined);
}

function sumsOf(units: readonly UnitCounts[]): UnitSums {
  const rows = Float64Array.from(units, (unit) => unit.rows);
  return {
    numerator: Float64Array.from(units, (unit) => unit.has),
    denominator: rows,
    rows,
    count: new Float64Array(units.length).fill(1),
  };
}

/**
 * What an audit of one data set estimates for a measure: by attribute, each group's share with evidence that knows of customers.
 * Those of unknown group have no part in comparisons, but in how alike the contacts of one customer are.
 */
export function audited(interactions: readonly Interaction[], name: string): (attribute: string) => Audited {
  const units = unitCounts(interactions, measures.find((measure) => measure.name === name)!);
  return (attribute) => {
    const byGroup = new Map<string | null, UnitCounts[]>();
    for (const unit of units) {
      const group = attributes[attribute]!(unit.customer);
      const members = byGroup.get(group);
      if (members === undefined) byGroup.set(group, [unit]);
      else members.push(unit);
    }
    const all = [...byGroup.keys()];
    const estimates = clusteredProportion(all.map((group) => sumsOf(byGroup.get(group)!)));
    const groups = all.filter((group) => group !== null).sort();
    return { groups, samples: groups.map((group) => estimates[all.indexOf(group)]!) };
  };
}

/** Whether the interval of the difference between the two groups leaves out 0: -1 below it, 1 above it, 0 not at all. */
export function sideOf(
  { groups, samples }: Audited,
  { group, against }: Pick<Planted, "group" | "against">,
  alpha: number,
): -1 | 0 | 1 {
  const { low, high } = compareDifference(samples[groups.indexOf(group)]!, samples[groups.indexOf(against)]!, {
    alpha,
  });
  return high! < 0 ? -1 : low! > 0 ? 1 : 0;
}

/** Whether a check of the widest gap between any groups fails at this limit. */
export const isOverLimit = ({ samples }: Audited, limit: number, alpha: number): boolean =>
  maxGap(samples, { alpha, tolerance: limit }).low > limit;
