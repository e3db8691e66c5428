import { splitNames, unknownGroup } from "../core/groups.js";
import type { AttributionRow, ExplanationRow } from "../record/run-record.js";
import { type GapUnit, gapAmount } from "./amounts.js";
import type { ComparedGroups } from "./compared-inputs.js";
import type { Context } from "./context.js";
import { agreementFigure, inputName, outputName, outputUnit, ownInputs, pushUnit, standIns } from "./input-names.js";
import type { Arguments } from "./message.js";
import { attributeName, groupName, groupPhrase, people, referencePhrase } from "./names.js";
import { code, type Rich } from "./rich-text.js";
import { reasonText } from "./sentences.js";

/** An area under the ROC curve as how many pairs of a hundred are told apart rightly. */
const pairs = (context: Context, auc: number): string => context.numbers.percent(auc, 0);

/** Whether the attribute is an input itself, and which inputs stand in for it. */
export function ownAndStandIns(context: Context, explanation: ExplanationRow, attribute: string): Rich[] {
  const { model } = explanation;
  const named = attributeName(context, attribute);
  const own = ownInputs(explanation, attribute);
  const found = standIns(context, model, attribute);
  const first =
    own.length === 0
      ? context.t("inputs.own.none", { attribute: named })
      : context.t("inputs.own.some", {
          inputs: context.list(own.map((feature) => inputName(context, explanation, feature))),
        });
  if (found.length > 0) {
    const groups = context.find.attribute(attribute)?.groups.length ?? 0;
    const items = found.map(({ feature, auc, group }) =>
      context.t(groups > 2 ? "inputs.stand_in.of_group" : "inputs.stand_in.item", {
        input: inputName(context, explanation, feature),
        pairs: pairs(context, auc ?? 0),
        group: groupName(context, attribute, group),
      }),
    );
    const values = { n: found.length, attribute: named, items: context.list(items), people: people(context) };
    return [first, context.t("inputs.stand_ins", values)];
  }
  const [closest] = (context.record.proxies ?? [])
    .filter((row) => row.model === model && row.attribute === attribute && row.auc !== null)
    .toSorted((a, b) => (b.auc ?? 0) - (a.auc ?? 0));
  if (closest === undefined) return [first];
  const input = inputName(context, explanation, closest.feature);
  const values = { attribute: named, input, pairs: pairs(context, closest.auc ?? 0), people: people(context) };
  return [first, context.t("inputs.no_stand_ins", values)];
}

interface Both {
  readonly group: AttributionRow;
  readonly reference: AttributionRow;
}

/** A figure of both groups; null where one of them has no value. */
function bothOf(context: Context, { explanation, attribute, ...groups }: ComparedGroups, figure: string): Both | null {
  const at = (group: string | null) =>
    group === null ? undefined : context.find.attribution({ ...explanation, attribute, group }, figure, null);
  const [group, reference] = [at(groups.group), at(groups.reference)];
  return group?.value == null || reference?.value == null ? null : { group, reference };
}

const sides = (context: Context, { attribute, group, reference }: ComparedGroups): Arguments => ({
  attribute: attributeName(context, attribute),
  group: groupPhrase(context, attribute, group),
  reference: referencePhrase(context, attribute, reference),
});

/** Which part of all pushes the attribute itself carries, and what stands in for it; null where neither is an input. */
export function shares(context: Context, compared: ComparedGroups): Rich | null {
  const { explanation, attribute } = compared;
  const [own, proxy] = [bothOf(context, compared, "protected_share"), bothOf(context, compared, "proxy_share")];
  const [hasOwn, hasProxy] = [
    own !== null && ownInputs(explanation, attribute).length > 0,
    proxy !== null && standIns(context, explanation.model, attribute).length > 0,
  ];
  if (!hasOwn && !hasProxy) return null;
  const share = (row: AttributionRow | undefined): Rich =>
    row === undefined ? [] : (gapAmount(context, "percent", row).value ?? []);
  return context.t(`inputs.share.${hasOwn && hasProxy ? "both" : hasOwn ? "own" : "stand_ins"}`, {
    ...sides(context, compared),
    output: outputName(context, explanation),
    own: share(own?.group),
    own2: share(own?.reference),
    proxy: share(proxy?.group),
    proxy2: share(proxy?.reference),
  });
}

/** How alike the two groups' orders of inputs are; null without a value. */
export function agreement(context: Context, compared: ComparedGroups): Rich | null {
  const { explanation, attribute, group } = compared;
  const found = context.find.attributionGap({ ...explanation, attribute, group }, agreementFigure, null);
  if (found?.value == null) return null;
  const { value, interval } = gapAmount(context, "agreement", found);
  const shown = interval === null ? (value ?? []) : context.t("cell.with_interval", { value: value ?? [], interval });
  return context.t("inputs.agreement", { ...sides(context, compared), value: shown });
}

/** Sum of the mean sizes of all pushes of a group. */
function sizeOf(context: Context, { explanation, attribute }: ComparedGroups, group: string | null): number {
  return explanation.features.reduce(
    (sum, { name }) =>
      sum +
      (context.find.attribution({ ...explanation, attribute, group }, "mean_absolute_attribution", name)?.value ?? 0),
    0,
  );
}

/** Less than this share of the pushes left over needs no word. */
const littleLeft = 0.001;

/** How well the explanations of both groups hold: under a little noise, and added up. */
export function quality(context: Context, compared: ComparedGroups): Rich[] {
  const sizes = {
    group: sizeOf(context, compared, compared.group),
    reference: sizeOf(context, compared, compared.reference),
  };
  if (sizes.group === 0 || sizes.reference === 0) return [];
  const say = (figure: string, key: string, least: number): Rich[] => {
    const both = bothOf(context, compared, figure);
    if (both === null) return [];
    const [share, share2] = [(both.group.value ?? 0) / sizes.group, (both.reference.value ?? 0) / sizes.reference];
    if (Math.max(share, share2) < least) return [];
    const shown = (value: number) => gapAmount(context, "percent", { value, low: null, high: null }).value ?? [];
    return [context.t(key, { ...sides(context, compared), share: shown(share), share2: shown(share2) })];
  };
  return [...say("instability", "inputs.noise", 0), ...say("completeness_error", "inputs.incomplete", littleLeft)];
}

/** More of them say no more than that the two orders disagree. */
const mostDisagreements = 3;

/** Places from 1, the largest first. */
function placesOf(values: ReadonlyMap<string, number>): Map<string, number> {
  const falling = [...values].toSorted(([, a], [, b]) => b - a);
  return new Map(falling.map(([name], index) => [name, index + 1]));
}

/** Fewer inputs than this are in no order worth a cross-check; and so many places at the top count as "most". */
const crossCheck = { inputs: 6, top: 3 } as const;

/**
 * Where the order of inputs by pushes and that by how much worse the model gets without each of them disagree: an input among the
 * first three of one and in the lower half of the other. The attribute itself is left out: within its group there is nothing to shuffle.
 */
export function disagreements(context: Context, compared: ComparedGroups): Rich[] {
  const { explanation, attribute } = compared;
  const own = new Set(ownInputs(explanation, attribute));
  const found = [compared.group, compared.reference].flatMap((group) => {
    const losses = new Map(
      (context.record.permutation_importance ?? []).flatMap((row): [string, number][] =>
        row.model === explanation.model &&
        row.attribute === attribute &&
        row.group === group &&
        row.value !== null &&
        (row.n ?? 0) >= (context.record.suite.min_group ?? 0) &&
        !own.has(row.feature)
          ? [[row.feature, row.value]]
          : [],
      ),
    );
    if (losses.size < crossCheck.inputs) return [];
    const pushes = new Map(
      [...losses.keys()].map((feature): [string, number] => [
        feature,
        context.find.attribution({ ...explanation, attribute, group }, "mean_absolute_attribution", feature)?.value ??
          0,
      ]),
    );
    const [byLoss, byPush] = [placesOf(losses), placesOf(pushes)];
    const far = (a: number, b: number) => a <= crossCheck.top && b > losses.size / 2;
    return [...byLoss].flatMap(([feature, loss]) => {
      const push = byPush.get(feature) ?? 0;
      if (!far(loss, push) && !far(push, loss)) return [];
      const values = {
        input: inputName(context, explanation, feature),
        group: referencePhrase(context, attribute, group),
        loss,
        push,
        n: losses.size,
      };
      return [context.t("inputs.disagreement", values)];
    });
  });
  return found.slice(0, mostDisagreements);
}

/** Where fewer rows were explained than the suite calls a group large enough. */
export function fewRows(context: Context, compared: ComparedGroups): Rich | null {
  const both = bothOf(context, compared, "mean_output");
  if (both === null) return null;
  const [n, n2] = [both.group.n ?? 0, both.reference.n ?? 0];
  return Math.min(n, n2) >= (context.record.suite.min_group ?? 0)
    ? null
    : context.t("inputs.few", { ...sides(context, compared), n, n2 });
}

/** Groups of an attribute that are not explained, each with the reason. */
export function unexplainedGroups(context: Context, explanation: ExplanationRow, attribute: string): Rich | null {
  const groups = context.find.attribute(attribute)?.groups ?? [];
  const rows = (context.record.attributions ?? []).filter(
    (row) =>
      row.model === explanation.model &&
      row.class === explanation.class &&
      row.attribute === attribute &&
      row.figure === "mean_output" &&
      row.group !== null,
  );
  // People whose group is unknown take no part in any comparison, as the method says.
  const names = [...new Set([...groups, ...rows.map(({ group }) => group ?? "")])].filter(
    (group) => !splitNames(group).includes(unknownGroup),
  );
  const reasons = new Map<string | null, Rich[]>();
  for (const group of names) {
    const found = rows.find((row) => row.group === group);
    if (found !== undefined && found.value !== null) continue;
    const reason = found === undefined ? null : found.reason;
    reasons.set(reason, [...(reasons.get(reason) ?? []), groupName(context, attribute, group)]);
  }
  const items = Array.from(reasons, ([reason, groups]) =>
    context.t("group.why", {
      group: context.list(groups),
      reason: reason === null ? context.t("inputs.not_drawn") : reasonText(context, reason, attribute),
    }),
  );
  return items.length === 0 ? null : context.t("inputs.unexplained_groups", { groups: context.list(items) });
}

/** Errors below this are told as being below it. */
const leastError = 1e-6;

/** How an output was explained: method, rows, what stands in for the unknown, how well the parts add up, what it cost. */
export function methodWords(context: Context, explanation: ExplanationRow): Rich[] {
  const { method, rows, background, calls, base, additivity_error: added, standard_error: sampled } = explanation;
  const key = `inputs.method.${method}`;
  const full = (unit: GapUnit, value: number, digits: number): Rich =>
    context.t(`full.${unit}`, { n: context.numbers.decimal(value, digits) });
  const unit = pushUnit(context, explanation);
  const factor = unit === "points" ? 100 : 1;
  const error = (value: number): Rich => {
    const scaled = Math.max(value, leastError) * factor;
    return full(unit, scaled, Math.max(0, Math.min(6, 1 - Math.floor(Math.log10(scaled)))));
  };
  return [
    context.t("inputs.made", {
      method: context.has(key) ? context.t(key) : context.t("inputs.method.other", { method: method ?? "" }),
      n: rows ?? 0,
      kept: context.record.data.rows_kept ?? 0,
    }),
    ...(background === null ? [] : [context.t("inputs.background", { n: background })]),
    ...(base === null
      ? []
      : [context.t("inputs.base", { base: full(outputUnit(context, explanation), base * factor, 2) })]),
    ...(added === null
      ? []
      : [context.t(added < leastError ? "inputs.additivity_tiny" : "inputs.additivity", { error: error(added) })]),
    ...(sampled === null || sampled === 0 ? [] : [context.t("inputs.sampled", { error: error(sampled) })]),
    ...(calls === null ? [] : [context.t("inputs.calls", { n: calls })]),
  ];
}

/** What a push is, and on which scale. */
export function pushWords(context: Context, explanation: ExplanationRow, unit: GapUnit): Rich[] {
  return [
    context.t("inputs.push.means", {
      output: explanation.class === null ? outputName(context, explanation) : context.t("inputs.output.a_class"),
    }),
    context.t(`inputs.scale.${unit}`),
  ];
}

/** Why models were not explained, one sentence each. */
export function unexplainedModels(context: Context): Rich[] {
  const { models, explanations = [] } = context.record;
  return models.flatMap(({ id, kind }) => {
    const rows = explanations.filter(({ model }) => model === id);
    if (rows.some(({ status }) => status === "ok")) return [];
    const [found] = rows;
    const model = code(id);
    if (found === undefined)
      return [context.t(kind === "logged" ? "inputs.logged" : "inputs.unexplained_model", { model })];
    return [context.t("inputs.unexplained", { model, reason: reasonText(context, found.reason) })];
  });
}
