import type { ExplainedFeature, ModelExplanation } from "../core/explained.js";
import type { Measured } from "../core/measured.js";
import type { Findings } from "../record/run-record.js";
import type { HiddenReason } from "./hidden-groups.js";

type Name = "explanations" | "attributions" | "attribution_gaps" | "proxies" | "permutation_importance";
type Tables = { readonly [Table in Name]: NonNullable<Findings[Table]> };

/** The tables of what models do with their inputs; none where the suite asks for none. Of hidden groups nothing is said but that they are. */
export function explanationTables({ models }: Measured, hidden: HiddenReason): Partial<Tables> {
  const explained = models.flatMap(({ facts, explanation }) =>
    explanation === undefined ? [] : [{ model: facts.id, explanation }],
  );
  if (explained.length === 0) return {};
  const each = explained.map(({ model, explanation }) => tablesOf(model, explanation, hidden));
  return {
    explanations: each.flatMap((tables) => tables.explanations),
    attributions: each.flatMap((tables) => tables.attributions),
    attribution_gaps: each.flatMap((tables) => tables.attribution_gaps),
    proxies: each.flatMap((tables) => tables.proxies),
    permutation_importance: each.flatMap((tables) => tables.permutation_importance),
  };
}

function tablesOf(model: string, explanation: ModelExplanation, hidden: HiddenReason): Tables {
  if ("reason" in explanation) return { ...empty, explanations: [unexplained(model, explanation.reason)] };
  const { facts, outputs } = explanation;
  const isShown = (attribute: string | null, group: string | null): boolean => hidden(attribute, null, group) === null;
  return {
    explanations: outputs.map(({ class: name, scale, base, additivityError, standardError }) => ({
      model,
      class: name,
      status: "ok",
      reason: null,
      method: facts.method,
      passed_over: facts.passedOver.map((each) => ({ ...each })),
      proxy_area: facts.proxyArea,
      scale,
      rows: facts.rows,
      units: facts.units,
      background: facts.background,
      calls: facts.calls,
      base,
      additivity_error: additivityError,
      standard_error: standardError,
      features: facts.features.map(featureRow),
    })),
    attributions: outputs.flatMap(({ class: name, groups }) =>
      groups.flatMap((row): Tables["attributions"] => {
        const place = { model, class: name, attribute: row.attribute, group: row.group };
        if (isShown(row.attribute, row.group)) return [{ ...place, ...row, basis: copied(row.basis) }];
        return row.figure === "mean_output"
          ? [{ ...place, ...suppressed, reason: hidden(row.attribute, null, row.group) as string }]
          : [];
      }),
    ),
    attribution_gaps: outputs.flatMap(({ class: name, gaps }) =>
      gaps
        .filter(({ attribute, group, reference }) => isShown(attribute, group) && isShown(attribute, reference))
        .map((row) => ({ model, class: name, ...row, basis: copied(row.basis) })),
    ),
    proxies: facts.proxies
      .filter(({ attribute, group }) => isShown(attribute, group))
      .map((row) => ({ model, ...row, basis: copied(row.basis) })),
    permutation_importance: facts.importance
      .filter(({ attribute, group }) => isShown(attribute, group))
      .map((row) => ({ model, ...row })),
  };
}

const empty: Tables = {
  explanations: [],
  attributions: [],
  attribution_gaps: [],
  proxies: [],
  permutation_importance: [],
};

const suppressed = {
  feature: null,
  figure: "mean_output",
  status: "suppressed",
  n: null,
  units: null,
  value: null,
  low: null,
  high: null,
  interval: null,
  basis: null,
} as const;

const copied = (basis: readonly number[] | null): number[] | null => (basis === null ? null : [...basis]);

const featureRow = ({ name, columns, attributes }: ExplainedFeature) => ({
  name,
  columns: [...columns],
  attributes: [...attributes],
});

const unexplained = (model: string, reason: string): Tables["explanations"][number] => ({
  model,
  class: null,
  status: "undefined",
  reason,
  method: null,
  scale: null,
  rows: null,
  units: null,
  background: null,
  calls: null,
  base: null,
  additivity_error: null,
  standard_error: null,
  features: [],
});
