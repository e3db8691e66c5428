import { type CountedValues, poolValues } from "./counted-values.js";
import { kolmogorovUpperOf } from "./kolmogorov-distribution.js";
import type { Directions } from "./test-result.js";

/** Result of the Kolmogorov–Smirnov test; p-values by direction. */
export interface KolmogorovSmirnov extends Directions {
  /** Largest distance of the two cumulative distributions, in [0, 1], and the value where it is first reached. */
  readonly statistic: number;
  readonly location: number;
  /** Largest excess of x's distribution function over y's (x's values smaller), and of y's over x's. */
  readonly above: number;
  readonly below: number;
  readonly method: "exact" | "asymptotic";
}

/** How to find the p-values. */
export interface KolmogorovSmirnovOptions {
  /** Default: exact while n·m is at most 4,000,000. */
  readonly method?: "exact" | "asymptotic";
  /** "given" (default): exact p-values given the ties, as R. "ignored": as if there were none, too large then, as SciPy. */
  readonly ties?: "given" | "ignored";
}

const exactUpTo = 4_000_000;

/** The two samples as steps of a walk from (0, 0) to (n, m), and how far it strays: |i·m − j·n| / (n·m). */
interface Walk {
  readonly n: number;
  readonly m: number;
  /** i + j after each distinct value; only there do the distribution functions exist. */
  readonly stops: readonly number[];
  readonly above: number;
  readonly below: number;
  readonly location: number;
}

function walkOf(x: CountedValues, y: CountedValues): Walk {
  const { values, counts } = poolValues([x, y]);
  const [inX, inY] = counts as [Float64Array, Float64Array];
  const [n, m] = counts.map((inSample) => inSample.reduce((sum, count) => sum + count, 0)) as [number, number];
  let [i, j, above, below, location] = [0, 0, 0, 0, values[0]!];
  const stops: number[] = [];
  for (const [at, value] of values.entries()) {
    i += inX[at]!;
    j += inY[at]!;
    stops.push(i + j);
    // Whole numbers, so equal distances are equal.
    const distance = i * m - j * n;
    if (Math.abs(distance) > Math.max(above, below)) location = value;
    above = Math.max(above, distance);
    below = Math.max(below, -distance);
  }
  return { n, m, stops, above, below, location };
}

/**
 * Two-sample Kolmogorov–Smirnov test that two samples come from one distribution; null when one is empty. `greater` is small
 * when x's distribution function lies above y's (x's values are the smaller ones), `less` when below.
 * Exact: share of the walks from (0, 0) to (n, m) that stray as far. Asymptotic: two-sided the one-sample distribution for
 * round(nm/(n + m)) observations, one-sided Hodges' correction.
 * Source: J. L. Hodges, Arkiv för Matematik 3 (1958) 469–486, doi:10.1007/BF02589501 (one-sided: equation 5.3); ties:
 * G. Schröer and D. Trenkler, Computational Statistics & Data Analysis 20 (1995) 185–202, doi:10.1016/0167-9473(94)00040-P.
 */
export function kolmogorovSmirnov(
  x: CountedValues,
  y: CountedValues,
  options: KolmogorovSmirnovOptions = {},
): KolmogorovSmirnov | null {
  if (x.values.length === 0 || y.values.length === 0) return null;
  const walk = walkOf(x, y);
  const { n, m, above, below, location } = walk;
  const method = options.method ?? (n * m <= exactUpTo ? "exact" : "asymptotic");
  const p = method === "exact" ? exactP(walk, options.ties === "ignored") : asymptoticP(walk);
  const common = { location, above: above / (n * m), below: below / (n * m), method };
  return { ...common, statistic: Math.max(above, below) / (n * m), ...p };
}

function exactP(walk: Walk, ignoreTies: boolean): Directions {
  const { n, m, above, below } = walk;
  const isStop = new Uint8Array(n + m + 1);
  if (ignoreTies) isStop.fill(1);
  else for (const stop of walk.stops) isStop[stop] = 1;
  const largest = Math.max(above, below);
  return {
    less: strayingShare(n, m, isStop, (distance) => -distance >= below),
    greater: strayingShare(n, m, isStop, (distance) => distance >= above),
    twoSided: strayingShare(n, m, isStop, (distance) => Math.abs(distance) >= largest),
  };
}

/** Share of the walks to (n, m) that meet a far point at one of the stops: of those to (i, j), step by step. */
function strayingShare(n: number, m: number, isStop: Uint8Array, isFar: (distance: number) => boolean): number {
  const share = new Float64Array(m + 1);
  for (let i = 0; i <= n; i++) {
    for (let j = 0; j <= m; j++) {
      const fromLeft = i === 0 ? 0 : share[j]! * i;
      const fromBelow = j === 0 ? 0 : share[j - 1]! * j;
      const far = isStop[i + j] === 1 && isFar(i * m - j * n);
      share[j] = far ? 1 : i + j === 0 ? 0 : (fromLeft + fromBelow) / (i + j);
    }
  }
  return share[m]!;
}

function asymptoticP({ n, m, above, below }: Walk): Directions {
  const effective = (n * m) / (n + m);
  const [larger, smaller] = [Math.max(n, m), Math.min(n, m)];
  const oneSided = (distance: number): number => {
    const z = Math.sqrt(effective) * (distance / (n * m));
    return Math.exp(-2 * z * z - (2 * z * (larger + 2 * smaller)) / Math.sqrt(n * m * (n + m)) / 3);
  };
  const twoSided = kolmogorovUpperOf(Math.max(1, Math.round(effective)), Math.max(above, below) / (n * m));
  return { less: oneSided(below), greater: oneSided(above), twoSided };
}
