/** Counts or weights of one group's binary outcomes. Non-negative; not rounded when weighted. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
}
