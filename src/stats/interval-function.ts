/** A two-sided interval; both ends are finite. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Two-sided interval at confidence 1 − alpha from the numbers that a record keeps as `basis`. */
export type IntervalFunction = (basis: readonly number[], alpha: number) => Interval;
