import { fixedPointScale, fromFixedPoint } from "./fixed-point.js";

const laneWidth = 2 ** 26;
// A lane is moved to the wide sum long before it leaves the integers that a double holds.
const laneLimit = 2 ** 52;

/**
 * Many sums of integer-valued doubles, each exact whatever the order and size of its terms: two lanes of doubles, with a
 * BigInt behind them for what does not fit. Terms are what `toFixedPoint` gives.
 */
export class ExactSums {
  readonly #high: Float64Array;
  readonly #low: Float64Array;
  readonly #wide = new Map<number, bigint>();

  constructor(readonly length: number) {
    this.#high = new Float64Array(length);
    this.#low = new Float64Array(length);
  }

  add(index: number, term: number): void {
    const high = Math.floor(term / laneWidth);
    if (high >= laneLimit || high < -laneLimit) {
      this.#widen(index, BigInt(term));
      return;
    }
    const sumHigh = this.#high[index]! + high;
    const sumLow = this.#low[index]! + (term - high * laneWidth);
    this.#high[index] = sumHigh;
    this.#low[index] = sumLow;
    if (sumLow >= laneLimit || sumHigh >= laneLimit || sumHigh <= -laneLimit) this.#carry(index);
  }

  value(index: number): bigint {
    return BigInt(this.#high[index]!) * BigInt(laneWidth) + BigInt(this.#low[index]!) + (this.#wide.get(index) ?? 0n);
  }

  /** The sum as a number of its own scale, without the way through BigInt where doubles hold it exactly. */
  real(index: number): number {
    const high = this.#high[index]!;
    const sum = high * laneWidth + this.#low[index]!;
    if (
      Math.abs(high) < laneWidth &&
      Math.abs(sum) <= Number.MAX_SAFE_INTEGER &&
      (this.#wide.size === 0 || !this.#wide.has(index))
    )
      return sum / fixedPointScale;
    return fromFixedPoint(this.value(index));
  }

  /** Sets one sum back to zero. */
  reset(index: number): void {
    this.#high[index] = 0;
    this.#low[index] = 0;
    if (this.#wide.size > 0) this.#wide.delete(index);
  }

  #carry(index: number): void {
    this.#widen(index, BigInt(this.#high[index]!) * BigInt(laneWidth) + BigInt(this.#low[index]!));
    this.#high[index] = 0;
    this.#low[index] = 0;
  }

  #widen(index: number, amount: bigint): void {
    this.#wide.set(index, (this.#wide.get(index) ?? 0n) + amount);
  }
}
