/**
 * How sure a value is, in a form from which its interval can be worked out again at any level: the name of an interval
 * (a key of `intervals` in stats) and the numbers that it takes. Null where the value has no interval.
 */
export interface Evidence {
  readonly interval: string;
  readonly basis: readonly number[];
}

/** Bounds; null where that side has none. */
export interface Bounds {
  readonly low: number | null;
  readonly high: number | null;
}

/** An interval as records have it: its bounds at the record's level, and the evidence they follow from. All null where there is none. */
export interface WrittenInterval extends Bounds {
  readonly interval: string | null;
  readonly basis: readonly number[] | null;
}

/** `undefined`: empty denominator. `suppressed`: too few people to show. `not_estimable`: a part is missing. */
export type Status = "ok" | "undefined" | "suppressed" | "not_estimable";
