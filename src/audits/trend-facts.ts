import { createHash } from "node:crypto";
import { compareGroups, splitNames, unknownGroup } from "../core/groups.js";
import type { GateRow, GroupRow, RunRecord } from "../record/run-record.js";
import { shownGate } from "../record/shown-gate.js";
import type { ContrastName, GroupPair, Proportion } from "../stats/index.js";
import { canonicalJson, type Json } from "./canonical-json.js";
import { type GateIdentity, type GateResult, identityOf, resultOf } from "./findings.js";

/** What a trend takes from one audit. */
export interface TrendFacts {
  readonly suite: string;
  /** The run folder, relative to the archive; null: not sealed yet. */
  readonly run: string | null;
  /** When it was sealed, UTC; of a run that is not sealed yet, when it began. */
  readonly time: string;
  /** Place in the log; later than all others where it is not sealed yet. */
  readonly entry: number;
  readonly seed: number;
  /** Names the suite's definition: two audits with another one are not of one line. */
  readonly definition: string;
  /** Major and minor version of evenhand, which decide its statistics. */
  readonly tool: string;
  readonly data: TrendData;
  readonly gates: readonly GateFacts[];
}

/** Which data an audit saw. */
export interface TrendData {
  /** SHA-256; null: not known, and then nobody can tell whether it was seen before. */
  readonly sha256: string | null;
  /** Times of the first and the last row, ISO 8601; null where the suite names no time. */
  readonly from: string | null;
  readonly to: string | null;
}

/** What one audit measured of a gate. */
export interface GateFacts extends GateIdentity, GateResult {
  /** The same in every audit of the suite: what the gate asks, and which of several alike it is. */
  readonly key: string;
  readonly id: string;
  readonly model: string;
  readonly confidence: number;
  /** Denominators of the groups together, or rows where there are none; null where the groups are not shown. */
  readonly n: number | null;
  /** Names the model, the limit and the method. A change of one breaks the line. */
  readonly modelHash: string;
  readonly limitHash: string;
  readonly interval: string | null;
  /** Counts of each pair that the gate compares, or why there is no evidence to be collected. */
  readonly pairs: readonly ComparedPair[] | string;
}

/** Two groups that a gate compares. */
export interface ComparedPair {
  readonly group: string;
  /** null: everybody else. */
  readonly reference: string | null;
  readonly counts: GroupPair;
}

/** What a trend takes from the record of an audit. Groups and gates may stand in any order in it. */
export function trendFacts(record: RunRecord, at: Pick<TrendFacts, "run" | "time" | "entry">): TrendFacts {
  const { suite, data, tool } = record;
  const seen = new Map<string, number>();
  const gates = record.gates.map((gate) => {
    const asked = canonicalJson(identityOf(gate) as Json);
    const nth = seen.get(asked) ?? 0;
    seen.set(asked, nth + 1);
    return gateFacts(record, gate, `${asked}#${nth}`);
  });
  return {
    ...{ suite: suite.name, ...at, seed: suite.seed, definition: definitionOf(record) },
    tool: tool.version.split(".").slice(0, 2).join("."),
    data: { sha256: data.sha256, from: data.from, to: data.to },
    gates,
  };
}

const shortHash = (value: unknown): string =>
  createHash("sha256")
    .update(canonicalJson(value as Json))
    .digest("hex")
    .slice(0, 16);

/**
 * The suite file's hash; where the file pins its data, and so changes with every new data set, what the record repeats of the suite
 * but its words.
 */
function definitionOf({ suite, attributes, data }: RunRecord): string {
  if (!data.pinned && suite.sha256 !== null) return suite.sha256.slice(0, 16);
  const { sha256: _, seed: _seed, title, organisation, notes, languages, words, people, ...rules } = suite;
  const columns = attributes.map(({ name, column, reference, reference_by }) => ({
    ...{ name, column, reference_by },
    reference: reference_by === "named" ? reference : null,
  }));
  return shortHash({ rules, columns });
}

function gateFacts(record: RunRecord, given: GateRow, key: string): GateFacts {
  // As a reader is told of it, so that value and bounds speak for the same groups.
  const gate = shownGate(given);
  const model = record.models.find(({ id }) => id === gate.model);
  const rows = groupRows(record, gate);
  return {
    ...identityOf(gate),
    ...resultOf(gate),
    ...{ key, id: gate.id, model: gate.model, confidence: gate.confidence },
    n: total(rows),
    modelHash: shortHash([gate.model, model?.sha256 ?? null, model?.kind ?? null, model?.decision ?? null]),
    limitHash: shortHash([gate.bound, gate.tolerance, gate.confidence, gate.small_groups]),
    interval: intervalOf(record, gate),
    pairs: reasonAgainst(record, gate, rows) ?? pairsOf(record, gate, rows),
  };
}

type Place = Pick<GateRow, "model" | "metric" | "attribute" | "class" | "stratum">;

const belongs = (row: { readonly [key in keyof Place]: Place[key] | null }, gate: Place): boolean =>
  row.model === gate.model &&
  row.metric === gate.metric &&
  row.attribute === gate.attribute &&
  row.class === gate.class &&
  row.stratum === gate.stratum;

/** Rows of the gate's groups but the unknown ones, which no gate compares, in the order of their names. */
const groupRows = (record: RunRecord, gate: GateRow): GroupRow[] =>
  record.groups
    .filter((row) => belongs(row, gate) && row.group !== null && !splitNames(row.group).includes(unknownGroup))
    .sort((a, b) => compareGroups(a.group as string, b.group as string));

function total(rows: readonly GroupRow[]): number | null {
  const counts = rows.flatMap(({ denominator, n }) => denominator ?? n ?? []);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/** Method of the gate's bounds: of its disparity, else of the groups; null: nothing was estimated. */
const intervalOf = (record: RunRecord, gate: GateRow): string | null =>
  record.disparities.find((row) => belongs(row, gate) && row.disparity === gate.disparity && row.interval !== null)
    ?.interval ?? null;

/** Gates whose limit is for the gap of two shares: the scale of the gap, and whom each group is compared with. */
const compared: {
  readonly [disparity: string]: { contrast: ContrastName; with: "each_other" | "reference" | "rest" };
} = {
  max_difference: { contrast: "difference", with: "each_other" },
  difference_to_best: { contrast: "difference", with: "each_other" },
  difference_to_reference: { contrast: "difference", with: "reference" },
  difference_to_rest: { contrast: "difference", with: "rest" },
  min_ratio: { contrast: "log_ratio", with: "each_other" },
  ratio_to_best: { contrast: "log_ratio", with: "each_other" },
  ratio_to_reference: { contrast: "log_ratio", with: "reference" },
  ratio_to_rest: { contrast: "log_ratio", with: "rest" },
};

/** The scale on which a gate's pairs are compared; null: its limit is not for the gap of two shares. */
export const contrastOf = ({ disparity }: Pick<GateIdentity, "disparity">): ContrastName | null =>
  compared[disparity]?.contrast ?? null;

/** Why an e-value would not be one; null: it is. Rows of one unit, and weights, make the counts say more than they know. */
function reasonAgainst({ suite, data, metrics }: RunRecord, gate: GateRow, rows: readonly GroupRow[]): string | null {
  if (gate.regression === true) return "the limit is for a change";
  if (gate.metric === null || !Object.hasOwn(compared, gate.disparity))
    return "the limit is not for a difference or ratio of two shares";
  if (metrics.find(({ name }) => name === gate.metric)?.unit !== "proportion") return "the measure is no share";
  if (suite.weight !== null) return "rows have weights";
  if (data.units !== null && data.units < data.rows_kept) return "several rows belong to one unit";
  if (data.sha256 === null || data.sha256 === "") return "the data have no hash";
  const known = rows.filter(({ denominator }) => denominator !== null && denominator > 0);
  const isShare = ({ interval, numerator, denominator }: GroupRow): boolean =>
    interval === "wilson" && Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator);
  return known.every(isShare) ? null : "the measure is no share of rows";
}

function pairsOf(record: RunRecord, gate: GateRow, rows: readonly GroupRow[]): ComparedPair[] | string {
  const counted = rows.flatMap(({ group, numerator, denominator }) =>
    group === null || numerator === null || !denominator
      ? []
      : [{ group, share: { successes: numerator, trials: denominator } }],
  );
  const other = compared[gate.disparity]?.with;
  if (other === "rest") return toRest(record, gate, counted);
  if (isOverlapping(record, gate, counted)) return "rows stand in several groups";
  const pairs = counted.flatMap((a, i) =>
    counted.slice(i + 1).map((b) => ({
      ...{ group: a.group, reference: b.group },
      counts: { a: a.share, b: b.share },
    })),
  );
  if (other === "each_other") return pairs;
  const reference = record.attributes.find(({ name }) => name === gate.attribute)?.reference ?? null;
  return reference === null
    ? "the groups have no one reference"
    : pairs.filter((pair) => pair.group === reference || pair.reference === reference);
}

interface Counted {
  readonly group: string;
  readonly share: Proportion;
}

/** Each group against all others: of groups that overlap the record says how many those are. */
function toRest(record: RunRecord, gate: GateRow, counted: readonly Counted[]): ComparedPair[] | string {
  const all = summed(counted);
  const rests = record.disparities.filter((row) => belongs(row, gate) && row.disparity === gate.disparity);
  const overlap = isOverlapping(record, gate, counted);
  const pairs = counted.flatMap(({ group, share }) => {
    const [successes, trials] = rests.find((row) => row.group === group)?.basis ?? [];
    const rest = overlap
      ? { successes: successes ?? 0, trials: trials ?? 0 }
      : { successes: all.successes - share.successes, trials: all.trials - share.trials };
    return rest.trials === 0 ? [] : [{ group, reference: null, counts: { a: share, b: rest } }];
  });
  return pairs;
}

const summed = (counted: readonly Counted[]): Proportion => ({
  successes: counted.reduce((sum, { share }) => sum + share.successes, 0),
  trials: counted.reduce((sum, { share }) => sum + share.trials, 0),
});

/** More rows in the groups together than there are. */
function isOverlapping({ groups }: RunRecord, gate: GateRow, counted: readonly Counted[]): boolean {
  const everybody = groups.find(
    (row) => row.group === null && belongs({ ...row, attribute: gate.attribute }, gate),
  )?.denominator;
  return everybody !== null && everybody !== undefined && summed(counted).trials > everybody;
}
