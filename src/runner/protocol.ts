import type { FailureKind, Problem } from "../core/errors.js";
import type { AskedDecision, ExplainedDecision } from "../core/explained-decision.js";
import type { Measured } from "../core/measured.js";
import type { Progress } from "../core/progress.js";
import type { MetricNeeds } from "../metrics/needs.js";
import type { SuiteContent } from "../suite/suite.js";

/** `measure`: score and count. `inspect`: open data and models and check them against the suite, score nothing. `explain`: one row's decision. */
export type Job = "measure" | "inspect" | "explain";

/** What the supervised process is asked to do. */
export interface Order {
  readonly job: Job;
  readonly suite: SuiteContent;
  /** Private folder for temporary files; the parent removes it. */
  readonly workFolder: string;
  readonly memoryBytes: number;
  readonly threads: number;
  /** What is counted beside the cells. */
  readonly needs: MetricNeeds;
  /** Of everything random. */
  readonly seed: number;
  /** Which decision to explain; only with that job. */
  readonly asked?: AskedDecision;
}

/** What it answers: progress any number of times, then one result, one failure or one defect. */
export type Answer =
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "measured"; readonly measured: Measured }
  | { readonly type: "explained"; readonly decision: ExplainedDecision }
  | { readonly type: "failure"; readonly kind: FailureKind; readonly problems: readonly Problem[] }
  | { readonly type: "defect"; readonly stack: string };
