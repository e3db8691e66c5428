/**
 * Some numbers per row, each a weighted sum of the encoded inputs: intercept + Σ coefficient · input. Before anything mixes
 * them each is made of a single input (`picks`), which keeps wide tables small.
 */
export interface WeightedSums {
  readonly intercepts: Float64Array;
  /** The input of each; null: all inputs make up each. */
  readonly picks: Int32Array | null;
  /** With `picks` one per sum, else sums × inputs, sum after sum. */
  readonly coefficients: Float64Array;
}

/** `count` inputs as they are, from `first` on. */
export const inputsAsSums = (first: number, count: number): WeightedSums => ({
  intercepts: new Float64Array(count),
  picks: Int32Array.from({ length: count }, (_, place) => first + place),
  coefficients: new Float64Array(count).fill(1),
});

/** Each sum times its factor, plus its shift. */
export function scaledSums(
  sums: WeightedSums,
  factor: (place: number) => number,
  shift: (place: number) => number,
): WeightedSums {
  const perSum = sums.coefficients.length / sums.intercepts.length;
  return {
    intercepts: sums.intercepts.map((intercept, place) => intercept * factor(place) + shift(place)),
    picks: sums.picks,
    coefficients: sums.coefficients.map((coefficient, at) => coefficient * factor(Math.floor(at / perSum))),
  };
}

/** Some of the sums, in another order or several times. */
export function chosenSums({ intercepts, picks, coefficients }: WeightedSums, places: readonly number[]): WeightedSums {
  const perSum = coefficients.length / intercepts.length;
  return {
    intercepts: Float64Array.from(places, (place) => intercepts[place]!),
    picks: picks === null ? null : Int32Array.from(places, (place) => picks[place]!),
    coefficients: Float64Array.from({ length: places.length * perSum }, (_, at) => {
      const place = places[Math.floor(at / perSum)]!;
      return coefficients[place * perSum + (at % perSum)]!;
    }),
  };
}

/** Sums side by side; null when inputs are already mixed in some of them and not in others. */
export function joinedSums(parts: readonly WeightedSums[]): WeightedSums | null {
  const joined = (arrays: readonly Float64Array[]) => Float64Array.from(arrays.flatMap((array) => [...array]));
  const picks = parts.flatMap(({ picks }) => (picks === null ? [] : [...picks]));
  const mixed = parts.filter((part) => part.picks === null).length;
  if (mixed !== 0 && mixed !== parts.length) return null;
  return {
    intercepts: joined(parts.map(({ intercepts }) => intercepts)),
    picks: mixed === 0 ? Int32Array.from(picks) : null,
    coefficients: joined(parts.map(({ coefficients }) => coefficients)),
  };
}

/** Weighted sums of sums: `weight(k, j)` is that of sum j in the k-th of `count` new ones. @param inputs number of encoded inputs */
export function mixedSums(
  { intercepts, picks, coefficients }: WeightedSums,
  count: number,
  weight: (k: number, j: number) => number,
  inputs: number,
): WeightedSums {
  const mixed = { intercepts: new Float64Array(count), picks: null, coefficients: new Float64Array(count * inputs) };
  for (let k = 0; k < count; k++) {
    for (let j = 0; j < intercepts.length; j++) {
      const by = weight(k, j);
      mixed.intercepts[k]! += by * intercepts[j]!;
      if (picks !== null) mixed.coefficients[k * inputs + picks[j]!]! += by * coefficients[j]!;
      else
        for (let input = 0; input < inputs; input++)
          mixed.coefficients[k * inputs + input]! += by * coefficients[j * inputs + input]!;
    }
  }
  return mixed;
}

/** The coefficients of each sum, one per input. */
export function coefficientRows(sums: WeightedSums, inputs: number): Float64Array[] {
  const count = sums.intercepts.length;
  const { coefficients } = mixedSums(sums, count, (k, j) => (k === j ? 1 : 0), inputs);
  return Array.from({ length: count }, (_, k) => coefficients.slice(k * inputs, (k + 1) * inputs));
}
