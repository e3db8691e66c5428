/** Most inputs on a path that has tables over its subsets. */
export const mostTabulated = 12;

/** Number of members of each subset of {@link mostTabulated} things. */
export const sizeOf = Uint8Array.from({ length: 2 ** mostTabulated }, (_, subset) => bitsOf(subset));

function bitsOf(subset: number): number {
  let bits = 0;
  for (let rest = subset; rest !== 0; rest &= rest - 1) bits++;
  return bits;
}

/** a! b! / (a + b + 1)!: the Shapley weight of an input between `a` others before it and `b` behind. */
export function shapleyWeight(before: number, behind: number): number {
  let weight = 1 / (before + behind + 1);
  for (let k = 1; k <= Math.min(before, behind); k++) weight *= k / (before + behind + 1 - k);
  return weight;
}

/** All of {@link shapleyWeight} for games of up to so many inputs, at [before][behind]. */
export const shapleyWeights = (inputs: number): Float64Array[] =>
  Array.from({ length: inputs }, (_, before) =>
    Float64Array.from({ length: inputs - before }, (_, behind) => shapleyWeight(before, behind)),
  );
