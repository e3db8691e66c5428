/** One column of some rows: numbers (missing: NaN), or places of categories (missing: −1). */
export type GowerColumn =
  | { readonly kind: "number"; readonly values: Float64Array }
  | { readonly kind: "category"; readonly codes: Int32Array };

/** Distances from one row to all rows. */
export interface GowerDistances {
  /** Places of the columns that tell some rows apart and leave others alike; all other columns take no part. */
  readonly used: readonly number[];
  /** Writes the distance from `row` to each row into `into`; infinite where no column is known of both. */
  from(row: number, into: Float64Array): void;
}

/** Distances are multiples of this, so that equal ones are equal in the last digit too, whatever the order of sums. */
const grain = 2 ** -40;

/**
 * Gower's distance between rows, in [0, 1]: the mean over columns of |x − y| / range of numbers and of 0 or 1 (equal or not) of
 * categories. A column that is missing in either row counts for neither. Columns that say nothing of likeness are left out: numbers
 * that are all equal, and categories of which no two rows share one, such as ids and texts.
 * Source: J. C. Gower, Biometrics 27 (1971), 857–871, doi:10.2307/2528823.
 */
export function gowerDistances(columns: readonly GowerColumn[], rows: number): GowerDistances {
  const scaled = columns.flatMap((column, place) => {
    const part = partOf(column);
    return part === null ? [] : [{ part, place }];
  });
  const parts = scaled.map(({ part }) => part);
  const known = new Float64Array(rows);
  return {
    used: scaled.map(({ place }) => place),
    from: (row, into) => {
      into.fill(0);
      known.fill(0);
      for (const part of parts) part(row, into, known);
      for (let other = 0; other < rows; other++)
        into[other] =
          known[other] === 0 ? Number.POSITIVE_INFINITY : Math.round(into[other]! / known[other]! / grain) * grain;
    },
  };
}

/** Adds what one column says of the distance from a row, and to how many rows it says something. */
type Part = (row: number, sum: Float64Array, known: Float64Array) => void;

const partOf = (column: GowerColumn): Part | null =>
  column.kind === "number" ? numberPart(column.values) : categoryPart(column.codes);

function numberPart(values: Float64Array): Part | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (!(high > low)) return null;
  // Halves first: the range of the largest doubles is itself no double.
  const half = high / 2 - low / 2;
  const shares = values.map((value) => (Number.isFinite(value) ? (value / 2 - low / 2) / half : Number.NaN));
  return (row, sum, known) => {
    const own = shares[row]!;
    if (Number.isNaN(own)) return;
    for (let other = 0; other < sum.length; other++) {
      const gap = Math.abs(own - shares[other]!);
      if (Number.isNaN(gap)) continue;
      sum[other]! += gap;
      known[other]!++;
    }
  };
}

function categoryPart(codes: Int32Array): Part | null {
  const seen = new Set(codes.filter((code) => code >= 0));
  const rows = codes.reduce((sum, code) => sum + Number(code >= 0), 0);
  if (seen.size < 2 || seen.size === rows) return null;
  return (row, sum, known) => {
    const own = codes[row]!;
    if (own < 0) return;
    for (let other = 0; other < sum.length; other++) {
      const code = codes[other]!;
      if (code < 0) continue;
      if (code !== own) sum[other]!++;
      known[other]!++;
    }
  };
}
