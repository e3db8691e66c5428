import type { GapInput } from "./gap-input.js";
import { absolute, completenessErrors, instabilities, sumOfRows } from "./row-figures.js";
import type { FigureScale } from "./scaled-evidence.js";

/** Rows in canonical order. */
export type GapRows = GapInput & { readonly unit: Int32Array };

/** A figure that is a ratio of sums over rows. */
export interface RowFigure {
  readonly name: string;
  readonly player: string | null;
  readonly numerator: Float64Array;
  /** null: rows' weights. */
  readonly denominator: Float64Array | null;
  readonly scale: FigureScale;
}

const meanOf = (
  name: string,
  player: string | null,
  numerator: Float64Array,
  scale: FigureScale = "any",
): RowFigure => ({ name, player, numerator, denominator: null, scale });

/** Means of φ and |φ| of each player: the figures whose gaps are tested by permutation. */
export const playerFigures = ({ attributions }: GapRows): RowFigure[] => [
  ...attributions.values.map((phi, j) => meanOf("mean_attribution", attributions.players[j]!, phi)),
  ...absolute(attributions).map((phi, j) => meanOf("mean_absolute_attribution", attributions.players[j]!, phi, "size")),
];

/** Figures of a row as a whole. */
export const rowFigures = ({ attributions, noisy }: GapRows): RowFigure[] => [
  meanOf("mean_output", null, attributions.output),
  meanOf("completeness_error", null, completenessErrors(attributions), "size"),
  ...(noisy === null ? [] : [meanOf("instability", null, instabilities(attributions, noisy), "size")]),
];

/** Shares of Σ|φ| that some players carry. */
export function shareFigures(
  { attributions }: GapRows,
  protectedPlayers: readonly number[],
  proxyPlayers: readonly number[],
) {
  const sizes = absolute(attributions);
  const all = sumOfRows(sizes, attributions.rows);
  const share = (name: string, players: readonly number[]): RowFigure => ({
    name,
    player: null,
    numerator: sumOfRows(
      [...new Set(players)].map((player) => sizes[player]!),
      attributions.rows,
    ),
    denominator: all,
    scale: "share",
  });
  return [
    share("protected_share", protectedPlayers),
    share("proxy_share", proxyPlayers),
    share("protected_or_proxy_share", [...protectedPlayers, ...proxyPlayers]),
  ];
}
