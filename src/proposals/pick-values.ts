import type { ColumnProfile } from "../core/data-profile.js";
import { folded } from "./name-words.js";

/** Values that mean yes in a binary column, folded; those that need no naming in a suite come first. */
const affirmative = [
  ...["1", "1.0", "true", "yes", "y", "t", "j", "ja", "positive", "pos", "good", ">50k", "churned", "churn", "left"],
  ...["default", "approved", "escalated", "urgent", "accepted", "granted", "converted", "closed with monetary relief"],
];
const usual = /^(?:true|1|1\.0|yes)$/i;

/** What the positive class of a binary column is called. */
export interface Positive {
  readonly value: string;
  readonly other: string;
  /** Whether a suite takes it for the positive one without being told. */
  readonly isUsual: boolean;
  /** Whether the name tells, not only how rare it is. */
  readonly isSure: boolean;
  /** Its share of the known values. */
  readonly share: number;
}

/** Of a column with two values; null: of more or fewer, or not listed. */
export function positiveOf({ values }: ColumnProfile): Positive | null {
  if (values?.length !== 2) return null;
  const [common, rare] = [values[0]!, values[1]!];
  const named = values.filter(({ value }) => affirmative.includes(folded(value.trim())));
  const found = named.length === 1 ? named[0]! : rare;
  const other = found === common ? rare : common;
  return {
    value: found.value,
    other: other.value,
    isUsual: usual.test(found.value),
    isSure: named.length === 1,
    share: found.n / (common.n + rare.n),
  };
}

/** true, 1, 1.0 as "1" and false, 0, 0.0 as "0", as a run takes them for one another; other texts as they are. */
export function bitOf(value: string): string {
  if (/^(?:true|1(?:\.0*)?)$/i.test(value)) return "1";
  return /^(?:false|0(?:\.0*)?)$/i.test(value) ? "0" : value;
}
