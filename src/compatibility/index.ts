import { aequitas } from "./aequitas.js";
import { aequitasFamilies } from "./aequitas-parities.js";
import { aif360, aif360Families } from "./aif360.js";
import { clarify } from "./clarify.js";
import type { CompatibilityFamily, CompatibilityFigure } from "./compatibility.js";
import { fairlearn } from "./fairlearn.js";
import { fairmodels } from "./fairmodels.js";
import { giskard } from "./giskard.js";
import { holistic, holisticFamilies } from "./holistic.js";
import { lift, liftFamilies } from "./lift.js";
import { oxonfair } from "./oxonfair.js";
import { synapseml, synapsemlFamilies } from "./synapseml.js";
import { tfma } from "./tfma.js";

export type {
  Comparison,
  CompatibilityFamily,
  CompatibilityFigure,
  NeighbourTally,
  ScoreTally,
  Tally,
} from "./compatibility.js";
export { reproduce, usesAllGroups } from "./compatibility.js";
export { sumOfTallies } from "./fractions.js";
export { flipTest, type NumericRows, nearestConsistency } from "./nearest-neighbours.js";

/** Figures of other libraries, library by library in the order of the catalogue; those that take a number are families. */
export const compatibilityFigures: readonly CompatibilityFigure[] = [
  ...clarify,
  ...aif360,
  ...fairlearn,
  ...aequitas,
  ...tfma,
  ...lift,
  ...giskard,
  ...holistic,
  ...synapseml,
  ...fairmodels,
  ...oxonfair,
];

/** Figures that differ in a number. */
export const compatibilityFamilies: readonly CompatibilityFamily[] = [
  ...aif360Families,
  ...aequitasFamilies,
  ...liftFamilies,
  ...holisticFamilies,
  ...synapsemlFamilies,
];

/** Every name that can stand alone. */
export const compatibilityNames: readonly string[] = [...compatibilityFigures, ...compatibilityFamilies].map(
  ({ name }) => name,
);

const byName = new Map(compatibilityFigures.map((figure) => [figure.name, figure]));

/** The figure of that name, which may end in a number: "aif360.generalized_entropy_index(1)". */
export const compatibilityByName = (name: string): CompatibilityFigure | undefined => byName.get(name) ?? member(name);

function member(name: string): CompatibilityFigure | undefined {
  const [, base, written] = /^([a-z0-9_.]+)(?:\(([^()]+)\))?$/.exec(name) ?? [];
  const family = compatibilityFamilies.find((each) => each.name === base);
  const parameter = written === undefined ? family?.byDefault : Number(written);
  return parameter !== undefined && family?.allows(parameter) ? family.of(parameter, name) : undefined;
}

/** The names that an entry of a suite asks for: one, or with `library.*` all of a library; empty where nobody knows it. */
export function compatibilityNamesOf(entry: string): readonly string[] {
  if (entry.endsWith(".*")) return compatibilityNames.filter((name) => name.startsWith(entry.slice(0, -1)));
  return compatibilityByName(entry) === undefined ? [] : [entry];
}
