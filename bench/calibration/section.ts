/** How many runs a simulation makes and where its random numbers start. */
export interface Plan {
  /** The number of runs that stands in for `usual`, which is what the printed tables were made with. */
  readonly runs: (usual: number) => number;
  readonly seed: number;
}

/** One printed table. */
export interface Table {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** One part of the calibration: the marked section of this name in docs/calibration.md holds its tables. */
export interface Section {
  readonly name: string;
  readonly tables: (plan: Plan) => Table[];
}

/** A share in percent, one decimal. */
export const percent = (share: number): string => (100 * share).toFixed(1);

/** Three significant digits, for widths and sizes. */
export const short = (value: number): string =>
  value >= 100 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));

/** Two standard errors of a share near `share` in so many runs, in points: the Monte-Carlo error. */
export const noise = (share: number, runs: number): string =>
  `± ${(200 * Math.sqrt((share * (1 - share)) / runs)).toFixed(1)}`;
