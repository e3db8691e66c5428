import { z } from "zod";
import type { Evidence } from "../core/estimate.js";

const number = z.number().nullable();
const text = z.string().nullable();
const status = z.enum(["ok", "undefined", "suppressed", "not_estimable"]);
const basis = z.array(z.number());

/** What a run is compared with. */
export const baselineSchema = z.strictObject({
  name: z.string(),
  /** model: another one of the suite; accepted: a named baseline; run: a stored run. */
  kind: z.enum(["model", "accepted", "run"]),
  /** The model that the first one of this run is compared with. */
  model: z.string(),
  /** SHA-256 of the run's run.json. */
  run_sha256: text,
  tool_version: text,
  /** When that run ended, where its folder says so. */
  finished: text,
  /** Whether both answered the same rows, so that changes are those of single rows. */
  paired: z.boolean(),
  /** Why they are not paired. */
  reason: text,
  /** Rows that both answered. */
  rows_paired: number,
  model_sha256: text,
  data_sha256: text,
  suite_sha256: text,
  /** First and last time in its rows. */
  from: text,
  to: text,
  /** Attributes and intersections of which some unit has rows in several groups: bounds add up there. */
  units_across: z.array(z.string()),
});

const place = {
  model: z.string(),
  metric: text,
  attribute: z.string(),
  class: text,
  stratum: text,
};

/** One group's value in the baseline and now, and what their bounds follow from at any level. */
export const changeGroupRow = z.strictObject({
  ...place,
  metric: z.string(),
  group: z.string(),
  status,
  reason: text,
  before: number,
  now: number,
  /** Rows behind the two values. */
  n_before: number,
  n_now: number,
  interval_before: text,
  basis_before: basis.nullable(),
  interval_now: text,
  basis_now: basis.nullable(),
  /**
   * Of shares of the same rows: rows counted now and then, now only, then only, neither; how many independent ones the difference, and the
   * sum, of both shares are worth; degrees of freedom (0: rows are independent). A small number of rows that changed either way is
   * raised, as much for both ways, so that it is not told.
   */
  pairs: basis.nullable(),
  /** Of the two estimates, at most what is known of it. */
  correlation: z.number(),
  /** Whether the two may be of the same rows or people. */
  may_share: z.boolean(),
});

/** How a disparity changed since the baseline. */
export const changeRow = z.strictObject({
  ...place,
  disparity: z.string(),
  /** The regression gate on it, and the growth that it allows. */
  gate: text,
  tolerance: number,
  before: number,
  now: number,
  /** now − then, with its two-sided bounds at `level`; where a regression gate has decided, with the bounds that it decided by. */
  change: number,
  low: number,
  high: number,
  level: number,
  /** paired: row by row; linked: the same rows, through the correlation of both values; unpaired: from two intervals. */
  method: z.enum(["paired", "linked", "unpaired"]).nullable(),
  /** not_worse: a regression gate passes. */
  reading: z.enum(["better", "worse", "not_worse", "cannot_tell"]),
  reason: text,
  /** The two groups furthest apart now, the higher first; of a regression gate as the gate names them. */
  group: text,
  reference: text,
});

/** Rows whose decision changed from the baseline to now. */
export const flipRow = z.strictObject({
  baseline: z.string(),
  model: z.string(),
  /** The label value that flips are counted by, and whether it is the one that is good for the person (else: the positive class). */
  outcome: z.string(),
  favourable: z.boolean(),
  /** null: everybody. */
  attribute: text,
  group: text,
  status,
  reason: text,
  /** Rows that both decided. */
  n: number,
  units: number,
  /** Rows that have the outcome now and had not, had it and have not, and the others. */
  to_outcome: number,
  from_outcome: number,
  same: number,
  /** Two-sided p of "as many one way as the other". */
  p: number,
  /** Benjamini–Hochberg over the groups of all attributes. */
  p_adjusted: number,
  /** mcnemar_exact, sign_flip_exact or sign_flip_normal, over units where rows have them. */
  test: text,
});

export type BaselineFacts = z.infer<typeof baselineSchema>;
export type ChangeGroupRow = z.infer<typeof changeGroupRow>;
export type ChangeRow = z.infer<typeof changeRow>;
export type FlipRow = z.infer<typeof flipRow>;

/** A value with what its interval follows from. */
interface Sample {
  readonly value: number;
  readonly evidence: Evidence;
}

/** A row of `change_groups` as statistics take it; null: it has nothing to compare. */
export function changeSampleOf(row: ChangeGroupRow) {
  const before = sampleOf(row.before, row.interval_before, row.basis_before);
  const now = sampleOf(row.now, row.interval_now, row.basis_now);
  if (row.status !== "ok" || before === null || now === null) return null;
  return { before, now, pairs: pairsOf(row.pairs), correlation: row.correlation, mayShare: row.may_share };
}

const sampleOf = (value: number | null, interval: string | null, of: readonly number[] | null): Sample | null =>
  value === null || interval === null || of === null ? null : { value, evidence: { interval, basis: of } };

function pairsOf(pairs: readonly number[] | null) {
  if (pairs === null) return null;
  const [n11, n10, n01, n00, effectiveDifference, effectiveSum, df] = pairs as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { n11, n10, n01, n00, effectiveDifference, effectiveSum, df: df === 0 ? null : df };
}

/**
 * How a change reads: by its regression gate where one was decided, else by its bounds. A gate that passes says "not worse than its
 * tolerance", unless the bounds say better.
 */
export function changeReading(
  { low, high }: { readonly low: number | null; readonly high: number | null },
  verdict: "pass" | "fail" | "undecided" | "error" | null,
): ChangeRow["reading"] {
  if (verdict === "fail") return "worse";
  if (high !== null && high < 0) return "better";
  if (verdict === "pass") return "not_worse";
  return low !== null && low > 0 ? "worse" : "cannot_tell";
}
