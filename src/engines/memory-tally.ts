import { groupOf } from "../core/attribute-groups.js";
import type { Classes } from "../core/classes.js";
import { ExactSums } from "../core/exact-sums.js";
import { fixedPointScale, toFixedPoint } from "../core/fixed-point.js";
import { type Sums, type Tabulation, type Tally, tabulate } from "../core/tally.js";
import type { CodedColumn } from "./memory-column.js";
import { type Combination, combineAll, renumber } from "./memory-combination.js";
import { attributeNames, type ColumnsSpec, groupAt, type Table } from "./memory-table.js";

export interface CountedRows {
  readonly tabulation: Tabulation;
  /** By kept row: its tally. */
  readonly tallyOf: Int32Array;
}

/** What was decided by row; each null where it is not. */
export interface RowDecisions {
  readonly selected: Uint8Array | null;
  readonly abstained: Uint8Array | null;
  readonly rank: Int32Array | null;
}

/** Counts the rows kept by groups, strata, label and prediction. */
export function countRows(
  table: Table,
  classes: Classes,
  { selected, abstained, rank }: RowDecisions,
  kept: Int32Array,
  spec: ColumnsSpec,
): CountedRows {
  const { attributes, strata, label, prediction, rows } = table;
  const sized = ({ code, texts }: CodedColumn): Combination => ({ code, size: texts.length });
  const decision = [selected, abstained, rank].flatMap((code): Combination[] =>
    code === null ? [] : [largest(Int32Array.from(code))],
  );
  const coded = [label, prediction].filter((column) => column !== null).map(sized);
  const combination = combineAll(
    [
      ...attributes.map(({ code, groups }) => ({ code, size: groups.length })),
      ...strata.map(sized),
      ...coded,
      ...decision,
    ],
    rows,
  );
  const { code: tallyOf, example } = renumber(combination.code, kept, combination.size);
  const sums = addUp(table, kept, tallyOf, example.length);
  const tallies = example.map(
    (row, tally): Tally => ({
      groups: attributes.map((attribute) => groupAt(attribute, row)),
      strata: strata.map(({ code, texts }) => groupOf(code[row] === -1 ? null : texts[code[row]!]!, { name: "" })),
      label: label === null ? -1 : classes.labelIndex.get(label.texts[label.code[row]!]!)!,
      prediction: selected === null ? predictedAt(prediction, classes, row) : selected[row]!,
      abstained: abstained === null ? null : abstained[row] === 1,
      rank: rank === null ? null : rank[row]!,
      ...sums(tally),
    }),
  );
  return {
    tabulation: tabulate(tallies, {
      attributes: attributeNames(spec),
      tagged: attributes.map(({ rule }) => rule.separator !== undefined),
      strata: spec.strata ?? [],
      classes: classes.names,
    }),
    tallyOf,
  };
}

const largest = (code: Int32Array): Combination => ({ code, size: 1 + code.reduce((a, b) => Math.max(a, b), 0) });

/** -1: none, as in a regression, or where the model left the row to somebody else. */
const predictedAt = (prediction: CodedColumn | null, { predictionIndex }: Classes, row: number): number =>
  predictionIndex.get(prediction?.texts[prediction.code[row]!] ?? "") ?? -1;

/** Exact sums by tally. The order of multiplication is that of the SQL, so that every term is the same double. */
function addUp(
  { weight, score }: Table,
  kept: Int32Array,
  tallyOf: Int32Array,
  tallies: number,
): (tally: number) => Pick<Tally, "n" | "sums"> {
  const n = new Float64Array(tallies);
  const sums = {
    w: new ExactSums(tallies),
    w2: new ExactSums(tallies),
    ws: new ExactSums(tallies),
    ws2: new ExactSums(tallies),
    w2s: new ExactSums(tallies),
    w2s2: new ExactSums(tallies),
  };
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
