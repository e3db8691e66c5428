import type { BinnedFeature } from "../core/feature-bins.js";
import type { Keeping } from "../core/kept.js";
import type { OnProgress } from "../core/progress.js";
import type { Duckdb } from "../engines/duckdb.js";
import type { MetricNeeds } from "../metrics/needs.js";
import type { LoadedModel, Loader } from "../models/model.js";
import type { Source } from "../sources/source.js";
import type { SuiteContent } from "../suite/suite.js";
import type { ExplainedRows } from "./explained-sample.js";
import type { NamelessFile } from "./nameless-file.js";
import type { SuitePlan } from "./row-plan.js";
import type { Answered } from "./score.js";

export interface MeasureOptions {
  /** Private folder for temporary files; it exists, and the caller removes it. */
  readonly workFolder: string;
  /** What DuckDB may use, for example "1GB". */
  readonly memoryLimit: string;
  readonly threads: number;
  readonly needs: MetricNeeds;
  /** Of everything random. */
  readonly seed: number;
  readonly loadModel: Loader;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal | undefined;
  /** `inspect` loads models and looks at the data without scoring: models that score have no predictions. Default `measure`. */
  readonly job?: "measure" | "inspect" | undefined;
  /** Where and under what key predictions are kept, if the suite keeps them; absent: nothing is kept. */
  readonly keep?: Keeping | undefined;
  /** Bins of columns as the baseline has them; absent: all are found from the rows. */
  readonly featureBins?: readonly BinnedFeature[] | undefined;
}

/** Everything that the counting of one suite works on. */
export interface Workshop {
  readonly suite: SuiteContent;
  readonly options: MeasureOptions;
  readonly engine: Duckdb;
  readonly source: Source;
  readonly plan: SuitePlan;
  /** By model of the suite; null: logged. */
  readonly models: readonly (LoadedModel | null)[];
  /** What stands behind FROM to get at the rows, whether kept or not. */
  readonly rows: string;
  /** Whether each of these stands for as many as it says: for people in the data, or for rows that are alike. */
  readonly isCounted: boolean;
  /** By model; null: logged, or not scored. */
  readonly answered: readonly (Answered | null)[];
  /** Rows whose answers are to be explained; null: none. */
  readonly sample: ExplainedRows | null;
  /** The only file that the engine may write; null: nothing is kept. */
  readonly scratch: NamelessFile | null;
}
