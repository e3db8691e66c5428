import { splitNames } from "../../core/groups.js";
import type { PairedGroup, PairedModels } from "../../core/paired.js";
import { isScalar } from "../../core/scalars.js";
import { type Line, suppress, type Total } from "../../privacy/suppress.js";
import type { Findings, FlipRow } from "../../record/run-record.js";
import { benjaminiHochberg, type CountedDifference, pairedSigns } from "../../stats/index.js";

/** Which numbers of changed decisions of a group may be told. */
export interface FlipPrivacy {
  /** Of all rows of the group. */
  readonly ofRows: boolean;
  /** Of its rows by label as well. */
  readonly byLabel: boolean;
}

export interface FlipTable {
  readonly rows: FlipRow[];
  readonly privacy: (attribute: string, group: string) => FlipPrivacy;
}

/** Counts of one group. */
interface Flips {
  readonly of: PairedGroup;
  readonly n: number;
  readonly to: number;
  readonly from: number;
  /** The two by label: to and from among rows with the outcome as label, then among the others. */
  readonly byLabel: readonly number[];
}

/** Whose decisions changed, by group of each attribute, and what of it may be told. Empty without an outcome to count by. */
export function flipTable(findings: Findings, paired: PairedModels): FlipTable {
  const outcome = outcomeOf(findings);
  const flips = paired.groups.map((of) => countFlips(of, outcome?.value ?? null));
  const lines = flips.filter(({ of }) => of.attribute !== null);
  const below = findings.suite.suppress_below;
  const hiddenGroup = hiddenIn(findings);
  const totals = totalsOf(lines, flips.find(({ of }) => of.attribute === null)?.n ?? 0);
  const visible = (counts: (flip: Flips) => readonly number[]): Map<string, string> => {
    const found = suppress(
      lines.map((flip) => lineOf(flip, counts(flip), hiddenGroup(flip.of) !== null)),
      totals,
      below,
    );
    return new Map(lines.map((flip, i) => [nameOf(flip.of), found[i]!]));
  };
  const ofRows = visible(({ to, from }) => [to, from]);
  const byLabel = visible(({ byLabel: counts }) => counts);
  // Of several classes each has flips of its own, of which only those of one are looked at here.
  const severalClasses = (findings.models[0]?.classes.length ?? 0) > 2;
  const shown = (table: ReadonlyMap<string, string>, name: string) => !severalClasses && table.get(name) === "shown";
  return {
    rows:
      outcome === null
        ? []
        : adjusted(
            flips
              .filter(({ of }) => of.attribute === null || splitNames(of.attribute).length === 1)
              .map((flip) => ({
                ...{ baseline: paired.baseline, model: paired.model },
                ...{ outcome: outcome.value, favourable: outcome.favourable },
                ...rowOf(flip, outcome.value, hiddenGroup(flip.of) ?? tooFew(ofRows.get(nameOf(flip.of)), below)),
              })),
          ),
    privacy: (attribute, group) => {
      const name = nameOf({ attribute, group });
      return { ofRows: shown(ofRows, name), byLabel: shown(byLabel, name) };
    },
  };
}

const nameOf = ({ attribute, group }: Pick<PairedGroup, "attribute" | "group">): string =>
  `${attribute ?? ""}\u0000${group ?? ""}`;

/** The label value that flips are counted by: the favourable one, else the positive one; null: there is none. */
function outcomeOf({ suite, models }: Findings): { readonly value: string; readonly favourable: boolean } | null {
  const { favourable, positive } = suite;
  if (favourable === null) return positive === null ? null : { value: positive, favourable: false };
  const classes = models[0]?.classes ?? [];
  const number = Number(favourable);
  const value = classes.find(
    (name) => name === favourable || (Number.isFinite(number) && isScalar(name, number)) || isTruth(name, favourable),
  );
  return value === undefined ? null : { value, favourable: true };
}

const isTruth = (name: string, favourable: string): boolean =>
  (favourable === "true" || favourable === "false") && isScalar(name, favourable === "true");

function countFlips(of: PairedGroup, outcome: string | null): Flips {
  let [n, to, from] = [0, 0, 0];
  const byLabel = [0, 0, 0, 0];
  for (const { label, then, now, n: rows } of of.cells) {
    if (then === null || now === null) continue;
    n += rows;
    const change = changeOf(then, now, outcome);
    if (change > 0) to += rows;
    if (change < 0) from += rows;
    if (change !== 0) byLabel[(label === outcome ? 0 : 2) + (change > 0 ? 0 : 1)]! += rows;
  }
  return { of, n, to, from, byLabel };
}

const changeOf = (then: string, now: string, outcome: string | null): number =>
  Number(now === outcome) - Number(then === outcome);

/** Why a group is not shown at all; null: it is. */
function hiddenIn({ population }: Findings): (group: PairedGroup) => string | null {
  const rows = population.filter(({ stratum, attribute }) => stratum === null && attribute !== null);
  const reasons = new Map(
    rows.map((row) => [nameOf(row), row.status === "suppressed" ? (row.reason ?? "not shown") : null]),
  );
  return (group) => reasons.get(nameOf(group)) ?? null;
}

/** What is small about a line is the least number of rows that changed one way. */
function lineOf({ of }: Flips, counts: readonly number[], isHidden: boolean): Line {
  const some = counts.filter((count) => count > 0);
  const people = isHidden ? 0 : some.length === 0 ? Number.MAX_SAFE_INTEGER : Math.min(...some);
  return { name: nameOf(of), people, counts };
}

/** Groups of each attribute add up to everybody, and those of combinations to the groups they are combined from. */
function totalsOf(lines: readonly Flips[], everybody: number): Total[] {
  const attributes = [...new Set(lines.map(({ of }) => of.attribute as string))];
  const of = (attribute: string) => lines.flatMap(({ of: one }, i) => (one.attribute === attribute ? [i] : []));
  // Groups that overlap add up to more than everybody: none follows from the others.
  const additive = attributes.filter((name) => of(name).reduce((sum, i) => sum + lines[i]!.n, 0) === everybody);
  const parts = (fine: string, coarse: string, group: string): number[] =>
    of(fine).filter((i) => within(lines[i]!.of.group as string, splitNames(fine), splitNames(coarse)) === group);
  return additive.flatMap((fine) => [
    { of: null, parts: of(fine) },
    ...additive
      .filter((coarse) => coarse !== fine && splitNames(coarse).every((name) => splitNames(fine).includes(name)))
      .flatMap((coarse) =>
        of(coarse).map((i) => ({ of: i, parts: parts(fine, coarse, lines[i]!.of.group as string) })),
      ),
  ]);
}

/** The part of a combination's name that is of some of its attributes. */
const within = (group: string, fine: readonly string[], coarse: readonly string[]): string => {
  const names = splitNames(group);
  return coarse.map((name) => names[fine.indexOf(name)]).join(" × ");
};

const tooFew = (visibility: string | undefined, below: number): string | null => {
  if (visibility === "small") return `fewer than ${below} changed one way`;
  return visibility === "protecting" ? "hidden so that smaller groups cannot be worked out" : null;
};

function rowOf(
  { of, n, to, from }: Flips,
  outcome: string,
  hidden: string | null,
): Omit<FlipRow, "baseline" | "model" | "outcome" | "favourable"> {
  const place = { attribute: of.attribute, group: of.group };
  if (hidden !== null) return { ...place, status: "suppressed", reason: hidden, ...nothing };
  const { p, method } = pairedSigns(differencesOf(of, outcome));
  const units = of.profiles?.reduce((sum, profile) => sum + profile.units, 0) ?? null;
  return {
    ...place,
    ...{ status: n === 0 ? "undefined" : "ok", reason: n === 0 ? "no rows in group" : null, n, units },
    ...{ to_outcome: to, from_outcome: from, same: n - to - from },
    ...(n === 0 ? { p: null, p_adjusted: null, test: null } : { p, p_adjusted: null, test: method }),
  };
}

const nothing = {
  n: null,
  units: null,
  to_outcome: null,
  from_outcome: null,
  same: null,
  p: null,
  p_adjusted: null,
  test: null,
} as const;

/** How far each unit's rows moved, on balance; rows that share no unit are units. */
function differencesOf({ cells, profiles }: PairedGroup, outcome: string): CountedDifference[] {
  const each = cells.map(({ then, now }) => (then === null || now === null ? 0 : changeOf(then, now, outcome)));
  if (profiles === null) return cells.map(({ n }, cell) => ({ difference: each[cell]!, units: n }));
  return profiles.map(({ rows, units }) => ({
    difference: rows.reduce((sum, n, cell) => sum + n * each[cell]!, 0),
    units,
  }));
}

/** Everybody is told beside the groups, which were looked at together. */
function adjusted(rows: readonly FlipRow[]): FlipRow[] {
  const tested = rows.filter(({ p, attribute }) => p !== null && attribute !== null);
  const p = benjaminiHochberg(tested.map((row) => row.p as number));
  const found = new Map(tested.map((row, i) => [row, p[i] as number]));
  return rows.map((row) => ({ ...row, p_adjusted: found.get(row) ?? null }));
}
