import type { Evidence } from "../../core/estimate.js";
import { tUpper } from "../../stats/student-t.js";
import { agreements } from "./agreement-bootstrap.js";
import { canonicalInput } from "./canonical-input.js";
import { estimateGap, estimateSide, type FigureEstimate } from "./estimates.js";
import { type GapRows, playerFigures, type RowFigure, rowFigures, shareFigures } from "./figures.js";
import { type AttributeCodes, checkGapInput, type GapInput } from "./gap-input.js";
import {
  type AttributionGapRow,
  type AttributionProxyRow,
  type AttributionRow,
  adjusted,
  type Comparison,
  gapRow,
  groupRow,
  proxyRow,
} from "./gap-rows.js";
import { permutationGaps } from "./permutation-gaps.js";
import { leastProxyArea, type ProxyEvidence, proxies } from "./proxies.js";
import { rankFigures } from "./rank-agreement.js";
import { scaledEvidence } from "./scaled-evidence.js";
import { partSums, type Ratio, type UnitPair, type UnitParts, unitPair, unitParts } from "./unit-parts.js";

/** What groups are compared with. */
export type Against = "reference" | "rest" | "pairs";

/** How figures of attributions are estimated. */
export interface GapSettings {
  /** Two-sided: intervals have confidence 1 − alpha. */
  readonly alpha: number;
  readonly seed: number;
  /** Default "reference". */
  readonly against?: Against;
  /** Default 2,000. */
  readonly permutations?: number;
  /** Bootstrap replicates; default 2,000. */
  readonly replicates?: number;
  /** A player is a proxy when the lower bound of its area under the ROC curve is above this; default {@link leastProxyArea}. */
  readonly proxyArea?: number;
  /** By attribute what was found before of the same rows, which does not hang on their attributions; default: it is looked for. */
  readonly proxyEvidence?: readonly (readonly ProxyEvidence[])[];
}

/** What attributions say about groups, as rows of tables. */
export interface AttributionGaps {
  readonly attributions: readonly AttributionRow[];
  readonly gaps: readonly AttributionGapRow[];
  readonly proxies: readonly AttributionProxyRow[];
  /** By attribute. */
  readonly proxyEvidence: readonly (readonly ProxyEvidence[])[];
}

/**
 * Everything that attributions say about groups: means per group and player, gaps between groups, agreement of rankings, shares
 * carried by protected attributes and their proxies, and the quality of the explanation. The result does not depend on the
 * order of the rows or the numbering of units.
 * @throws RangeError for columns of unequal length, Failure (unusable) for attributions that are not finite
 */
export function attributionGaps(input: GapInput, settings: GapSettings): AttributionGaps {
  checkGapInput(input);
  const rows = canonicalInput(input);
  const proxyEvidence =
    settings.proxyEvidence ?? rows.attributes.map((attribute) => proxiesOf(attribute, rows, settings));
  const found = rows.attributes.map((attribute, place) =>
    ofAttribute(attribute, rows, settings, proxyEvidence[place]!),
  );
  const { players } = rows.attributions;
  return {
    attributions: [...ofEverybody(rows, settings), ...found.flatMap(({ attributions }) => attributions)],
    gaps: found.flatMap(({ gaps }) => gaps),
    proxies: rows.attributes.flatMap((attribute, place) =>
      proxyEvidence[place]!.map((each) => proxyRow(attribute, players, each)),
    ),
    proxyEvidence,
  };
}

const everybody = { name: "", groups: [""], reference: 0, players: [] };

function ofEverybody(rows: GapRows, settings: GapSettings): AttributionRow[] {
  const parts = unitParts(new Int32Array(rows.attributions.rows), rows.unit, rows.weight);
  const pair = unitPair(parts, () => 0);
  return [...playerFigures(rows), ...rowFigures(rows)].map((figure) => ({
    ...groupRow(everybody, 0, figure, estimated(pair, parts, figure, rows), settings.alpha),
    attribute: null,
    group: null,
  }));
}

function ofAttribute(
  attribute: AttributeCodes,
  rows: GapRows,
  settings: GapSettings,
  proxyEvidence: readonly ProxyEvidence[],
): Pick<AttributionGaps, "attributions" | "gaps"> {
  const parts = unitParts(attribute.code, rows.unit, rows.weight);
  const isProxy = proxyEvidence.filter((each) => each.isProxy).map(({ player }) => player);
  const [ofPlayers, ofRows] = [
    playerFigures(rows),
    [...rowFigures(rows), ...shareFigures(rows, attribute.players, isProxy)],
  ];
  const groups = attribute.groups.flatMap((_, group) => {
    const pair = unitPair(parts, (other) => (other === group ? 0 : -1));
    return [...ofPlayers, ...ofRows].map((figure) =>
      groupRow(attribute, group, figure, estimated(pair, parts, figure, rows), settings.alpha),
    );
  });
  const gaps = comparisons(attribute, settings.against ?? "reference").flatMap((comparison) =>
    compared(comparison, { attribute, parts, rows, settings, ofPlayers, ofRows }),
  );
  return { attributions: groups, gaps: adjusted(gaps) };
}

function comparisons({ groups, reference }: AttributeCodes, against: Against): Comparison[] {
  const places = groups.map((_, place) => place);
  if (against === "rest") return places.map((group) => ({ group, reference: null }));
  if (against === "reference") return places.flatMap((group) => (group === reference ? [] : [{ group, reference }]));
  return places.flatMap((group) => places.slice(0, group).map((other) => ({ group, reference: other })));
}

interface ComparedRows {
  readonly attribute: AttributeCodes;
  readonly parts: UnitParts;
  readonly rows: GapRows;
  readonly settings: GapSettings;
  readonly ofPlayers: readonly RowFigure[];
  readonly ofRows: readonly RowFigure[];
}

function compared(comparison: Comparison, context: ComparedRows): AttributionGapRow[] {
  const { attribute, parts, rows, settings, ofPlayers, ofRows } = context;
  const { group, reference } = comparison;
  const sideOf = (other: number) => (other === group ? 0 : reference === null || other === reference ? 1 : -1);
  const pair = unitPair(parts, sideOf);
  const stream = `${attribute.name} ${attribute.groups[group]} ${reference === null ? "" : attribute.groups[reference]}`;
  const ratios = ofPlayers.map((figure) => ratioOf(parts, figure, rows));
  const { seed, permutations = 2_000, replicates = 2_000 } = settings;
  const p = permutationGaps(
    pair,
    ratios.map(({ numerator }) => numerator),
    parts.weight,
    { seed, stream: `permutation ${stream}`, permutations },
  );
  const row = (figure: Pick<RowFigure, "name" | "player">, estimate: FigureEstimate, value: number | null) =>
    gapRow(attribute, comparison, figure, estimate, value, settings.alpha);
  return [
    ...ofPlayers.map((figure, i) => {
      const estimate = estimateGap(pair, ratios[i]!);
      return row(figure, estimate, estimate.value === null ? null : p[i]!);
    }),
    ...ofRows.map((figure) => {
      const estimate = estimateGap(pair, ratioOf(parts, figure, rows));
      return row(figure, estimate, twoSided(estimate.evidence));
    }),
    ...agreements(
      pair,
      ofPlayers.flatMap(({ name }, i) => (name === "mean_absolute_attribution" ? [ratios[i]!.numerator] : [])),
      parts.weight,
      rankFigures,
      { seed, stream: `agreement ${stream}`, replicates },
    ).map((estimate, f) => row({ name: rankFigures[f]!.name, player: null }, estimate, null)),
  ];
}

/** p-value of "no difference" of a t estimate. */
function twoSided(evidence: Evidence | null): number | null {
  if (evidence === null) return null;
  const [value, error, df] = evidence.basis as [number, number, number];
  if (value === 0) return 1;
  return error > 0 ? Math.min(1, 2 * tUpper(Math.abs(value) / error, df)) : 0;
}

/** The attribute itself is no proxy of itself. */
function proxiesOf(attribute: AttributeCodes, { columns, unit }: GapRows, settings: GapSettings): ProxyEvidence[] {
  return proxies(
    columns.filter(({ player }) => !attribute.players.includes(player)),
    {
      code: attribute.code,
      groups: attribute.groups.length,
      unit,
      alpha: settings.alpha,
      least: settings.proxyArea ?? leastProxyArea,
      seed: settings.seed,
      stream: `folds ${attribute.name}`,
    },
  );
}

const ratioOf = (parts: UnitParts, { numerator, denominator }: RowFigure, { weight }: GapRows): Ratio => ({
  numerator: partSums(parts, numerator, weight),
  denominator: denominator === null ? parts.weight : partSums(parts, denominator, weight),
});

function estimated(pair: UnitPair, parts: UnitParts, figure: RowFigure, rows: GapRows): FigureEstimate {
  return scaledEvidence(estimateSide(pair, 0, ratioOf(parts, figure, rows)), figure.scale);
}
