import type { Measured } from "../../core/measured.js";
import { type GroupTable, scoreGroups } from "../../inference/index.js";
import { type BinnedGroup, type Merged, mergeBins } from "../../privacy/merge-bins.js";
import type { DistributionRow, Findings } from "../../record/run-record.js";
import type { SuiteContent } from "../../suite/suite.js";
import type { HiddenReason } from "../hidden-groups.js";
import type { ModelTables } from "../model-tables.js";
import { binGroups, type GroupBins } from "./binned-rows.js";
import { type Distribution, distributionsOf } from "./distributions.js";

/** What distributions are told from. */
interface Telling {
  readonly suite: SuiteContent;
  readonly measured: Measured;
  readonly models: readonly ModelTables[];
  readonly hidden: HiddenReason;
  /** Distributions of the baseline, whose bins are taken. */
  readonly baseline: readonly DistributionRow[];
}

/** The table of distributions, where the suite asks for it: of everybody and of each group of each attribute whose groups do not overlap. */
export function distributionTables(telling: Telling): Pick<Findings, "distributions"> {
  const { suite, measured, models, baseline } = telling;
  if (suite.drift === undefined) return {};
  const tables = singleTables(models);
  const found = distributionsOf(measured, { bins: suite.drift.bins, known: baseline });
  return {
    distributions: [
      ...tables.flatMap((table) => (table.attribute === null ? [] : populationRows(telling, table))),
      ...found.flatMap((distribution) => rowsOf(telling, distribution, tables)),
    ],
  };
}

/** The tables of everybody and of single attributes, of all strata together. */
const singleTables = (models: readonly ModelTables[]): GroupTable[] =>
  (models[0]?.tables ?? []).filter(
    ({ attributeIndexes, stratum, tag }) => attributeIndexes.length < 2 && stratum === null && tag === null,
  );

/** How many rows each group has; hidden groups are told together. */
function populationRows({ models, hidden }: Telling, table: GroupTable): DistributionRow[] {
  const { cells, units } = models[0]!.material.counts;
  const size = table.groups.length;
  const everybody = new Int32Array(cells.n.length);
  // Many groups are more bins than sets of them have bits for; people are not asked for here.
  const [all] = binGroups({ n: cells.n, bin: table.cellGroup, units }, everybody, 1, size);
  const shown = table.groups.map(({ name }) => hidden(table.attribute, null, name) === null);
  const pool = shown.indexOf(false);
  const merged = Int32Array.from(shown, (isShown, group) => (isShown ? group : pool));
  const bins = table.groups.map(({ name }) => ({ low: null, high: null, value: name }));
  const place = { model: null, of: "population", feature: null, attribute: table.attribute, group: null } as const;
  return binRows(place, bins, all!, merged);
}

function rowsOf(
  { suite, models, hidden }: Telling,
  { place, bins, ordered, entries, scores }: Distribution,
  tables: readonly GroupTable[],
): DistributionRow[] {
  const cells = models[0]!.material.counts.cells;
  const groupsOf = (table: GroupTable): Int32Array =>
    scores === null ? table.cellGroup : scoreGroups(table, cells, scores);
  const count = (table: GroupTable): GroupBins[] =>
    binGroups(entries, groupsOf(table), table.groups.length, bins.length);
  const [everybody] = tables.filter(({ attribute }) => attribute === null).flatMap(count);
  if (everybody === undefined || everybody.rows === 0) return [];
  const options = { bins: bins.length, ordered, below: suite.suppressBelow };
  const all = mergeBins({ shown: true, people: everybody.people }, [], options).everybody;
  return tables.flatMap((table) => {
    const { attribute } = table;
    if (attribute === null) return binRows({ ...place, attribute, group: null }, bins, everybody, all);
    const groups = count(table).map((of, g) => ({ of, name: table.groups[g]!.name }));
    const present = groups.filter(({ of }) => of.rows > 0);
    const binned = present.map(
      ({ of, name }): BinnedGroup => ({ shown: hidden(attribute, null, name) === null, people: of.people }),
    );
    const merged = mergeBins({ shown: true, people: everybody.people }, binned, options).groups;
    return present.flatMap(({ of, name }, g) => {
      const parts = merged[g];
      return parts == null ? [] : binRows({ ...place, attribute, group: name }, bins, of, parts);
    });
  });
}

type Place = Pick<DistributionRow, "model" | "of" | "feature" | "attribute" | "group">;

function binRows(
  place: Place,
  bins: readonly Pick<DistributionRow, "low" | "high" | "value">[],
  { counts, rows, effective }: GroupBins,
  merged: Merged,
): DistributionRow[] {
  const together = new Float64Array(bins.length);
  for (const [bin, into] of merged.entries()) together[into]! += counts[bin]!;
  return bins.map((names, bin) => {
    const into = merged[bin]!;
    const own = { ...place, bin, ...names };
    return into === bin
      ? { ...own, n: together[bin]!, merged_into: null, rows, effective }
      : { ...own, n: null, merged_into: into, rows, effective };
  });
}
