import { type AttributeRule, binGroups, binOf, groupOf, outsideBins } from "../core/attribute-groups.js";
import type { Threshold } from "../core/decision.js";
import { usage } from "../core/errors.js";
import { unknownGroup } from "../core/groups.js";
import type { Scalar } from "../core/scalars.js";
import { type CodedColumn, type ColumnValues, codeColumn, flagColumn, numberColumn } from "./memory-column.js";

/** Columns of one table by name, all of the same length. */
export type Columns = Readonly<Record<string, ColumnValues>>;

/** Which columns say what. */
export interface ColumnsSpec {
  /** Ground truth; absent for an audit without labels. */
  readonly label?: string | undefined;
  /** Predicted value. Beside a score it is the prediction that counts. One of both is needed. */
  readonly prediction?: string | undefined;
  /** Score of the positive class; without a prediction compared with the threshold. */
  readonly score?: string | undefined;
  /** Survey weight: finite, not negative. */
  readonly weight?: string | undefined;
  /** Person or account: rows of one unit are not independent. */
  readonly unit?: string | undefined;
  /** Protected attributes: a column's name, or a rule with `bins` or a `map`; `column` where the column is called otherwise. */
  readonly protected: readonly (string | (AttributeRule & { readonly column?: string | undefined }))[];
  /** Columns of legitimate factors. */
  readonly strata?: readonly string[] | undefined;
  /** Label value counted as positive; default true, 1 or yes. */
  readonly positive?: Scalar | undefined;
  /** Predicted values to label values, where they differ. */
  readonly classes?: Readonly<Record<string, Scalar>> | undefined;
  /** From which score on a row is predicted positive, or a capacity: {top: N}, {top_share: 0.1}. Default 0.5. */
  readonly threshold?: Threshold | undefined;
  /** regression: label and prediction are numbers. */
  readonly task?: "classification" | "regression" | undefined;
  /** With several classes: label value to the column with that class's score. */
  readonly classScores?: Readonly<Record<string, string>> | undefined;
  /** Column that is true where the model left the decision to somebody else. */
  readonly abstained?: string | undefined;
  /** Column with how sure the model was of its prediction, 0 to 1. */
  readonly confidence?: string | undefined;
  /** The decision is left to somebody else where the confidence is lower. */
  readonly abstainBelow?: number | undefined;
  /** What is counted beside the cells; default: scores. */
  readonly needs?: Readonly<Partial<Record<"scores" | "confidences" | "values" | "ranks", boolean>>> | undefined;
}

export interface Attribute {
  readonly rule: AttributeRule;
  readonly code: Int32Array;
  /** Group of each code; -1 is the unknown one. */
  readonly groups: readonly string[];
  /** Rows whose value lies in no bin. */
  readonly outside: Uint8Array | null;
}

export interface Numbers {
  readonly value: Float64Array;
  readonly absent: Uint8Array;
}

/** The columns that the spec names, coded. */
export interface Table {
  readonly rows: number;
  readonly attributes: readonly Attribute[];
  readonly strata: readonly CodedColumn[];
  readonly label: CodedColumn | null;
  readonly prediction: CodedColumn | null;
  readonly unit: CodedColumn | null;
  readonly score: Numbers | null;
  readonly classScores: readonly { readonly name: string; readonly column: Numbers }[];
  /** By row: 1 where the model left the decision to somebody else. */
  readonly abstained: Uint8Array | null;
  readonly confidence: Numbers | null;
  /** The predicted and the true number of a regression. */
  readonly predicted: Numbers | null;
  readonly truth: Numbers | null;
  readonly weight: Numbers | null;
}

/** Names of the protected attributes. */
export const attributeNames = (spec: ColumnsSpec): string[] =>
  spec.protected.map((each) => (typeof each === "string" ? each : each.name));

/** Finds and codes the columns of a spec. @throws Failure (usage, or unusable for texts among numbers) */
export function readTable(columns: Columns, spec: ColumnsSpec): Table {
  if (spec.prediction === undefined && spec.score === undefined && spec.classScores === undefined)
    throw usage("name a prediction or a score column");
  const isRegression = spec.task === "regression";
  if (isRegression && (spec.prediction === undefined || spec.label === undefined))
    throw usage("a regression needs a label and a prediction column");
  const rows = Object.values(columns)[0]?.length ?? 0;
  const values = (name: string): ColumnValues => {
    const found = Object.hasOwn(columns, name) ? columns[name]! : undefined;
    if (found === undefined)
      throw usage(`no column "${name}" in the table; it has ${Object.keys(columns).slice(0, 20).join(", ")}`);
    if (found.length !== rows) throw usage(`column "${name}" has ${found.length} values, the first column ${rows}`);
    return found;
  };
  const coded = (name: string | undefined): CodedColumn | null =>
    name === undefined ? null : codeColumn(name, values(name));
  const numbers = (name: string | undefined): Numbers | null =>
    name === undefined ? null : numberColumn(name, values(name));
  return {
    rows,
    attributes: spec.protected.map((each) => readAttribute(typeof each === "string" ? { name: each } : each, values)),
    strata: (spec.strata ?? []).map((name) => codeColumn(name, values(name))),
    label: isRegression ? null : coded(spec.label),
    prediction: isRegression ? null : coded(spec.prediction),
    unit: coded(spec.unit),
    score: numbers(spec.score),
    classScores: Object.entries(spec.classScores ?? {}).map(([name, column]) => ({
      name,
      column: numberColumn(column, values(column)),
    })),
    abstained: spec.abstained === undefined ? null : flagColumn(spec.abstained, values(spec.abstained)),
    confidence: numbers(spec.confidence),
    predicted: isRegression ? numbers(spec.prediction) : null,
    truth: isRegression ? numbers(spec.label) : null,
    weight: numbers(spec.weight),
  };
}

function readAttribute(
  rule: AttributeRule & { readonly column?: string | undefined },
  values: (name: string) => ColumnValues,
): Attribute {
  const name = rule.column ?? rule.name;
  if (rule.bins === undefined) {
    const { code, texts } = codeColumn(name, values(name));
    return { rule, code, groups: texts.map((text) => groupOf(text, rule)), outside: null };
  }
  const { bins } = rule;
  const { value, absent } = numberColumn(name, values(name));
  const code = new Int32Array(value.length).fill(-1);
  const outside = new Uint8Array(value.length);
  for (let row = 0; row < value.length; row++) {
    if (absent[row] === 1 || Number.isNaN(value[row])) continue;
    code[row] = binOf(value[row]!, bins);
    if (code[row] === outsideBins) outside[row] = 1;
  }
  return { rule, code, groups: binGroups(rule), outside };
}

/** The group of an attribute that a row belongs to. */
export const groupAt = ({ code, groups }: Attribute, row: number): string =>
  code[row] === -1 ? unknownGroup : groups[code[row]!]!;
