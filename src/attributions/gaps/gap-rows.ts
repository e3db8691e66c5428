import type { Status } from "../../core/estimate.js";
import { benjaminiHochberg, boundsOf } from "../../stats/index.js";
import type { FigureEstimate } from "./estimates.js";
import type { RowFigure } from "./figures.js";
import type { AttributeCodes } from "./gap-input.js";
import type { ProxyEvidence } from "./proxies.js";

/** A figure of one group, as records have it. */
export interface AttributionRow {
  /** null: everybody. */
  readonly attribute: string | null;
  readonly group: string | null;
  /** null: of all players together. */
  readonly player: string | null;
  readonly figure: string;
  readonly status: Status;
  readonly reason: string | null;
  readonly n: number;
  readonly units: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly interval: string | null;
  readonly basis: readonly number[] | null;
}

/** A figure of one group against that of another; of figures of agreement how alike the two are. */
export interface AttributionGapRow extends Omit<AttributionRow, "attribute" | "group"> {
  readonly attribute: string;
  readonly group: string;
  /** null: all other known groups together. */
  readonly reference: string | null;
  /** Of mean attributions by permutation of units, of other figures by their t interval; none of agreement. */
  readonly p: number | null;
  /** Benjamini–Hochberg over the players and comparisons of one attribute and figure. */
  readonly p_adjusted: number | null;
}

/** How well a player tells an attribute. */
export interface AttributionProxyRow {
  readonly attribute: string;
  readonly player: string;
  readonly column: string;
  readonly group: string;
  readonly auc: number | null;
  readonly low: number | null;
  readonly interval: string | null;
  readonly basis: readonly number[] | null;
  readonly normalized_mutual_information: number | null;
  readonly is_proxy: boolean;
}

/** One group against another (its place), or against all others (null). */
export interface Comparison {
  readonly group: number;
  readonly reference: number | null;
}

export function groupRow(
  attribute: Pick<AttributeCodes, "name" | "groups">,
  group: number,
  { name, player }: RowFigure,
  estimate: FigureEstimate,
  alpha: number,
): AttributionRow {
  return {
    attribute: attribute.name,
    group: attribute.groups[group]!,
    player,
    figure: name,
    ...written(estimate, alpha),
  };
}

export function gapRow(
  attribute: AttributeCodes,
  { group, reference }: Comparison,
  { name, player }: Pick<RowFigure, "name" | "player">,
  estimate: FigureEstimate,
  p: number | null,
  alpha: number,
): AttributionGapRow {
  return {
    attribute: attribute.name,
    group: attribute.groups[group]!,
    reference: reference === null ? null : attribute.groups[reference]!,
    player,
    figure: name,
    ...written(estimate, alpha),
    p,
    p_adjusted: null,
  };
}

function written({ status, reason, n, units, value, evidence }: FigureEstimate, alpha: number) {
  const bounds = evidence === null ? { low: null, high: null } : boundsOf(evidence, alpha);
  return {
    status,
    reason,
    n,
    units,
    value,
    low: bounds.low,
    high: bounds.high,
    interval: evidence?.interval ?? null,
    basis: evidence?.basis ?? null,
  };
}

/** With Benjamini–Hochberg's p over the rows of each figure: its players were looked at together. */
export function adjusted(rows: readonly AttributionGapRow[]): AttributionGapRow[] {
  const adjustedOf = new Map<AttributionGapRow, number>();
  for (const name of new Set(rows.map(({ figure }) => figure))) {
    const tested = rows.filter(({ figure, p }) => figure === name && p !== null);
    const values = benjaminiHochberg(tested.map(({ p }) => p as number));
    for (const [i, row] of tested.entries()) adjustedOf.set(row, values[i]!);
  }
  return rows.map((row) => ({ ...row, p_adjusted: adjustedOf.get(row) ?? null }));
}

export const proxyRow = (
  { name, groups }: AttributeCodes,
  players: readonly string[],
  { player, column, group, auc, low, evidence, normalizedMutualInformation, isProxy }: ProxyEvidence,
): AttributionProxyRow => ({
  attribute: name,
  player: players[player]!,
  column,
  group: groups[group]!,
  auc,
  low,
  interval: evidence?.interval ?? null,
  basis: evidence?.basis ?? null,
  normalized_mutual_information: normalizedMutualInformation,
  is_proxy: isProxy,
});
