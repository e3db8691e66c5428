/** A test by an approximate chi-squared distribution. */
export interface TestResult {
  /** At least 0. */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** P(a statistic at least this large) under the null hypothesis. */
  readonly p: number;
}

/** p-values of one test in three directions. */
export interface Directions {
  /** Small when the first is smaller. */
  readonly less: number;
  /** Small when the first is greater. */
  readonly greater: number;
  readonly twoSided: number;
}
