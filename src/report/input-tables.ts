import type { AttributionRow, ExplanationRow } from "../record/run-record.js";
import { type GapUnit, gapAmount } from "./amounts.js";
import { comparedGroups, comparisonOf, explainedAttributes } from "./compared-inputs.js";
import type { Context } from "./context.js";
import { pushRow } from "./input-figures.js";
import { agreementFigure, explainedOutputs, inputHead, outputName, outputUnit, pushUnit } from "./input-names.js";
import { attributeHead, groupName, referenceName } from "./names.js";
import type { Estimate } from "./precision.js";
import { code, type Rich, words } from "./rich-text.js";
import { reasonText } from "./sentences.js";
import { type Block, type Row, row, type Table, table } from "./table.js";

/** Rows of each of these tables; run.json has all of them. */
const mostRows = 400;

/** A value with its interval. */
function cell(context: Context, unit: GapUnit, estimate: Estimate | undefined): Rich | null {
  if (estimate === undefined) return null;
  const { value, interval } = gapAmount(context, unit, estimate);
  if (value === null || interval === null) return value;
  return context.t("cell.with_interval", { value, interval });
}

const joined = (parts: readonly Rich[]): Rich =>
  parts.flatMap((part, index) => [...(index > 0 ? words(" · ") : []), ...part]);

/** Model where there are several, class where there are several, then what else is given. */
const headOf = (context: Context, { model, class: of }: ExplanationRow, ...more: readonly Rich[]): Rich =>
  joined([
    ...(context.record.models.length > 1 ? [code(model)] : []),
    ...(of === null ? [] : [outputName(context, { model, class: of })]),
    ...more,
  ]);

function groupRow(context: Context, explanation: ExplanationRow, whole: AttributionRow): Row {
  const attribute = whole.attribute ?? "";
  const name = groupName(context, attribute, whole.group ?? "");
  if (whole.value === null) return row(name, reasonText(context, whole.reason, attribute), [], [], [], [], []);
  const at = (figure: string) => context.find.attribution(whole, figure, null);
  const isReference = context.find.attribute(attribute)?.reference === whole.group;
  return row(
    name,
    whole.n === null ? null : context.t("number", { n: whole.n }),
    cell(context, outputUnit(context, explanation), whole),
    cell(context, "percent", at("protected_share")),
    cell(context, "percent", at("proxy_share")),
    isReference
      ? context.t("cell.is_reference")
      : cell(context, "agreement", context.find.attributionGap(whole, agreementFigure, null)),
    cell(context, pushUnit(context, explanation), at("instability")),
  );
}

const groupHeads = [
  "cell.group",
  ...["rows", "output", "own", "stand_ins", "agreement", "noise"].map((key) => `inputs.head.${key}`),
];

const groupRows = (context: Context, explanation: ExplanationRow, attribute: string): Row[] =>
  (context.record.attributions ?? [])
    .filter(
      (one) =>
        one.model === explanation.model &&
        one.class === explanation.class &&
        one.attribute === attribute &&
        one.figure === "mean_output",
    )
    .map((whole) => groupRow(context, explanation, whole));

/** All groups of an attribute beside each other: outputs, shares, agreement with the reference group, and how firm it all is. */
export const groupsTable = (context: Context, explanation: ExplanationRow, attribute: string): Table =>
  table(
    context.t("inputs.groups.caption", {
      attribute: attributeHead(context, attribute),
      output: outputName(context, explanation),
    }),
    groupHeads.map((key) => context.t(key)),
    [1, 2, 3, 4, 5, 6],
    [{ head: [], rows: groupRows(context, explanation, attribute) }],
  );

const unitOf = (context: Context, explanation: ExplanationRow): Rich =>
  context.t(`inputs.unit.${pushUnit(context, explanation)}`);

/** Pushes of every input in every group, beside the one it is compared with. */
function pushes(context: Context, explanation: ExplanationRow): Block[] {
  return explainedAttributes(context, explanation).flatMap((attribute) =>
    comparedGroups(context, explanation, attribute).flatMap((group) => {
      const compared = comparisonOf(context, explanation, attribute, group);
      if (compared === null) return [];
      const who = context.t("check.who", {
        group: groupName(context, attribute, group),
        reference: referenceName(context, attribute, compared.reference),
      });
      const head = headOf(context, explanation, attributeHead(context, attribute), who, unitOf(context, explanation));
      return [{ head, rows: compared.inputs.map((input) => pushRow(context, compared, input)) }];
    }),
  );
}

/** Everybody's pushes: their mean, and the mean of their sizes. */
function everybody(context: Context, explanation: ExplanationRow): Block {
  const unit = pushUnit(context, explanation);
  const at = (figure: string, feature: string) =>
    context.find.attribution({ ...explanation, attribute: null, group: null }, figure, feature);
  const size = (feature: string) => at("mean_absolute_attribution", feature)?.value ?? 0;
  const rows = explanation.features
    .toSorted((a, b) => size(b.name) - size(a.name))
    .map(({ name }) =>
      row(
        inputHead(context, explanation, name),
        cell(context, unit, at("mean_absolute_attribution", name)),
        cell(context, unit, at("mean_attribution", name)),
      ),
    );
  return { head: headOf(context, explanation), rows };
}

function agreements(context: Context, explanation: ExplanationRow): Row[] {
  return explainedAttributes(context, explanation).flatMap((attribute) =>
    comparedGroups(context, explanation, attribute).map((group) => {
      const at = (figure: string) =>
        cell(context, "agreement", context.find.attributionGap({ ...explanation, attribute, group }, figure, null));
      const found = context.find.attributionGap({ ...explanation, attribute, group }, "mean_output", null);
      const who = context.t("check.who", {
        group: groupName(context, attribute, group),
        reference: referenceName(context, attribute, found?.reference ?? null),
      });
      const head = headOf(context, explanation, attributeHead(context, attribute), who);
      return row(head, at("ndcg"), at("rank_biased_overlap"), at("kendall_tau_b"));
    }),
  );
}

function proxyRows(context: Context): Row[] {
  return (context.record.proxies ?? []).map((one) => {
    const explanation = (context.record.explanations ?? []).find(({ model }) => model === one.model);
    const number = (value: number | null) => (value === null ? null : words(context.numbers.decimal(value, 2).text));
    return row(
      joined([
        ...(context.record.models.length > 1 ? [code(one.model)] : []),
        attributeHead(context, one.attribute),
        inputHead(context, explanation, one.feature),
      ]),
      code(one.column),
      groupName(context, one.attribute, one.group),
      number(one.auc),
      number(one.low),
      number(one.normalized_mutual_information),
      context.t(one.is_proxy ? "inputs.yes" : "inputs.no"),
    );
  });
}

function importanceBlocks(context: Context): Block[] {
  const blocks = new Map<string, { head: Rich; rows: Row[] }>();
  for (const one of context.record.permutation_importance ?? []) {
    const explanation = (context.record.explanations ?? []).find(({ model }) => model === one.model);
    const key = JSON.stringify([one.model, one.attribute, one.group]);
    const head = joined([
      ...(context.record.models.length > 1 ? [code(one.model)] : []),
      attributeHead(context, one.attribute),
      groupName(context, one.attribute, one.group),
    ]);
    const block = blocks.get(key) ?? { head, rows: [] };
    const number = (value: number | null) => (value === null ? null : words(context.numbers.decimal(value, 4).text));
    const shown = one.value === null ? reasonText(context, one.reason, one.attribute) : number(one.value);
    block.rows.push(
      row(
        inputHead(context, explanation, one.feature),
        shown,
        number(one.error),
        one.n === null ? null : context.t("number", { n: one.n }),
      ),
    );
    blocks.set(key, block);
  }
  return [...blocks.values()];
}

interface Cut {
  readonly tables: readonly Table[];
  /** Rows that the tables leave out. */
  readonly left: number;
}

/** Whole blocks, then part of one, until the table is full. */
function cut(blocks: readonly Block[]): { readonly blocks: Block[]; readonly left: number } {
  let room = mostRows;
  let left = 0;
  const kept = blocks.map(({ head, rows }) => {
    const taken = rows.slice(0, room);
    room -= taken.length;
    left += rows.length - taken.length;
    return { head, rows: taken };
  });
  return { blocks: kept, left };
}

/** Every number of what inputs do, where it was explained. */
export function inputTables(context: Context): Cut {
  const explained = explainedOutputs(context);
  const one = (key: string, heads: readonly string[], blocks: readonly Block[]) => {
    const { blocks: kept, left } = cut(blocks);
    const columns = heads.map((_, index) => index).slice(1);
    return {
      table: table(
        context.t(`inputs.table.${key}`),
        heads.map((head) => context.t(head)),
        columns,
        kept,
      ),
      left,
      rows: kept.reduce((sum, { rows }) => sum + rows.length, 0),
    };
  };
  const head = (...keys: readonly string[]): string[] => keys.map((key) => `inputs.head.${key}`);
  const all = [
    one(
      "pushes",
      [...head("input", "group", "reference", "difference"), "cell.p_adjusted"],
      explained.flatMap((explanation) => pushes(context, explanation)),
    ),
    one(
      "everybody",
      head("input", "size", "mean"),
      explained.map((explanation) => everybody(context, explanation)),
    ),
    one(
      "groups",
      groupHeads,
      explained.flatMap((explanation) =>
        explainedAttributes(context, explanation).map((attribute) => ({
          head: headOf(context, explanation, attributeHead(context, attribute)),
          rows: groupRows(context, explanation, attribute),
        })),
      ),
    ),
    one(
      "agreement",
      ["cell.comparison", ...head("ndcg", "rbo", "tau")],
      [{ head: [], rows: explained.flatMap((explanation) => agreements(context, explanation)) }],
    ),
    one("proxies", head("of", "column", "tells", "auc", "auc_low", "information", "stand_in"), [
      { head: [], rows: proxyRows(context) },
    ]),
    one("importance", head("input", "loss", "error", "rows"), importanceBlocks(context)),
  ];
  return {
    tables: all.filter(({ rows }) => rows > 0).map(({ table }) => table),
    left: all.reduce((sum, { left }) => sum + left, 0),
  };
}
