import { rankBiasedOverlap } from "../../stats/index.js";

/** How alike two groups rank the players, from their importance (mean |φ|); equally long, not negative. */
export interface RankFigure {
  /** snake_case, as in records. */
  readonly name: string;
  /** null: not defined for these. */
  of(group: ArrayLike<number>, reference: ArrayLike<number>): number | null;
}

/**
 * Discounted gain of the reference's importance in the order of the group's, over that in its own order: in (0, 1], 1 where the
 * orders are the same. Players that a group holds for equally important share their places. null where the reference has no
 * importance at all.
 * Source: Amazon SageMaker Clarify, feature attribution drift: Σ a(f'_i)/log₂(i + 1) ÷ Σ a(f_i)/log₂(i + 1), with a the
 * reference's importance, f its order and f' the group's; ties: F. McSherry and M. Najork, ECIR 2008,
 * doi:10.1007/978-3-540-78646-7_38.
 */
export function importanceNdcg(group: ArrayLike<number>, reference: ArrayLike<number>): number | null {
  if (group.length !== reference.length) throw new RangeError("both rankings have to be of the same players");
  const best = gainInOrder(reference, reference);
  return best > 0 ? Math.min(1, gainInOrder(reference, group) / best) : null;
}

function gainInOrder(gain: ArrayLike<number>, order: ArrayLike<number>): number {
  const falling = Array.from(order, (_, i) => i).sort((i, j) => order[j]! - order[i]!);
  let sum = 0;
  for (let start = 0, end = 0; start < falling.length; start = end) {
    let [gains, discounts] = [0, 0];
    for (; end < falling.length && order[falling[end]!] === order[falling[start]!]; end++) {
      gains += gain[falling[end]!]!;
      discounts += 1 / Math.log2(end + 2);
    }
    sum += (gains / (end - start)) * discounts;
  }
  return sum;
}

/**
 * Kendall's τ_b: pairs of players in the same order less those in the opposite one, over the geometric mean of the pairs that
 * either group tells apart; in [−1, 1]. null where a group tells no two apart.
 * Source: M. G. Kendall, Biometrika 33 (1945) 239–251, doi:10.1093/biomet/33.3.239.
 */
export function kendallTauB(a: ArrayLike<number>, b: ArrayLike<number>): number | null {
  if (a.length !== b.length) throw new RangeError("both rankings have to be of the same players");
  let [agreeing, inA, inB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) {
      const [x, y] = [Math.sign(a[i]! - a[j]!), Math.sign(b[i]! - b[j]!)];
      agreeing += x * y;
      inA += x * x;
      inB += y * y;
    }
  }
  return inA > 0 && inB > 0 ? agreeing / Math.sqrt(inA * inB) : null;
}

/** Persistence of rank-biased overlap: 0.9 puts 86 % of the weight on the first ten (Webber and others, section 4.3). */
const persistence = 0.9;

/** Figures of agreement in the order in which readers meet them; the first one is what a gate judges unless it names another. */
export const rankFigures: readonly RankFigure[] = [
  { name: "ndcg", of: importanceNdcg },
  { name: "rank_biased_overlap", of: (a, b) => rankBiasedOverlap(a, b, persistence) },
  { name: "kendall_tau_b", of: kendallTauB },
];
