/** Where an item stands among falling values: places before it, and items with the same value as it. */
interface Place {
  readonly before: number;
  readonly tied: number;
}

/**
 * Rank-biased overlap of two rankings of the same items, in [0, 1], 1 for equal ones: mean agreement of the first d items over all depths d,
 * where a reader who has seen one item goes on to the next with probability `persistence` in (0, 1). Item i has values a[i] and b[i],
 * the highest first; items with the same value share their places and are corrected for (variant b). Beyond the last item both agree.
 * null without items. For few items: the work grows with their square.
 * Source: W. Webber, A. Moffat and J. Zobel, ACM Transactions on Information Systems 28 (2010), equation 23, doi:10.1145/1852102.1852106;
 * ties: M. Corsi and J. Urbano, SIGIR 2024, arXiv:2406.07121.
 */
export function rankBiasedOverlap(a: ArrayLike<number>, b: ArrayLike<number>, persistence: number): number | null {
  if (a.length !== b.length) throw new RangeError("both rankings have to be of the same items");
  if (!(persistence > 0 && persistence < 1)) throw new RangeError("persistence has to be in (0, 1)");
  if (a.length === 0) return null;
  const [first, second] = [placesOf(a), placesOf(b)];
  let [sum, weight] = [0, 1 - persistence];
  for (let depth = 1; depth <= a.length; depth++, weight *= persistence)
    sum += weight * agreement(first, second, depth);
  return Math.min(1, sum + persistence ** a.length);
}

function placesOf(values: ArrayLike<number>): Place[] {
  const falling = Array.from(values).sort((x, y) => y - x);
  const place = new Map<number, { before: number; tied: number }>();
  for (const [before, value] of falling.entries()) {
    const known = place.get(value);
    if (known === undefined) place.set(value, { before, tied: 1 });
    else known.tied++;
  }
  return Array.from(values, (value) => place.get(value) as Place);
}

/** Cosine of how far each item is among the first `depth` of either ranking. */
function agreement(first: readonly Place[], second: readonly Place[], depth: number): number {
  let [both, ofFirst, ofSecond] = [0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    const [x, y] = [among(first[i]!, depth), among(second[i]!, depth)];
    both += x * y;
    ofFirst += x * x;
    ofSecond += y * y;
  }
  return both / Math.sqrt(ofFirst * ofSecond);
}

const among = ({ before, tied }: Place, depth: number): number => Math.min(1, Math.max(0, (depth - before) / tied));
