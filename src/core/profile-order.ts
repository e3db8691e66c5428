/** Entries of many profiles: profile p has those from start[p] up to start[p + 1]. */
interface Entries {
  readonly start: Int32Array;
  readonly cell: Int32Array;
  readonly n: Float64Array;
  readonly w: Float64Array;
  readonly ws: Float64Array;
  /** The number that decides between profiles which begin with the same cell and n; null: they go on with their next entry. */
  readonly next: Float64Array | null;
}

/** Bits of the key that hold the beginning of a profile; the others hold its number. */
const mostPrefixBits = 52;
/** So many rows in a cell, and more, look alike to the key. */
const mostRowBits = 6;
const mostRows = 2 ** mostRowBits - 1;
const realBits = 26;

const real = new DataView(new ArrayBuffer(8));

/** The first bits of a double as a whole number that rises with it. */
function rising(value: number): number {
  real.setFloat64(0, value);
  const head = real.getUint32(0);
  return (value < 0 ? ~head >>> 0 : (head | 0x80000000) >>> 0) >>> (32 - realBits);
}

const bitsFor = (most: number): number => Math.max(1, Math.ceil(Math.log2(most + 1)));

/**
 * Sorts profiles by content. Most comparisons are made by one native sort of 64-bit keys, which hold the first cells and counts of
 * a profile and its number; only profiles that begin alike are compared entry by entry.
 */
export class ProfileOrder {
  readonly #entries: Entries;
  readonly #count: number;
  readonly #numberBits: number;
  readonly #cellBits: number;
  readonly #prefixBits: number;

  constructor(entries: Entries) {
    this.#entries = entries;
    this.#count = entries.start.length - 1;
    this.#numberBits = bitsFor(this.#count);
    this.#prefixBits = Math.min(mostPrefixBits, 64 - this.#numberBits);
    this.#cellBits = bitsFor(entries.cell.reduce((most, cell) => Math.max(most, cell + 1), 0));
  }

  /** Numbers of the profiles in the order of their content. */
  sorted(): Int32Array {
    const numberBits = BigInt(this.#numberBits);
    const keys = new BigUint64Array(this.#count);
    for (let profile = 0; profile < this.#count; profile++)
      keys[profile] = (BigInt(this.#prefix(profile)) << numberBits) | BigInt(profile);
    keys.sort();
    const order = new Int32Array(this.#count);
    let runStart = 0;
    let runPrefix = -1n;
    keys.forEach((key, place) => {
      const prefix = key >> numberBits;
      order[place] = Number(key & ((1n << numberBits) - 1n));
      if (prefix === runPrefix) return;
      this.#sortRun(order, runStart, place);
      runStart = place;
      runPrefix = prefix;
    });
    this.#sortRun(order, runStart, this.#count);
    return order;
  }

  /** Cell, rows, cell, rows, … of the first entries in as many bits as there are; a profile that has ended goes on with zeros. */
  #prefix(profile: number): number {
    const { start, cell, n, next } = this.#entries;
    const [first, end] = [start[profile]!, start[profile + 1]!];
    let left = this.#prefixBits;
    let prefix = 0;
    for (let entry = first; left >= this.#cellBits + mostRowBits; entry++) {
      const rows = entry < end ? Math.min(n[entry]!, mostRows) : 0;
      prefix = (prefix * 2 ** this.#cellBits + (entry < end ? cell[entry]! + 1 : 0)) * 2 ** mostRowBits + rows;
      left -= this.#cellBits + mostRowBits;
      if (rows === mostRows || (next !== null && left < realBits)) break;
      if (next === null) continue;
      return (prefix * 2 ** realBits + rising(next[entry]!)) * 2 ** (left - realBits);
    }
    return prefix * 2 ** left;
  }

  #sortRun(order: Int32Array, from: number, to: number): void {
    if (to - from > 1) order.subarray(from, to).sort((a, b) => this.#compare(a, b));
  }

  #compare(a: number, b: number): number {
    const { start, cell, n, w, ws } = this.#entries;
    const [startA, startB] = [start[a]!, start[b]!];
    const [lengthA, lengthB] = [start[a + 1]! - startA, start[b + 1]! - startB];
    for (let step = 0; step < Math.min(lengthA, lengthB); step++) {
      const [i, j] = [startA + step, startB + step];
      if (cell[i] !== cell[j]) return cell[i]! - cell[j]!;
      if (n[i] !== n[j]) return n[i]! - n[j]!;
      if (w[i] !== w[j]) return w[i]! - w[j]!;
      if (ws[i] !== ws[j]) return ws[i]! - ws[j]!;
    }
    return lengthA - lengthB;
  }
}
