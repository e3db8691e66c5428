import type { DisparityRow, Findings, GateSpec } from "../record/run-record.js";
import { boundsOf } from "../stats/index.js";
import { type AssessAt, decided, type Widest } from "./assess.js";
import type { Case } from "./case.js";
import { type Estimated, estimatedOf } from "./estimated-of.js";
import { type GateGroups, gateGroups, type Member } from "./gate-groups.js";
import { levelOf } from "./level-of.js";
import { rowsBehind } from "./sizes.js";

/** A metric of all rows: it says which groups there are, and of what size. */
const everyRow = "selection_rate";

/**
 * A gate on a disparity that stands in the record with bounds of its own: of the groups' counts together, or of each group against the reference
 * one. Groups of fewer rows than the suite's least are not judged; bounds over all groups speak for them too.
 */
export function rowCase(findings: Findings, gate: GateSpec): Case {
  const groups = gateGroups(findings, { ...gate, metric: everyRow });
  const { min_group: least } = findings.suite;
  const rows = findings.disparities.filter((row) => isOf(row, gate));
  const notJudged = groups.members.map((member) =>
    rowsBehind(member) < least ? `fewer than ${least}` : withoutBounds(rows, member.name),
  );
  return {
    gate,
    groups,
    notJudged,
    toReference: true,
    assess: assessorOf(gate, rows, groups, notJudged),
    planned: null,
    detection: [],
  };
}

const isOf = (row: DisparityRow, gate: GateSpec): boolean =>
  row.disparity === gate.disparity &&
  row.model === gate.model &&
  row.metric === null &&
  row.attribute === gate.attribute &&
  row.class === gate.class &&
  row.stratum === gate.stratum;

/** Why a group's own row cannot be assessed: then no bound speaks for the group. null: it can, or the group has none. */
function withoutBounds(rows: readonly DisparityRow[], group: string): string | null {
  const row = rows.find((one) => one.group === group && estimatedOf(one) === null);
  return row === undefined ? null : (row.reason ?? "no interval");
}

/** Disparities of distributions of scores: no metric of the two groups is what they compare. */
const ofScores: readonly string[] = ["score_distance", "score_ks_distance", "roc_area_between"];

/** A row that can be assessed at any level. */
interface Bounded extends Estimated {
  readonly pair: Widest["pair"] | null;
  readonly judged: boolean;
}

function assessorOf(
  gate: GateSpec,
  rows: readonly DisparityRow[],
  { members }: GateGroups,
  notJudged: Case["notJudged"],
): AssessAt | string {
  const find = (name: string | null): number => members.findIndex((member) => member.name === name);
  const metric = ofScores.includes(gate.disparity) ? { metric: null } : {};
  const bounded = rows.flatMap((row): Bounded[] => {
    const { group, reference } = row;
    // What is said of a part of the groups is no figure of all of them.
    const estimated = estimatedOf(row);
    if (estimated === null) return [];
    const [i, j] = [find(group), find(reference)];
    const isPair = group !== null;
    return [
      {
        ...estimated,
        pair: isPair
          ? [
              { ...(members[i] as Member), ...metric },
              { ...(members[j] as Member), ...metric },
            ]
          : null,
        judged: !isPair || (notJudged[i] === null && notJudged[j] === null),
      },
    ];
  });
  if (bounded.length === 0)
    return rows.find(({ reason }) => reason !== null)?.reason ?? "fewer than two groups can be compared";
  return (failingAlpha) => assess(gate, bounded, failingAlpha);
}

/** Bonferroni over the rows on the failing side; the passing side needs every judged one. */
function assess(gate: GateSpec, rows: readonly Bounded[], failingAlpha: number): ReturnType<AssessAt> {
  const judged = rows.filter((row) => row.judged);
  const worst = (of: readonly Bounded[]): Bounded => of.reduce((a, b) => (b.value > a.value ? b : a));
  const upper = judged.map(({ evidence }) => boundsOf(evidence, 2 * (1 - gate.confidence)).high);
  const { value, pair } = worst(rows);
  const inner = judged.length < rows.length && judged.length > 0 ? worst(judged) : null;
  return decided(gate, {
    value,
    pair,
    low: Math.max(...rows.map(({ evidence }) => boundsOf(evidence, (2 * failingAlpha) / rows.length).low)),
    high: upper.length === 0 ? null : Math.max(...upper),
    p: Math.min(1, rows.length * Math.min(...rows.map((row) => levelBeyond(row, gate.tolerance)))),
    inner: inner?.pair == null ? null : { value: inner.value, pair: inner.pair },
  });
}

/** The least one-sided level at which the lower limit is above the tolerance; ½ where it is at none below. */
const levelBeyond = ({ evidence }: Bounded, tolerance: number): number =>
  levelOf((level) => boundsOf(evidence, 2 * level).low > tolerance, 0.5);
