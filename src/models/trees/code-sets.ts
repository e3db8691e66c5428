/** Sets of category codes that nodes share: the same codes are one set. */
export interface CodeSets {
  readonly sets: readonly Uint32Array[];
  /** Place of the set of these codes; null when all sets together would take more memory than any honest model needs. */
  of(codes: readonly number[]): number | null;
}

/** Words of all sets together: a set is as long as its highest code is high. */
const mostWords = 2 ** 24;

export function codeSets(): CodeSets {
  const sets: Uint32Array[] = [];
  const places = new Map<string, number>();
  let words = 0;
  return {
    sets,
    of(codes) {
      const key = codes.toSorted((a, b) => a - b).join();
      const known = places.get(key);
      if (known !== undefined) return known;
      const length = Math.floor(codes.reduce((most, code) => Math.max(most, code), 0) / 32) + 1;
      if (words + length > mostWords) return null;
      words += length;
      const set = new Uint32Array(length);
      for (const code of codes) set[Math.floor(code / 32)]! |= 1 << (code % 32);
      places.set(key, sets.length);
      return sets.push(set) - 1;
    },
  };
}
