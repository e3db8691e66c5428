/** The next uniform double in [0, 1), a multiple of 2⁻⁵³. */
export type Random = () => number;

const multiplierA = 0xd2511f53 | 0;
const multiplierC = 0xcd9e8d57 | 0;
const weyl0 = 0x9e3779b9 | 0;
const weyl1 = 0xbb67ae85 | 0;
const low32 = 2 ** 32;

/**
 * Upper 32 bits of the product of two 32-bit numbers, as a signed integer; by 16-bit halves, whose products stay exact.
 */
function multiplyHigh(a: number, b: number): number {
  const aLow = a & 0xffff;
  const aHigh = a >>> 16;
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = Math.imul(aHigh, bLow) + (Math.imul(aLow, bLow) >>> 16);
  const carry = Math.imul(aLow, bHigh) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/**
 * Philox4x32-10: encrypts the counter in `block` (four 32-bit words) in place. The arithmetic is on signed integers,
 * which hold the same bits and are fast.
 * Source: J. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011, doi:10.1145/2063384.2063405.
 */
export function philox(block: Uint32Array, key0: number, key1: number): void {
  let a = block[0]! | 0;
  let b = block[1]! | 0;
  let c = block[2]! | 0;
  let d = block[3]! | 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < 10; round++) {
    const highA = multiplyHigh(multiplierA, a);
    const highC = multiplyHigh(multiplierC, c);
    const lowA = Math.imul(multiplierA, a);
    a = highC ^ b ^ k0;
    b = Math.imul(multiplierC, c);
    c = highA ^ d ^ k1;
    d = lowA;
    k0 = (k0 + weyl0) | 0;
    k1 = (k1 + weyl1) | 0;
  }
  block[0] = a;
  block[1] = b;
  block[2] = c;
  block[3] = d;
}

/** A name as a number, by FNV-1a over its UTF-16 code units. */
function streamNumber(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193) >>> 0;
  // The length in the upper half keeps most names of different length apart even where their hashes meet.
  return (name.length % 2 ** 20) * low32 + hash;
}

/**
 * A reproducible stream of uniform doubles. Equal seed and stream give equal numbers on every machine, whatever was
 * drawn from other streams: the n-th number is a function of (seed, stream, n) alone.
 * @param seed a whole number in [0, 2⁵³)
 * @param stream a whole number in [0, 2⁵³), or a name
 */
export function random(seed: number, stream: number | string): Random {
  const number = typeof stream === "string" ? streamNumber(stream) : stream;
  const block = new Uint32Array(4);
  const key1 = Math.floor(seed / low32);
  const numberHigh = Math.floor(number / low32);
  let count = 0;
  let position = 4;
  return () => {
    if (position === 4) {
      block[0] = count;
      block[1] = count / low32;
      block[2] = number;
      block[3] = numberHigh;
      philox(block, seed, key1);
      count++;
      position = 0;
    }
    const high = block[position]! >>> 5;
    const low = block[position + 1]! >>> 6;
    position += 2;
    return (high * 67108864 + low) / 9007199254740992;
  };
}
