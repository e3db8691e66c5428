import type { Threshold } from "../core/decision.js";
import { usage } from "../core/errors.js";
import { joinNames, splitNames } from "../core/groups.js";
import type { Measured } from "../core/measured.js";
import { toolVersion } from "../core/version.js";
import { type CountedColumns, countColumns } from "../engines/memory.js";
import type { Findings } from "../record/run-record.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";
import type { AttributeSpec, GateFileSpec, SuiteContent } from "../suite/suite.js";
import { findings } from "./findings.js";
import { needsOf } from "./requested-metrics.js";
import { columnsOf, type TableColumns } from "./table-columns.js";

/** What the columns of a table mean and what is asked of them, in the words of a suite. */
export interface TableSpec {
  /** Column with the ground truth. */
  readonly label?: string;
  /** Column with the prediction; without it a score of at least `threshold` is one. */
  readonly prediction?: string;
  readonly score?: string;
  readonly weight?: string;
  /** Column that names the person or account: rows of one unit are not independent. */
  readonly unit?: string;
  /** Protected attributes: columns, or attributes with a name, a reference group … */
  readonly protected: readonly (string | AttributeSpec)[];
  readonly intersections?: readonly (readonly string[])[];
  /** Columns with legitimate factors. */
  readonly strata?: readonly string[];
  /** Label value counted as positive; default true, 1 or yes. */
  readonly positive?: string | number | boolean;
  /** Label value that is good for the person when it is predicted. */
  readonly favourable?: string | number | boolean;
  /** Score from which a row counts as predicted positive, or a capacity: {top: 100}, {top_share: 0.1}. Default 0.5. */
  readonly threshold?: Threshold;
  /** regression: label and prediction are numbers, such as minutes or amounts. */
  readonly task?: "classification" | "regression";
  /** With several classes: label value to the column with that class's score. */
  readonly scores?: Readonly<Record<string, string>>;
  /** Column that is true where the model left the decision to somebody else. */
  readonly abstained?: string;
  /** Column with how sure the model was of its prediction, 0 to 1. */
  readonly confidence_column?: string;
  /** The decision is left to somebody else where the confidence is lower: the larger of score and 1 − score, or `confidence_column`. */
  readonly abstain_below?: number;
  /** Default: all that label and output allow. */
  readonly metrics?: readonly string[];
  readonly gates?: readonly GateFileSpec[];
  /** Figures by other libraries' conventions, such as clarify.cddl. */
  readonly compatibility?: readonly string[];
  /** Of every interval and gate; default 0.95. */
  readonly confidence?: number;
  /** Smaller groups are flagged and not judged; default 30. */
  readonly min_group?: number;
  /** Groups of fewer people are not shown; default 0, for the rows are the caller's own. */
  readonly suppress_below?: number;
  /** Name of the audit in the record; default "table". */
  readonly name?: string;
}

/**
 * Findings of a table in memory: no file is read, and nothing is waited for.
 * @param table columns by name, an Arrow table or a danfo.js DataFrame
 * @throws Failure
 */
export function tableFindings(table: TableColumns, spec: TableSpec): Findings {
  const suite = suiteOf(spec);
  const { label, prediction, score, weight, unit, strata, positive, threshold, task, abstained } = spec;
  const columnsOfModel = {
    prediction,
    score,
    classScores: spec.scores,
    abstained,
    confidence: spec.confidence_column,
    abstainBelow: spec.abstain_below,
  };
  const meaning = {
    label,
    weight,
    unit,
    strata,
    positive,
    threshold,
    task,
    ...columnsOfModel,
    protected: suite.attributes,
  };
  const columns = columnsOf(table, columnNames(spec, suite));
  const counted = countColumns(columns, { ...meaning, needs: needsOf(suite) });
  return findings(suite, measuredOf(counted, Object.keys(columns).length), { seed: 1, toolVersion });
}

function columnNames(spec: TableSpec, { attributes, strata }: SuiteContent): string[] {
  const { label, prediction, score, scores = {}, abstained, confidence_column: confidence, weight, unit } = spec;
  const named = [label, prediction, score, abstained, confidence, weight, unit].filter((name) => name !== undefined);
  return [...named, ...Object.values(scores), ...attributes.map(({ name, column }) => column ?? name), ...strata];
}

/** A suite that says what the specification says, and nothing else. */
function suiteOf(spec: TableSpec): SuiteContent {
  const { label, favourable, weight, unit } = spec;
  const attributes = spec.protected.map((each) => (typeof each === "string" ? { name: each } : each));
  const gates = (spec.gates ?? []).map((gate) => ({ ...gate, attribute: attributeName(gate.attribute) }));
  const known = Object.entries({ label, favourable, weight, unit }).filter(([, value]) => value !== undefined);
  return {
    file: "",
    projectFolder: "",
    sha256: "",
    name: spec.name ?? "table",
    purpose: "",
    dataset: { source: "", sources: [], ...Object.fromEntries(known) },
    attributes,
    intersections: withGated(
      spec.intersections ?? [],
      gates,
      attributes.map(({ name }) => name),
    ),
    strata: spec.strata ?? [],
    models: [],
    metrics: spec.metrics ?? null,
    gates,
    compatibility: spec.compatibility ?? [],
    explain: null,
    report: {},
    confidence: spec.confidence ?? 0.95,
    minGroup: spec.min_group ?? 30,
    suppressBelow: spec.suppress_below ?? 0,
    keep: [],
  };
}

const attributeName = (attribute: GateFileSpec["attribute"]): string =>
  typeof attribute === "string" ? attribute : joinNames(attribute);

/** The intersections that are asked for, and those of known attributes that only a gate names. @throws Failure (usage) */
function withGated(
  intersections: readonly (readonly string[])[],
  gates: readonly { readonly attribute: string }[],
  names: readonly string[],
): (readonly string[])[] {
  const unknown = intersections.flat().find((name) => !names.includes(name));
  if (unknown !== undefined) throw usage(`unknown attribute ${quoted(unknown)}${suggestion(unknown, names)}`);
  const known = new Set(intersections.map(joinNames));
  const gated = [...new Set(gates.map(({ attribute }) => attribute))]
    .filter((name) => !known.has(name))
    .map(splitNames);
  const crossed = gated.filter((parts) => parts.length > 1 && parts.every((name) => names.includes(name)));
  return [...intersections, ...crossed];
}

/** What was counted, as it would come from files: a model that was logged, and data without a hash. */
function measuredOf(counted: CountedColumns, columns: number): Measured {
  const { counts, exclusions, warnings, rowsRead, rowsKept, units, decision, hasScore } = counted;
  const facts = {
    id: "model",
    kind: "logged",
    files: [],
    sha256: null,
    runtime: null,
    inputs: [],
    outputs: [],
    features: null,
  };
  return {
    data: { format: "table", files: [], sha256: "", rowsRead, rowsKept, units, columns, from: null, to: null },
    exclusions,
    models: [{ facts: { ...facts, decision, hasScore, hasPrediction: decision === null || !hasScore }, counts }],
    warnings,
  };
}
