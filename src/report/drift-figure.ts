import { groupRates, type RateBlock, type RateNote, type RateRow } from "../charts/index.js";
import { driftStatistics } from "../core/drift.js";
import { unknownGroup } from "../core/groups.js";
import type { DriftRow } from "../record/run-record.js";
import type { Check } from "./checks.js";
import type { Context } from "./context.js";
import { driftAmount, driftSubject } from "./drift-words.js";
import type { Sketch } from "./figure.js";
import { attributeName, groupName } from "./names.js";
import { capitalised, plain, type Rich } from "./rich-text.js";
import { reasonText } from "./sentences.js";
import { type Block, row, table } from "./table.js";

/** What is drawn: those that are farthest from the baseline; all others stand in the record. */
const most = { subjects: 6, groups: 4 } as const;

/** The statistic that is drawn. */
const drawn = "population_stability";

/** A distribution of everybody and of the groups, by statistic. */
export interface DriftSubjectRows {
  readonly subject: Pick<DriftRow, "model" | "of" | "feature">;
  /** Null: a distribution that is not told by group, of this attribute's groups. */
  readonly attribute: string | null;
  /** Everybody first, then the groups by falling drift. */
  readonly rows: readonly DriftRow[];
  readonly left: number;
}

/** Every distribution that was compared, of models the first one's, those farthest off first. */
export function driftSubjects({ record }: Context): DriftSubjectRows[] {
  const rows = (record.drift ?? []).filter(
    ({ statistic, model }) => statistic === drawn && (model === null || model === record.models[0]?.id),
  );
  const keys = [...new Set(rows.map(keyOf))];
  return keys
    .map((key): DriftSubjectRows => {
      const own = rows.filter((one) => keyOf(one) === key);
      const groups = own.filter(({ group }) => group !== null).toSorted((a, b) => (b.value ?? -1) - (a.value ?? -1));
      const { model, of, feature, attribute } = own[0]!;
      return {
        subject: { model, of, feature },
        attribute: of === "population" ? attribute : null,
        rows: [...own.filter(({ group }) => group === null), ...groups.slice(0, most.groups)],
        left: Math.max(0, groups.length - most.groups),
      };
    })
    .toSorted((a, b) => largest(b.rows) - largest(a.rows));
}

const keyOf = ({ model, of, feature, attribute }: DriftRow): string =>
  JSON.stringify([model, of, feature, of === "population" ? attribute : null]);

const largest = (rows: readonly DriftRow[]): number => Math.max(-1, ...rows.map(({ value }) => value ?? -1));

/** "Scores", "Groups of gender". */
function headOf(context: Context, { subject, attribute }: DriftSubjectRows): Rich {
  const name = capitalised(driftSubject(context, subject), context.language);
  return attribute === null
    ? name
    : context.t("drift.by", { subject: name, attribute: attributeName(context, attribute) });
}

const nameOf = (context: Context, { of, attribute, group }: DriftRow): Rich =>
  group === null
    ? context.t(of === "population" ? "drift.shares" : "drift.everybody")
    : context.t("drift.group", {
        attribute: attributeName(context, attribute ?? ""),
        group: groupName(context, attribute ?? "", group),
      });

function block(context: Context, checks: readonly Check[], one: DriftSubjectRows): RateBlock {
  const rows = one.rows.map((each): RateRow | RateNote => {
    const label = plain(nameOf(context, each));
    const { value, low, high } = each;
    if (value === null) {
      const note = plain(reasonText(context, each.reason, each.attribute));
      return { label, whole: each.group === null, note, brief: note };
    }
    return {
      ...{ label, mark: markOf(checks, each), whole: each.group === null, value, low, high },
      rate: plain(driftAmount(context, each).value ?? []),
      count: each.n_now === null ? "" : context.text("number", { n: each.n_now }),
      share: null,
    };
  });
  return { head: plain(headOf(context, one)), rows, reference: null };
}

function markOf(checks: readonly Check[], row: DriftRow): RateRow["mark"] {
  const isOver = checks.some(
    ({ gate }) =>
      gate.verdict === "fail" &&
      gate.disparity === row.statistic &&
      gate.drift?.of === row.of &&
      gate.drift.feature === row.feature &&
      gate.attribute === row.attribute &&
      gate.group === row.group,
  );
  if (isOver) return "over";
  return row.group === unknownGroup ? "unknown" : "group";
}

/** All statistics of the distributions that are drawn. */
function numbers(context: Context, one: DriftSubjectRows): Block {
  const { drift = [] } = context.record;
  const rows = one.rows.map((each) => {
    const amounts = driftStatistics.map((statistic) => {
      const found = drift.find((other) => other.statistic === statistic && samePlace(other, each));
      const { tagged, interval } = found === undefined ? { tagged: null, interval: null } : driftAmount(context, found);
      return tagged === null || interval === null
        ? tagged
        : context.t("cell.with_interval", { value: tagged, interval });
    });
    const count = (n: number | null) => (n === null ? null : context.t("number", { n }));
    const [first, ...others] = amounts;
    const reason = each.value === null ? reasonText(context, each.reason, each.attribute) : null;
    return row(nameOf(context, each), count(each.n_before), count(each.n_now), first ?? reason, ...others);
  });
  const more = one.left === 0 ? [] : [row(context.t("drift.left", { n: one.left }), [], [], [], [], [], [])];
  return { head: headOf(context, one), rows: [...rows, ...more] };
}

const samePlace = (a: DriftRow, b: DriftRow): boolean =>
  keyOf(a) === keyOf(b) && a.attribute === b.attribute && a.group === b.group;

/** How far each distribution is from the baseline's, and for whom most. */
export function driftSketch(context: Context, checks: readonly Check[], all: readonly DriftSubjectRows[]): Sketch {
  const shown = all.slice(0, most.subjects);
  const blocks = shown.map((one) => block(context, checks, one));
  const worst = shown[0]!;
  const farthest = worst.rows.reduce((a, b) => ((b.value ?? -1) > (a.value ?? -1) ? b : a));
  const rows = blocks.flatMap((one) => one.rows);
  const has = (mark: string) => rows.some((one) => "mark" in one && one.mark === mark);
  const level = context.numbers.level(context.record.suite.confidence);
  return {
    takeaway: context.t(farthest.value === null ? "drift.takeaway_none" : "drift.takeaway", {
      subject: headOf(context, worst),
      who: nameOf(context, farthest),
      value: driftAmount(context, farthest).value ?? [],
    }),
    key: [
      ...(has("group") ? [{ sign: "dot", text: context.t("drift.key") } as const] : []),
      ...(has("over") ? [{ sign: "square", text: context.t("key.over") } as const] : []),
      ...(has("unknown") ? [{ sign: "unknown", text: context.t("key.unknown") } as const] : []),
      { sign: "line", text: context.t("key.interval", { level }) },
    ],
    summary: [],
    chart: (size) =>
      groupRates(
        {
          blocks,
          rateHead: context.text("drift.head"),
          countHead: context.text("rates.n"),
          axisTitle: context.text("drift.axis"),
          everybody: null,
          natural: [0, null],
          tick: (value) => context.numbers.decimal(value, decimals(value)).text,
        },
        size,
      ),
    table: table(
      context.t("drift.caption"),
      [
        context.t("cell.group"),
        context.t("drift.n_before"),
        context.t("drift.n_now"),
        ...driftStatistics.map((statistic) => capitalised(context.t(`drift.statistic.${statistic}`), context.language)),
      ],
      [1, 2, 3, 4, 5, 6],
      shown.map((one) => numbers(context, one)),
    ),
  };
}

const decimals = (value: number): number =>
  Math.min(4, (String(Number(value.toPrecision(6))).split(".")[1] ?? "").length);

/** How many distributions stand in the record alone. */
export const subjectsLeft = (all: readonly DriftSubjectRows[]): number => Math.max(0, all.length - most.subjects);
