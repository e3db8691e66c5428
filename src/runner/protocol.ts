import type { DataProfile } from "../core/data-profile.js";
import type { FailureKind, Problem } from "../core/errors.js";
import type { AskedDecision, ExplainedDecision } from "../core/explained-decision.js";
import type { BinnedFeature } from "../core/feature-bins.js";
import type { Keeping } from "../core/kept.js";
import type { Measured } from "../core/measured.js";
import type { PairedRuns } from "../core/paired.js";
import type { Progress } from "../core/progress.js";
import type { MetricNeeds } from "../metrics/needs.js";
import type { SuiteContent } from "../suite/suite.js";
import type { ProfileRequest } from "./profile/profile-data.js";

/** What the supervised process may use. */
export interface Bounds {
  /** Private folder for temporary files; the parent removes it. */
  readonly workFolder: string;
  readonly memoryBytes: number;
  readonly threads: number;
}

/** Work on the data of a suite. */
export interface SuiteOrder {
  /** `measure`: score and count. `inspect`: open data and models and check them against the suite, score nothing. `explain`: one row's decision. */
  readonly job: "measure" | "inspect" | "explain";
  readonly suite: SuiteContent;
  /** What is counted beside the cells. */
  readonly needs: MetricNeeds;
  /** Of everything random. */
  readonly seed: number;
  /** Which decision to explain; only with that job. */
  readonly asked?: AskedDecision;
  /** Where and under what key predictions are kept; absent: nothing is kept. */
  readonly keep?: Keeping | undefined;
  /** Bins of columns as the baseline has them; absent: all are found from the rows. */
  readonly featureBins?: readonly BinnedFeature[] | undefined;
}

/** Work on the kept predictions of two runs. */
export interface PairOrder {
  readonly job: "pair";
  /** Files of kept predictions. */
  readonly baseline: string;
  readonly candidate: string;
  /** Identity of age that encrypted ones are read with; null: none. */
  readonly identity: string | null;
}

/** A look at a data file that no suite names yet. */
export interface ProfileOrder extends ProfileRequest {
  readonly job: "profile";
}

/** What the supervised process is asked to do. */
export type Work = SuiteOrder | PairOrder | ProfileOrder;
export type Order = Work & Bounds;

/** What it answers: progress any number of times, then one result, one failure or one defect. */
export type Answer =
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "measured"; readonly measured: Measured }
  | { readonly type: "explained"; readonly decision: ExplainedDecision }
  | { readonly type: "paired"; readonly runs: PairedRuns }
  | { readonly type: "profiled"; readonly profile: DataProfile }
  | { readonly type: "failure"; readonly kind: FailureKind; readonly problems: readonly Problem[] }
  | { readonly type: "defect"; readonly stack: string };
