import type { AttributionGapRow, AttributionRow, Findings, GateSpec } from "../record/run-record.js";
import type { AssessAt, Assessment } from "./assess.js";
import {
  type AssessFigures,
  assessAttributionGap,
  assessProxyShare,
  assessRankAgreement,
  type JudgedFigure,
} from "./assess-attributions.js";
import type { Case } from "./case.js";
import { estimatedOf } from "./estimated-of.js";
import { type GateGroups, type Member, missingOf } from "./gate-groups.js";
import { rowsBehind } from "./sizes.js";

/** A figure of attributions that gates judge, by the disparity that names it. */
interface AttributionRule {
  readonly figure: string;
  readonly assess: AssessFigures;
}

const rules: Readonly<Record<string, AttributionRule>> = {
  attribution_gap: { figure: "mean_attribution", assess: assessAttributionGap },
  proxy_share: { figure: "protected_or_proxy_share", assess: assessProxyShare },
  attribution_rank_agreement: { figure: "ndcg", assess: assessRankAgreement },
};

/** A figure of every explained row: it says which groups there are, and of what size. */
const everyRow = "mean_output";

/** A gate on what inputs do, from the attributions of the record; null for other disparities. */
export function attributionCase(findings: Findings, gate: GateSpec): Case | null {
  const rule = rules[gate.disparity];
  if (rule === undefined) return null;
  const groups = groupsOf(findings, gate);
  const { min_group: least } = findings.suite;
  const notJudged = groups.members.map((member) => (rowsBehind(member) < least ? `fewer than ${least}` : null));
  const isJudged = (group: string | null): boolean =>
    group === null || notJudged[groups.members.findIndex(({ name }) => name === group)] === null;
  const rows = figuresOf(findings, gate, rule).filter((row) => "reference" in row || groupNamed(groups, row.group));
  return {
    gate,
    groups,
    notJudged,
    toReference: true,
    assess: assessorOf(gate, rule, rows, { groups, isJudged }),
    planned: null,
    detection: [],
  };
}

const isOf = (row: Pick<AttributionRow, "model" | "class" | "attribute">, gate: GateSpec): boolean =>
  row.model === gate.model && row.attribute === gate.attribute && row.class === gate.class;

const groupNamed = ({ members }: GateGroups, group: string | null): boolean =>
  members.some(({ name }) => name === group);

function groupsOf(findings: Findings, gate: GateSpec): GateGroups {
  const rows = (findings.attributions ?? []).filter((row) => row.figure === everyRow && isOf(row, gate));
  const members = rows.flatMap((row): Member[] => {
    const estimated = estimatedOf(row);
    const noParts = { numerator: null, denominator: null };
    return estimated === null ? [] : [{ name: row.group as string, metric: null, ...estimated, ...noParts }];
  });
  const known = new Set(members.map(({ name }) => name));
  return {
    members,
    missing: rows.filter(({ group }) => !known.has(group as string)).map(missingOf),
    rests: new Map(),
    reference: findings.attributes.find(({ name }) => name === gate.attribute)?.reference ?? null,
    better: () => "neutral",
    correlation: () => 0,
  };
}

type FigureRow = AttributionRow | AttributionGapRow;

/** Rows of the figure: of gaps, those to the reference group; of figures of one group, that group's. */
function figuresOf(findings: Findings, gate: GateSpec, { figure }: AttributionRule): FigureRow[] {
  const gaps = (findings.attribution_gaps ?? []).filter((row) => row.figure === figure && isOf(row, gate));
  if (gate.disparity !== "proxy_share") return gaps;
  return (findings.attributions ?? []).filter((row) => row.figure === figure && isOf(row, gate));
}

interface Judging {
  readonly groups: GateGroups;
  readonly isJudged: (group: string | null) => boolean;
}

function assessorOf(
  gate: GateSpec,
  { assess }: AttributionRule,
  rows: readonly FigureRow[],
  { groups, isJudged }: Judging,
): AssessAt | string {
  const usable = rows.flatMap((row) => {
    const estimated = estimatedOf(row);
    if (estimated === null) return [];
    const reference = "reference" in row ? row.reference : null;
    const judged = isJudged(row.group) && isJudged(reference);
    return [{ row, figure: { ...estimated, judged } satisfies JudgedFigure, reference }];
  });
  const lacking = rows.find(({ status, group }) => status !== "ok" && isJudged(group));
  if (lacking !== undefined) return lacking.reason ?? "a figure has no interval";
  if (usable.length === 0)
    return rows.find(({ reason }) => reason !== null)?.reason ?? "the model's attributions say nothing of these groups";
  const figures = usable.map(({ figure }) => figure);
  return (failingAlpha): Assessment => {
    const { place, ...outcome } = assess(figures, gate, failingAlpha);
    const { row, reference } = usable[place]!;
    return { ...outcome, pair: pairOf(groups, row, reference), inner: null };
  };
}

/** The group of a row and the one it is compared with; the feature that the gap is of stands in the place of a metric. */
function pairOf({ members }: GateGroups, row: FigureRow, reference: string | null): Assessment["pair"] {
  const group = members.find(({ name }) => name === row.group);
  const other = members.find(({ name }) => name === reference) ?? null;
  if (group === undefined) return null;
  const value = row.value as number;
  return [{ ...group, metric: row.feature, value }, other === null ? null : { ...other, metric: row.feature }];
}
