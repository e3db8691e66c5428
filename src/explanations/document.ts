import type { ExplainedDecision } from "../core/explained-decision.js";
import { toolVersion } from "../core/version.js";
import { visibleJson } from "../core/visible.js";

/** What the JSON of an explanation says of itself. */
const kind = "evenhand.explanation";
const version = "1.0";

/** One explained decision with all that it takes to work it out again. Holds the values of one person's row, by purpose. */
export interface ExplanationDocument extends ExplainedDecision {
  readonly kind: typeof kind;
  readonly version: typeof version;
  readonly tool: { readonly name: string; readonly version: string };
  readonly suite: SuiteOf;
  readonly seed: number;
  /** How far numbers may lie apart, as a share of the larger of them and 1, where they are worked out again. */
  readonly tolerance: number;
}

interface SuiteOf {
  readonly name: string;
  /** As the command line named it. */
  readonly file: string;
  readonly sha256: string;
}

/** Methods in double precision from a file, which give the same on every machine but for rounding. */
const exactMethods = ["tree_path", "tree_background", "linear"];

/** Runtimes compute in single precision, whose last digits differ with processor and number of threads: 2⁻²⁴ over some thousand sums. */
export const toleranceOf = ({ explanation }: ExplainedDecision): number =>
  explanation !== null && exactMethods.includes(explanation.method) ? 1e-9 : 1e-4;

export const documentOf = (
  decision: ExplainedDecision,
  { suite, seed }: { readonly suite: SuiteOf; readonly seed: number },
): ExplanationDocument => ({
  kind,
  version,
  tool: { name: "evenhand", version: toolVersion },
  suite,
  seed,
  tolerance: toleranceOf(decision),
  ...decision,
});

/** As JSON that acts on no terminal. */
export const serializeDocument = (document: ExplanationDocument): string =>
  `${visibleJson(JSON.stringify(document, null, 2))}\n`;
