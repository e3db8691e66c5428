import { type DetectionBlock, detectionStrip } from "../../charts/index.js";
import type { DetectionRow } from "../../record/run-record.js";
import { isRatio, roughAmount } from "../amounts.js";
import type { Check } from "../checks.js";
import type { Context } from "../context.js";
import type { Sketch } from "../figure.js";
import { isOfInputs } from "../input-checks.js";
import { spelledOut } from "../more-checks.js";
import { groupName, referenceName } from "../names.js";
import { plain } from "../rich-text.js";
import { reasonText } from "../sentences.js";
import { type Row, row, table } from "../table.js";
import { tipOf } from "../tip.js";
import type { Material, SectionMaker } from "./section.js";

/** Checks drawn, and groups drawn of each: the others stand in the table, up to so many checks. */
const most = { checks: 8, groups: 10, listed: spelledOut } as const;

interface Watched {
  readonly check: Check;
  readonly rows: readonly (DetectionRow & { readonly multiple: number | null })[];
}

/** The smallest gap as a multiple of the limit: 1 or less can be seen. */
function multipleOf(check: Check, row: DetectionRow): number | null {
  if (row.smallest === null || check.gate.tolerance === null) return null;
  const ratio = isRatio(check.gate.disparity);
  const allowed = ratio ? Math.abs(1 - check.gate.tolerance) : Math.abs(check.gate.tolerance);
  const gap = ratio ? Math.abs(1 - row.smallest) : Math.abs(row.smallest);
  // A gap of nothing has no place on a logarithmic axis, and neither has a limit of nothing.
  return allowed > 0 && gap > 0 ? gap / allowed : null;
}

function watched(context: Context, checks: readonly Check[]): Watched[] {
  return checks
    .map((check) => ({
      check,
      rows: context.record.detection
        .filter((row) => row.gate === check.gate.id)
        .map((row) => ({ ...row, multiple: multipleOf(check, row) })),
    }))
    .filter(({ rows }) => rows.length > 0);
}

const smallest = (context: Context, check: Check, row: DetectionRow) =>
  row.smallest === null
    ? reasonText(context, row.reason, row.attribute)
    : roughAmount(context, check.unit, row.smallest, check.gate.tolerance);

const counted = (context: Context, n: number | null) => (n === null ? null : context.t("number", { n: Math.round(n) }));

const detectionHeads = (context: Context) =>
  ["cell.group", "cell.n", "detection.smallest", "detection.reading"].map((key) => context.t(key));

function numberRow(context: Context, check: Check, one: Watched["rows"][number]): Row {
  const reading = one.multiple === null ? null : context.t(one.multiple <= 1 ? "detection.seen" : "detection.missed");
  return row(
    groupName(context, one.attribute, one.group),
    counted(context, one.n),
    smallest(context, check, one),
    reading,
  );
}

function block(context: Context, { check, rows }: Watched): DetectionBlock {
  const drawn = rows.toSorted((a, b) => (b.multiple ?? 0) - (a.multiple ?? 0)).slice(0, most.groups);
  return {
    head: plain(context.t("detection.head", { check: check.title, limit: check.limit })),
    groups: rows
      .filter((row) => drawn.includes(row))
      .map((row) => ({
        label: plain(groupName(context, row.attribute, row.group)),
        multiple: row.multiple,
        text: plain(smallest(context, check, row)),
        tip: () => tipOf(detectionHeads(context), numberRow(context, check, row)),
      })),
  };
}

function sketch(context: Context, all: readonly Watched[]): Sketch {
  const rows = all.flatMap(({ rows }) => rows);
  const blind = rows.filter(({ multiple }) => multiple !== null && multiple > 1).length;
  const known = rows.filter(({ multiple }) => multiple !== null).length;
  const tick = (multiple: number) =>
    multiple === 1
      ? context.text("detection.limit")
      : context.text("detection.tick", { n: multiple < 1 ? `1/${Math.round(1 / multiple)}` : String(multiple) });
  const numbers = all.slice(0, most.listed).map(({ check, rows }) => ({
    head: context.t("detection.head_against", {
      check: check.title,
      limit: check.limit,
      reference: referenceName(context, check.gate.attribute, rows[0]?.reference ?? null),
      counted: counted(context, rows[0]?.n_reference ?? null) ?? context.t("amount.none"),
    }),
    rows: rows.map((one) => numberRow(context, check, one)),
  }));
  return {
    takeaway: context.t(
      known === 0 ? "detection.takeaway_none" : blind === 0 ? "detection.takeaway_all" : "detection.takeaway",
      { n: blind, total: known },
    ),
    key: [
      { sign: "dot", text: context.t("key.seen") },
      { sign: "ring", text: context.t("key.could_be_missed") },
      { sign: "limit", text: context.t("key.limit") },
    ],
    summary: [],
    chart: (size) =>
      detectionStrip(
        {
          blocks: all.slice(0, most.checks).map((one) => block(context, one)),
          axisTitle: context.text("detection.axis"),
          tick,
        },
        size,
      ),
    table: table(context.t("detection.caption"), detectionHeads(context), [1, 2], numbers),
  };
}

async function make({ context, checks, figure }: Material) {
  const all = watched(context, checks);
  const cut = all.length > most.checks || all.some(({ rows }) => rows.length > most.groups);
  const ofInputs = checks.filter(({ gate }) => isOfInputs(gate)).length;
  const view = {
    why: context.t("detection.why"),
    figure: all.length === 0 ? null : await figure(sketch(context, all)),
    none: all.length > 0 ? [] : context.t(checks.length === 0 ? "detection.no_gates" : "detection.none"),
    inputs: ofInputs > 0 ? context.t("detection.inputs", { n: ofInputs }) : [],
    cut: cut ? context.t("detection.cut", { checks: most.checks, groups: most.groups }) : [],
    listed: all.length > most.listed ? context.t("detection.listed", { n: most.listed, total: all.length }) : [],
  };
  return { template: "detection", view };
}

/** How small a gap could this audit have seen? */
export const detection: SectionMaker = { number: "4", id: "detection", make };
