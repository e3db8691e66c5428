import type { Disparity, StratifiedDisparity, StratumPair } from "../disparities/index.js";
import { type Comparable, comparesBy, type DisparityEstimate, noValue, withInterval } from "./compare-groups.js";

/** One stratum's table of the metric. */
export interface StratumTable {
  readonly stratum: string;
  readonly table: Comparable;
}

/** A share's parts for the groups of the whole table in one stratum, and which of them are not shown there. */
interface Stratum {
  readonly name: string;
  readonly counts: readonly StratumPair["a"][];
  readonly hidden: readonly boolean[];
}

const dependentRows = "no interval or test within strata with weights, or with several rows per unit";

/**
 * Comparisons of the groups of one table within strata. A stratum takes part where all that it compares are shown and counted, so that
 * nothing hidden follows from the figures; that some are left out is said.
 * @param within the same metric and attribute, in each stratum
 * @param dependent rows have weights, or units several of them: then there are values without intervals
 */
export function compareStrata(
  whole: Comparable,
  within: readonly StratumTable[],
  disparities: readonly Disparity[],
  { dependent }: { readonly dependent: boolean },
): DisparityEstimate[] {
  if (within.length === 0 || whole.groups.length < 2) return [];
  const strata = within.map((one) => stratumOf(whole, one));
  return disparities
    .filter((disparity) => disparity.kind === "stratified")
    .filter((disparity) => comparesBy(whole.metric, disparity))
    .flatMap((disparity) => whole.groups.flatMap((_, g) => oneGroup(whole, { strata, dependent }, disparity, g) ?? []));
}

/** Groups of the whole table as they are in a stratum, where some may have no rows. */
function stratumOf({ groups }: Comparable, { stratum, table }: StratumTable): Stratum {
  const found = new Map(table.groups.map((group) => [group.name, group]));
  const here = groups.map(({ name }) => found.get(name));
  return {
    name: stratum,
    counts: here.map((group) => ({
      successes: group?.estimate.numerator ?? 0,
      trials: group?.estimate.denominator ?? 0,
    })),
    hidden: here.map((group) => group?.hidden === true),
  };
}

interface StrataOptions {
  readonly strata: readonly Stratum[];
  readonly dependent: boolean;
}

function oneGroup(
  table: Comparable,
  { strata, dependent }: StrataOptions,
  disparity: StratifiedDisparity,
  group: number,
): DisparityEstimate | null {
  const against = disparity.against === "rest" ? "rest" : table.reference;
  if (against === null || against === group) return null;
  const shown = strata.filter((stratum) => isShown(stratum, group, against) && isShown(wholeOf(table), group, against));
  const pairs = shown.map((stratum) => pairOf(stratum, group, against));
  const used = pairs.filter(({ a, b }) => a.trials > 0 && b.trials > 0);
  const names = {
    disparity: disparity.name,
    group: table.groups[group]?.name as string,
    reference: against === "rest" ? null : table.referenceName,
  };
  const hidden = shown.length < strata.length ? "strata left out, as a group is not shown in them" : null;
  const none = { ...names, ...withInterval(noValue), status: "not_estimable" as const };
  if (dependent && disparity.independentOnly) return { ...none, reason: dependentRows };
  if (used.length === 0) return { ...none, reason: hidden ?? "no stratum holds both" };
  const outcome = disparity.of(pairs, { alpha: table.alpha });
  if (outcome.value === null) return { ...none, reason: hidden ?? "no stratum can tell" };
  const bare = dependent ? { ...noValue, value: outcome.value } : outcome;
  return {
    ...names,
    status: "ok",
    ...withInterval(bare),
    reason: hidden ?? (dependent ? dependentRows : (disparity.withoutInterval ?? null)),
    reversed_strata: isDifference(disparity) ? reversed(shown, pairs) : null,
  };
}

const isDifference = ({ kind, scale, withoutInterval }: StratifiedDisparity): boolean =>
  kind === "stratified" && scale === "difference" && withoutInterval === undefined;

const wholeOf = ({ groups }: Comparable) => ({ hidden: groups.map(({ hidden }) => hidden) });

const isShown = ({ hidden }: Pick<Stratum, "hidden">, group: number, against: number | "rest"): boolean =>
  against === "rest" ? !hidden.includes(true) : !hidden[group] && !hidden[against];

function pairOf({ counts }: Stratum, group: number, against: number | "rest"): StratumPair {
  const a = counts[group] as StratumPair["a"];
  if (against !== "rest") return { a, b: counts[against] as StratumPair["b"] };
  return { a, b: total(counts.filter((_, other) => other !== group)) };
}

const total = (counts: readonly StratumPair["a"][]): StratumPair["a"] => ({
  successes: counts.reduce((sum, { successes }) => sum + successes, 0),
  trials: counts.reduce((sum, { trials }) => sum + trials, 0),
});

const differenceOf = ({ a, b }: StratumPair): number =>
  a.trials > 0 && b.trials > 0 ? a.successes / a.trials - b.successes / b.trials : 0;

/** Strata in which the difference has the other sign than over all these rows together (Simpson). */
function reversed(strata: readonly Stratum[], pairs: readonly StratumPair[]): string[] {
  const all = Math.sign(differenceOf({ a: total(pairs.map(({ a }) => a)), b: total(pairs.map(({ b }) => b)) }));
  return strata.flatMap(({ name }, s) => (all * Math.sign(differenceOf(pairs[s] as StratumPair)) < 0 ? [name] : []));
}
