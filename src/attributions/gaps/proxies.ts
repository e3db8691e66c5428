import type { Evidence } from "../../core/estimate.js";
import { boundsOf, cautiousClusteredAuc, normalizedMutualInformation } from "../../stats/index.js";
import type { PlayerColumn } from "./gap-input.js";
import { foldsOf, outOfFoldMeans } from "./out-of-fold.js";

/** How well what the model is given for one player tells a protected attribute. */
export interface ProxyEvidence {
  readonly player: number;
  /** The column of the player that tells the most. */
  readonly column: string;
  /** Place of the group that is told best from all others. */
  readonly group: number;
  /**
   * Chance that a row of the group is told from one of another group, in [½, 1] (for categories a little below ½ where they tell
   * nothing): area under the ROC curve. null where there are not two groups.
   */
  readonly auc: number | null;
  /** One-sided lower bound of it over all groups and columns of the player; null without an interval. */
  readonly low: number | null;
  readonly evidence: Evidence | null;
  /** Mutual information of column and attribute over the mean of their entropies, in [0, 1]; null where neither varies. */
  readonly normalizedMutualInformation: number | null;
  /** Whether the lower bound is above the least area that makes a proxy. */
  readonly isProxy: boolean;
}

/** Area under the ROC curve that the lower bound of a proxy is above, where nobody sets another. */
export const leastProxyArea = 0.6;

/** The attribute that players may stand in for, and how to look. */
export interface ProxySearch {
  /** Group of each row; -1: not known, the row takes no part. */
  readonly code: Int32Array;
  readonly groups: number;
  /** Units counted from 0. */
  readonly unit: Int32Array;
  /** One-sided level of the lower bound. */
  readonly alpha: number;
  /** A player is a proxy when its area is above this. */
  readonly least: number;
  readonly seed: number;
  /** Names the stream of random numbers that deals units to folds. */
  readonly stream: string;
}

/**
 * Looks for stand-ins, player by player: how well each of a player's columns tells each group from all others. Numbers tell by
 * their rank (in either direction; missing ones stand in the middle), texts by the group's share in their category on the other
 * folds. The area's interval is that of rows in units; Bonferroni over the groups and columns of a player keeps the chance to call
 * a player a proxy that is none at alpha. Weights take no part: rows are counted as they are.
 */
export function proxies(columns: readonly PlayerColumn[], search: ProxySearch): ProxyEvidence[] {
  const known = knownRows(search);
  const players = [...new Set(columns.map(({ player }) => player))].sort((a, b) => a - b);
  return players.map((player) => {
    const own = columns.filter((each) => each.player === player);
    const tests = own.length * (known.groups.length === 2 ? 1 : known.groups.length);
    const found = own.flatMap((column) => columnEvidence(column, known, search, search.alpha / Math.max(1, tests)));
    return found.reduce((a, b) => ((b.low ?? b.auc ?? 0) > (a.low ?? a.auc ?? 0) ? b : a));
  });
}

/** The rows whose group is known, and the groups that have some. */
interface Known {
  readonly rows: Int32Array;
  readonly code: Int32Array;
  readonly unit: Int32Array;
  readonly fold: Int32Array;
  readonly groups: readonly number[];
}

function knownRows({ code, unit, groups, seed, stream }: ProxySearch): Known {
  const rows = Int32Array.from(code.keys()).filter((row) => code[row]! >= 0);
  const fold = foldsOf(unit, seed, stream);
  const at = (of: Int32Array) => rows.map((row) => of[row]!);
  const present = new Set(at(code));
  return {
    rows,
    code: at(code),
    unit: at(unit),
    fold: at(fold),
    groups: Array.from({ length: groups }, (_, group) => group).filter((group) => present.has(group)),
  };
}

function columnEvidence(
  { player, column, values }: PlayerColumn,
  known: Known,
  { least }: ProxySearch,
  alpha: number,
): ProxyEvidence[] {
  const category = categoriesOf(values, known.rows);
  const shared = { player, column, normalizedMutualInformation: informationOf(category, known) };
  const none = { auc: null, low: null, evidence: null, isProxy: false };
  if (known.groups.length < 2) return [{ ...shared, ...none, group: known.groups[0] ?? 0 }];
  // With two groups, telling one is telling the other.
  const told = known.groups.length === 2 ? known.groups.slice(0, 1) : known.groups;
  return told.map((group) => {
    const label = known.code.map((code) => Number(code === group));
    const score =
      values instanceof Float64Array ? ranked(values, known.rows, label) : outOfFoldMeans(category, label, known.fold);
    const area = cautiousClusteredAuc({ unit: known.unit, label, score });
    if (area === null) return { ...shared, ...none, group };
    const { low } = boundsOf(area.evidence, 2 * alpha);
    return { ...shared, group, auc: area.value, low, evidence: area.evidence, isProxy: low > least };
  });
}

/** Numbers in the direction in which they tell the positives; missing ones are put at the median, where they tell nothing. */
function ranked(values: Float64Array, rows: Int32Array, label: Int32Array): Float64Array {
  const present = Float64Array.from(rows, (row) => values[row]!)
    .filter((value) => !Number.isNaN(value))
    .sort();
  const median = present[present.length >> 1] ?? 0;
  const score = Float64Array.from(rows, (row) => (Number.isNaN(values[row]!) ? median : values[row]!));
  const area = cautiousClusteredAuc({ unit: Int32Array.from(rows.keys()), label, score });
  return area !== null && area.value < 0.5 ? score.map((value) => -value) : score;
}

/** Bins of a column of numbers with more different values. */
const bins = 10;

/** The category of each row, from 0 in the order of the values; numbers with many values in bins of equal size. Missing is a category. */
function categoriesOf(values: PlayerColumn["values"], rows: Int32Array): Int32Array {
  const cells = Array.from(rows, (row) => {
    const cell = values[row] ?? null;
    return cell === null || Number.isNaN(cell) ? null : cell;
  });
  const distinct = [...new Set(cells)].filter((cell) => cell !== null);
  if (values instanceof Float64Array && distinct.length > bins) return binned(cells as (number | null)[]);
  const places = new Map<number | string | null, number>(distinct.sort(rising).map((cell, place) => [cell, place]));
  places.set(null, places.size);
  return Int32Array.from(cells, (cell) => places.get(cell)!);
}

const rising = (a: number | string, b: number | string): number => (a < b ? -1 : a > b ? 1 : 0);

function binned(cells: readonly (number | null)[]): Int32Array {
  const present = Float64Array.from(cells.filter((cell) => cell !== null)).sort();
  const edges = Array.from({ length: bins - 1 }, (_, i) => present[Math.floor(((i + 1) * present.length) / bins)]!);
  return Int32Array.from(cells, (cell) => (cell === null ? bins : edges.filter((edge) => cell >= edge).length));
}

function informationOf(category: Int32Array, { code, groups }: Known): number | null {
  const size = category.reduce((most, each) => Math.max(most, each), -1) + 1;
  const table = groups.map(() => new Array<number>(size).fill(0));
  const place = new Map(groups.map((group, i) => [group, i]));
  for (let row = 0; row < code.length; row++) table[place.get(code[row]!)!]![category[row]!]!++;
  return normalizedMutualInformation(table);
}
