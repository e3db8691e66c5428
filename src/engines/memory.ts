import { type AttributeRule, binGroups, binOf, groupFault, groupOf, outsideBins } from "../core/attribute-groups.js";
import type { ModelCounts } from "../core/cells.js";
import { type Classes, classesOf } from "../core/classes.js";
import { capacityOf, type Cut, cutAt, decisionWords, defaultThreshold, type Threshold } from "../core/decision.js";
import { Failure, type Problem, unusable, usage } from "../core/errors.js";
import { ExactSums } from "../core/exact-sums.js";
import { fixedPointScale, toFixedPoint } from "../core/fixed-point.js";
import { unknownGroup } from "../core/groups.js";
import type { Exclusion, ExclusionReason, Warning } from "../core/measured.js";
import type { Scalar } from "../core/scalars.js";
import { type ExcludedTally, exclusionsOf } from "../core/tallied-exclusions.js";
import { type Sums, type Tabulation, type Tally, tabulate } from "../core/tally.js";
import { type CodedColumn, codeColumn, type ColumnValues, numberColumn, wrongRows } from "./memory-column.js";
import { type Combination, combineAll, renumber } from "./memory-combination.js";
import { countScores } from "./memory-scores.js";
import { countUnits } from "./memory-units.js";

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
  /** Whether whole score distributions are counted; default true. */
  readonly scores?: boolean | undefined;
}

/** What was counted, and what is known of the rows. */
export interface CountedColumns {
  readonly counts: ModelCounts;
  readonly exclusions: readonly Exclusion[];
  readonly rowsRead: number;
  readonly rowsKept: number;
  /** Distinct units among the rows kept; null without `unit`. */
  readonly units: number | null;
  /** Rule from score to prediction in words; null where predictions are given. */
  readonly decision: string | null;
  /** Whether the cells hold sums of a score of the positive class. */
  readonly hasScore: boolean;
  readonly warnings: readonly Warning[];
}

interface Attribute {
  readonly rule: AttributeRule;
  readonly code: Int32Array;
  /** Group of each code; -1 is the unknown one. */
  readonly groups: readonly string[];
  /** Rows whose value lies in no bin. */
  readonly outside: Uint8Array | null;
}

interface Numbers {
  readonly value: Float64Array;
  readonly absent: Uint8Array;
}

/** The columns that the spec names, coded. */
interface Table {
  readonly rows: number;
  readonly attributes: readonly Attribute[];
  readonly strata: readonly CodedColumn[];
  readonly label: CodedColumn | null;
  readonly prediction: CodedColumn | null;
  readonly unit: CodedColumn | null;
  readonly score: Numbers | null;
  readonly weight: Numbers | null;
}

/**
 * Counts columns that are in memory already, to the same cells, units and scores as the engine that reads files; nothing is
 * awaited. Empty texts are values here, as in Parquet.
 * @throws Failure as for files: unknown columns, unequal lengths, unusable weights and scores, an attribute with one group
 */
export function countColumns(columns: Columns, spec: ColumnsSpec): CountedColumns {
  const table = readTable(columns, spec);
  const excluded = exclude(table);
  const kept = keptRows(excluded);
  if (kept.length === 0) throw unusable(table.rows === 0 ? "the table has no rows" : "no row is left to audit: all lack a label, unit or prediction");
  checkNumbers(table, spec, kept);
  checkGroups(table, kept);
  const decided = decide(table, spec, kept);
  const classes = classesIn(table, spec, kept);
  const counted = classes.isBinary ? table : { ...table, score: null };
  const { tabulation, tallyOf } = count(counted, classes, decided.selected, kept, spec);
  const cellOf = tallyOf.map((tally) => tabulation.cellOf[tally]!);
  const tupleOf = tallyOf.map((tally) => tabulation.keyOf[tally]!);
  const units = counted.unit === null ? null : countUnits({ unit: counted.unit.code, kept, cellOf, cells: tabulation.cells.n.length, weight: counted.weight?.value ?? null, score: counted.score?.value ?? null });
  const wantsScores = counted.score !== null && (spec.scores ?? true);
  const scores = wantsScores ? countScores({ kept, tupleOf, score: counted.score.value, weight: counted.weight?.value ?? null, tabulation }) : null;
  return {
    counts: { cells: tabulation.cells, units: units?.profiles ?? null, scores },
    exclusions: exclusionsOf(excludedTallies(table, excluded), names(spec)),
    rowsRead: table.rows,
    rowsKept: kept.length,
    units: units?.units ?? null,
    decision: decided.words,
    hasScore: counted.score !== null,
    warnings: [...outsideWarnings(table, kept), ...decided.warnings],
  };
}

const names = (spec: ColumnsSpec): string[] => spec.protected.map((each) => (typeof each === "string" ? each : each.name));

function readTable(columns: Columns, spec: ColumnsSpec): Table {
  if (spec.prediction === undefined && spec.score === undefined) throw usage("name a prediction or a score column");
  const rows = Object.values(columns)[0]?.length ?? 0;
  const values = (name: string): ColumnValues => {
    const found = Object.hasOwn(columns, name) ? columns[name]! : undefined;
    if (found === undefined) throw usage(`no column "${name}" in the table; it has ${Object.keys(columns).slice(0, 20).join(", ")}`);
    if (found.length !== rows) throw usage(`column "${name}" has ${found.length} values, the first column ${rows}`);
    return found;
  };
  const coded = (name: string | undefined): CodedColumn | null => (name === undefined ? null : codeColumn(name, values(name)));
  const numbers = (name: string | undefined): Numbers | null => (name === undefined ? null : numberColumn(name, values(name)));
  return {
    rows,
    attributes: spec.protected.map((each) => readAttribute(typeof each === "string" ? { name: each } : each, values)),
    strata: (spec.strata ?? []).map((name) => codeColumn(name, values(name))),
    label: coded(spec.label),
    prediction: coded(spec.prediction),
    unit: coded(spec.unit),
    score: numbers(spec.score),
    weight: numbers(spec.weight),
  };
}

function readAttribute(rule: AttributeRule & { readonly column?: string | undefined }, values: (name: string) => ColumnValues): Attribute {
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

const reasons = ["missing_label", "missing_unit", "missing_prediction"] as const satisfies readonly ExclusionReason[];

/** By row: 0 where it is kept, else 1 + the place of the reason. */
function exclude({ rows, label, unit, prediction, score }: Table): Uint8Array {
  const reason = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    if (label?.code[row] === -1) reason[row] = 1;
    else if (unit?.code[row] === -1) reason[row] = 2;
    else if (prediction?.code[row] === -1 || score?.absent[row] === 1) reason[row] = 3;
  }
  return reason;
}

function keptRows(reason: Uint8Array): Int32Array {
  const kept = new Int32Array(reason.length);
  let count = 0;
  for (let row = 0; row < reason.length; row++) if (reason[row] === 0) kept[count++] = row;
  return kept.slice(0, count);
}

const groupAt = ({ code, groups }: Attribute, row: number): string => (code[row] === -1 ? unknownGroup : groups[code[row]!]!);

function excludedTallies(table: Table, reason: Uint8Array): ExcludedTally[] {
  const tallies: ExcludedTally[] = [];
  for (let row = 0; row < reason.length; row++) {
    if (reason[row] === 0) continue;
    tallies.push({ reason: reasons[reason[row]! - 1]!, groups: table.attributes.map((attribute) => groupAt(attribute, row)), rows: 1 });
  }
  return tallies;
}

function checkNumbers({ score, weight }: Table, spec: ColumnsSpec, kept: Int32Array): void {
  const problems: Problem[] = [];
  const refuse = (name: string, wrong: (row: number) => boolean, expected: string, found: string): void => {
    const rows = kept.filter(wrong);
    if (rows.length > 0) problems.push(...wrongRows(name, [...rows], expected, found).problems);
  };
  if (score !== null) {
    const { value } = score;
    refuse(spec.score!, (row) => !Number.isFinite(value[row]), "a number", "a value that is not finite");
    const isProbability = spec.prediction === undefined && spec.threshold === undefined;
    if (isProbability) refuse(spec.score!, (row) => value[row]! < 0 || value[row]! > 1, "a probability from 0 to 1, or a threshold for another scale", "a number outside");
  }
  if (weight !== null) {
    const { value, absent } = weight;
    refuse(spec.weight!, (row) => absent[row] === 1, "a weight", "a missing value");
    refuse(spec.weight!, (row) => !Number.isFinite(value[row]), "a weight", "a value that is not finite");
    refuse(spec.weight!, (row) => value[row]! < 0, "a weight", "a negative number");
  }
  if (problems.length > 0) throw new Failure("unusable", problems);
}

function checkGroups({ attributes }: Table, kept: Int32Array): void {
  const problems = attributes.flatMap((attribute): Problem[] => {
    const found = new Set(kept.map((row) => attribute.code[row]!));
    const groups = [...found].map((code) => (code === -1 ? unknownGroup : attribute.groups[code]!));
    const message = groupFault(attribute.rule.name, groups);
    return message === null ? [] : [{ message }];
  });
  if (problems.length > 0) throw new Failure("unusable", problems);
}

interface Decided {
  /** By row: 1 where the score selects it; null where predictions are given. */
  readonly selected: Uint8Array | null;
  readonly words: string | null;
  readonly warnings: readonly Warning[];
}

function decide({ prediction, score, rows }: Table, { threshold = defaultThreshold, score: name }: ColumnsSpec, kept: Int32Array): Decided {
  if (prediction !== null || score === null) return { selected: null, words: null, warnings: [] };
  const cut = typeof threshold === "number" ? { from: threshold, ties: 0 } : capacityCut(score.value, kept, threshold);
  const selected = new Uint8Array(rows);
  for (const row of kept) if (score.value[row]! >= cut.from) selected[row] = 1;
  const warnings = cut.ties > 0 ? [{ code: "ties_at_cut", values: { model: name ?? "", rows: cut.ties } }] : [];
  return { selected, words: decisionWords(threshold, null), warnings };
}

function capacityCut(score: Float64Array, kept: Int32Array, threshold: Exclude<Threshold, number>): Cut {
  const sorted = Float64Array.from(kept, (row) => score[row]! + 0)
    .sort()
    .reverse();
  const counts: { score: number; rows: number }[] = [];
  for (const value of sorted) {
    const last = counts.at(-1);
    if (last?.score === value) last.rows++;
    else counts.push({ score: value, rows: 1 });
  }
  return cutAt(counts, capacityOf(threshold, kept.length));
}

function classesIn({ label, prediction }: Table, spec: ColumnsSpec, kept: Int32Array): Classes {
  const distinct = (column: CodedColumn | null): string[] | null => {
    if (column === null) return null;
    return [...new Set(kept.map((row) => column.code[row]!))].map((code) => column.texts[code]!);
  };
  return classesOf({ model: spec.prediction ?? spec.score ?? "", labels: distinct(label), predictions: distinct(prediction), positive: spec.positive, names: spec.classes, at: [] });
}

interface Counted {
  readonly tabulation: Tabulation;
  /** By kept row: its tally. */
  readonly tallyOf: Int32Array;
}

function count(table: Table, classes: Classes, selected: Uint8Array | null, kept: Int32Array, spec: ColumnsSpec): Counted {
  const { attributes, strata, label, prediction, rows } = table;
  const sized = ({ code, texts }: CodedColumn): Combination => ({ code, size: texts.length });
  const decision: Combination[] = selected === null ? [] : [{ code: Int32Array.from(selected), size: 2 }];
  const coded = [label, prediction].filter((column) => column !== null).map(sized);
  const combination = combineAll([...attributes.map(({ code, groups }) => ({ code, size: groups.length })), ...strata.map(sized), ...coded, ...decision], rows);
  const { code: tallyOf, example } = renumber(combination.code, kept, combination.size);
  const sums = addUp(table, kept, tallyOf, example.length);
  const tallies = example.map((row, tally): Tally => ({
    groups: attributes.map((attribute) => groupAt(attribute, row)),
    strata: strata.map(({ code, texts }) => groupOf(code[row] === -1 ? null : texts[code[row]!]!, { name: "" })),
    label: label === null ? -1 : classes.labelIndex.get(label.texts[label.code[row]!]!)!,
    prediction: selected === null ? classes.predictionIndex.get(prediction!.texts[prediction!.code[row]!]!)! : selected[row]!,
    ...sums(tally),
  }));
  return { tabulation: tabulate(tallies, { attributes: names(spec), strata: spec.strata ?? [], classes: classes.names }), tallyOf };
}

/** Exact sums by tally. The order of multiplication is that of the SQL, so that every term is the same double. */
function addUp({ weight, score }: Table, kept: Int32Array, tallyOf: Int32Array, tallies: number): (tally: number) => Pick<Tally, "n" | "sums"> {
  const n = new Float64Array(tallies);
  const sums = { w: new ExactSums(tallies), w2: new ExactSums(tallies), ws: new ExactSums(tallies), ws2: new ExactSums(tallies), w2s: new ExactSums(tallies), w2s2: new ExactSums(tallies) };
  kept.forEach((row, place) => {
    const tally = tallyOf[place]!;
    const w = weight?.value[row] ?? 1;
    n[tally]! += 1;
    if (weight !== null) {
      sums.w.add(tally, toFixedPoint(w));
      sums.w2.add(tally, toFixedPoint(w * w));
    }
    if (score === null) return;
    const s = score.value[row]!;
    sums.ws.add(tally, toFixedPoint(w * s));
    sums.ws2.add(tally, toFixedPoint(w * s * s));
    if (weight === null) return;
    sums.w2s.add(tally, toFixedPoint(w * w * s));
    sums.w2s2.add(tally, toFixedPoint(w * w * s * s));
  });
  return (tally) => ({ n: n[tally]!, sums: sumsOf(tally, n[tally]!, sums, weight !== null) });
}

function sumsOf(tally: number, n: number, sums: Readonly<Record<keyof Sums, ExactSums>>, isWeighted: boolean): Sums {
  const of = (name: keyof Sums): bigint => sums[name].value(tally);
  if (isWeighted) return { w: of("w"), w2: of("w2"), ws: of("ws"), ws2: of("ws2"), w2s: of("w2s"), w2s2: of("w2s2") };
  const one = BigInt(n) * BigInt(fixedPointScale);
  return { w: one, w2: one, ws: of("ws"), ws2: of("ws2"), w2s: of("ws"), w2s2: of("ws2") };
}

function outsideWarnings({ attributes }: Table, kept: Int32Array): Warning[] {
  return attributes.flatMap(({ rule, outside }) => {
    const rows = outside === null ? 0 : kept.reduce((sum, row) => sum + outside[row]!, 0);
    return rows === 0 ? [] : [{ code: "outside_bins", values: { attribute: rule.name, rows } }];
  });
}
