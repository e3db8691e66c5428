/**
 * Splits classes by one more bit: members of a class stay together where `bits[codes[member]]` is the same. Classes are numbered from 0
 * in the order in which they are first met. Returns their number.
 */
export function refine(classes: Int32Array, count: number, bits: Uint8Array, codes: Codes): number {
  const renamed = new Int32Array(2 * count).fill(-1);
  let found = 0;
  for (let member = 0; member < classes.length; member++) {
    const key = 2 * classes[member]! + bits[codes[member]!]!;
    if (renamed[key]! < 0) renamed[key] = found++;
    classes[member] = renamed[key]!;
  }
  return found;
}

/** Small whole numbers, of the narrowest kind that holds them. */
export type Codes = Uint8Array | Uint16Array | Uint32Array;
