import type { ExplainedGap, ExplainedGroup, ProxyFinding } from "../../core/explained.js";
import { benjaminiHochberg, writtenInterval } from "../../stats/index.js";
import type { FigureEstimate } from "./estimates.js";
import type { RowFigure } from "./figures.js";
import type { AttributeCodes } from "./gap-input.js";
import type { ProxyEvidence } from "./proxies.js";

/** A figure of one group, as records have it. */
export type AttributionRow = Counted<ExplainedGroup>;

/** A figure of one group against that of another. p: of mean attributions by permutation of units, of other figures by their t interval; none of agreement. */
export type AttributionGapRow = Counted<ExplainedGap>;

/** How well a player tells an attribute. */
export type AttributionProxyRow = Omit<ProxyFinding, "feature"> & { readonly player: string };

/** As records have it, but of a player (null: of all together), and never without the number of rows and units. */
type Counted<Row> = Omit<Row, "feature" | "n" | "units"> & {
  readonly player: string | null;
  readonly n: number;
  readonly units: number;
};

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
  return { status, reason, n, units, value, ...writtenInterval(evidence, alpha) };
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
