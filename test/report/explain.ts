import { splitNames, unknownGroup } from "../../src/core/groups.js";
import type {
  AttributionGapRow,
  AttributionRow,
  ExplanationRow,
  GateRow,
  GateSpec,
  RunRecord,
} from "../../src/record/run-record.js";
import { runRecordSchema } from "../../src/record/run-record.js";

/** An input, and its mean push in each group: of those that are not named, `otherwise`. */
export interface Input {
  readonly name: string;
  readonly columns?: readonly string[];
  /** Attributes that it is itself. */
  readonly is?: readonly string[];
  /** Attribute → area under the curve with which it stands in for it. */
  readonly standsInFor?: Readonly<Record<string, number>>;
  readonly push: Readonly<Record<string, number>>;
  readonly otherwise: number;
  /** Half the width of every interval; `otherwise` 0.02. */
  readonly half?: number;
}

export interface Explained {
  readonly inputs: readonly Input[];
  readonly output?: Partial<ExplanationRow>;
  /** Attributes and combinations; those of the record where none are named. */
  readonly attributes?: readonly string[];
  /** What no input is given, by group; elsewhere 0. */
  readonly unassigned?: Readonly<Record<string, number>>;
  /** Inputs by growth of the loss when they are shuffled; none: no cross-check. */
  readonly importance?: readonly string[];
}

const interval = (value: number, half: number) => ({
  value,
  low: value - half,
  high: value + half,
  interval: "t_mean",
  basis: [value, half / 1.96, 500, 600],
  status: "ok" as const,
  reason: null,
});

/** Groups may be called "constructor". */
const ownValue = (values: Readonly<Record<string, number>>, name: string): number | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

type Name = "explanations" | "attributions" | "attribution_gaps" | "proxies" | "permutation_importance";
type Tables = { readonly [Table in Name]: NonNullable<RunRecord[Table]> };

/** The tables of one output. */
function tablesOf(record: RunRecord, explained: Explained): Tables {
  const { inputs, unassigned = {} } = explained;
  const output: ExplanationRow = {
    model: record.models[0]?.id ?? "",
    class: null,
    status: "ok",
    reason: null,
    method: "tree_path",
    scale: "margin",
    rows: 2000,
    units: 2000,
    background: null,
    calls: null,
    base: -0.4,
    additivity_error: 3e-15,
    standard_error: null,
    features: inputs.map(({ name, columns = [name], is = [] }) => ({
      name,
      columns: [...columns],
      attributes: [...is],
    })),
    ...explained.output,
  };
  const place = { model: output.model, class: output.class };
  const pushOf = ({ push, otherwise }: Input, group: string): number => ownValue(push, group) ?? otherwise;
  const meanOutput = (group: string): number =>
    (output.base ?? 0) + sum(inputs.map((input) => pushOf(input, group))) + (ownValue(unassigned, group) ?? 0);
  const attributions: AttributionRow[] = [];
  const gaps: AttributionGapRow[] = [];
  const rowsOf = (attribute: string | null, group: string | null, n: number | null): AttributionRow[] => {
    const name = group ?? "";
    const sizes = inputs.map((input) => Math.abs(pushOf(input, name)) + 0.01);
    const share = (wanted: (input: Input) => boolean): number =>
      sum(inputs.flatMap((input, at) => (wanted(input) ? (sizes[at] ?? 0) : []))) / sum(sizes);
    const row = (figure: string, feature: string | null, value: number, half: number): AttributionRow => ({
      ...place,
      attribute,
      group,
      feature,
      figure,
      n,
      units: n,
      ...interval(value, half),
    });
    return [
      ...inputs.map((input) => row("mean_attribution", input.name, pushOf(input, name), input.half ?? 0.02)),
      ...inputs.map((input, at) => row("mean_absolute_attribution", input.name, sizes[at] ?? 0, 0.01)),
      row("mean_output", null, meanOutput(name), 0.05),
      row("completeness_error", null, Math.abs(ownValue(unassigned, name) ?? 0), 0),
      row("instability", null, 0.04, 0.004),
      ...(attribute === null
        ? []
        : [
            row(
              "protected_share",
              null,
              share(({ is = [] }) => is.some((one) => splitNames(attribute).includes(one))),
              0.01,
            ),
            row(
              "proxy_share",
              null,
              share(({ standsInFor = {} }) => Object.hasOwn(standsInFor, attribute)),
              0.01,
            ),
          ]),
    ];
  };
  attributions.push(...rowsOf(null, null, 2000));
  const attributes = explained.attributes ?? record.attributes.map(({ name }) => name);
  for (const attribute of attributes) {
    const population = record.population.filter((row) => row.attribute === attribute && row.stratum === null);
    const known = population.filter(({ group }) => !splitNames(group ?? "").includes(unknownGroup));
    const shown = known.filter(({ status }) => status === "ok");
    const reference = record.attributes.find(({ name }) => name === attribute)?.reference ?? shown[0]?.group ?? "";
    for (const { group, n, status, reason } of known) {
      if (status === "ok") attributions.push(...rowsOf(attribute, group, Math.round((n ?? 0) / 10)));
      else
        attributions.push({
          ...place,
          ...{ attribute, group, feature: null, figure: "mean_output", status, reason, n: null, units: null },
          ...{ value: null, low: null, high: null, interval: null, basis: null },
        });
    }
    for (const { group } of shown.filter((row) => row.group !== reference)) {
      const name = group ?? "";
      const row = (figure: string, feature: string | null, value: number, half: number): AttributionGapRow => {
        const p = Math.abs(value) > half ? 0.0005 : 0.4;
        return {
          ...place,
          ...{ attribute, group: name, reference, feature, figure, n: 700, units: 700 },
          ...interval(value, half),
          p,
          p_adjusted: p * 1.5,
        };
      };
      gaps.push(
        ...inputs.map((input) =>
          row(
            "mean_attribution",
            input.name,
            pushOf(input, name) - pushOf(input, reference),
            1.5 * (input.half ?? 0.02),
          ),
        ),
        row("mean_output", null, meanOutput(name) - meanOutput(reference), 0.08),
        row("rank_biased_overlap", null, 0.91, 0.05),
        row("ndcg", null, 0.98, 0.01),
        row("kendall_tau_b", null, 0.82, 0.1),
      );
    }
  }
  const proxies = attributes.flatMap((attribute) => {
    const group = record.attributes.find(({ name }) => name === attribute)?.groups[0];
    return group === undefined
      ? []
      : inputs
          .filter(({ is = [] }) => !is.includes(attribute))
          .map(({ name, columns = [name], standsInFor = {} }) => ({
            model: output.model,
            attribute,
            feature: name,
            column: columns[0] ?? name,
            group,
            auc: ownValue(standsInFor, attribute) ?? 0.53,
            low: (ownValue(standsInFor, attribute) ?? 0.53) - 0.02,
            interval: "delong_logit_clustered",
            basis: [0.53, 0.01, 500, 600],
            normalized_mutual_information: 0.04,
            is_proxy: Object.hasOwn(standsInFor, attribute),
          }));
  });
  const importance = (explained.importance ?? []).flatMap((feature, at) =>
    record.attributes.flatMap(({ name, groups }) =>
      groups
        .filter(
          (group) =>
            group !== unknownGroup &&
            record.population.some((row) => row.attribute === name && row.group === group && row.status === "ok"),
        )
        .map((group) => ({
          model: output.model,
          ...{ attribute: name, group, feature, loss: "log_loss", status: "ok" as const, reason: null, n: 120 },
          value: 0.2 / (at + 1),
          error: 0.01,
        })),
    ),
  );
  return {
    explanations: [output],
    attributions,
    attribution_gaps: gaps,
    proxies,
    permutation_importance: importance,
  };
}

/** A record with what inputs do, as a run writes it; validated. */
export function withExplanations(record: RunRecord, outputs: readonly Explained[]): RunRecord {
  const all = outputs.map((explained) => tablesOf(record, explained));
  // Stand-ins and the cross-check are of a model, not of one of its outputs.
  const ofModels = all.filter(
    ({ explanations: [one] }, at) => all.findIndex((other) => other.explanations[0]?.model === one?.model) === at,
  );
  return runRecordSchema.parse({
    ...record,
    explanations: all.flatMap((one) => one.explanations),
    attributions: all.flatMap((one) => one.attributions),
    attribution_gaps: all.flatMap((one) => one.attribution_gaps),
    proxies: ofModels.flatMap((one) => one.proxies),
    permutation_importance: ofModels.flatMap((one) => one.permutation_importance),
  });
}

/** A check of what inputs do. */
export interface InputGate extends Partial<GateRow> {
  readonly attribute: string;
  readonly disparity: "attribution_gap" | "proxy_share" | "attribution_rank_agreement";
  readonly tolerance: number;
}

/** The same record with checks of what inputs do, as `judge` would have appended them. */
export function withInputGates(record: RunRecord, gates: readonly InputGate[]): RunRecord {
  const rows = gates.map((gate): GateRow => {
    const spec: GateSpec = {
      id: `${gate.attribute}.${gate.disparity}`,
      model: gate.model ?? record.models[0]?.id ?? "",
      metric: null,
      attribute: gate.attribute,
      class: gate.class ?? null,
      stratum: null,
      disparity: gate.disparity,
      bound: gate.disparity === "attribution_rank_agreement" ? "at_least" : "at_most",
      tolerance: gate.tolerance,
      confidence: 0.95,
      small_groups: "undecided",
    };
    return {
      ...spec,
      ...{ value: null, low: null, high: null, level: 0.95, verdict: "undecided", reason: null },
      ...{ group: null, reference: null, judged_value: null, judged_group: null, judged_reference: null },
      ...{ pair_metric: null, judged_metric: null, p: 0.02, p_adjusted: 0.06, not_judged: [], n_needed: null },
      ...gate,
    };
  });
  const all = [...record.gates, ...rows];
  const verdict =
    (["error", "fail", "undecided", "pass"] as const).find((one) => all.some((gate) => gate.verdict === one)) ?? "none";
  const specs = rows.map(
    ({ id, model, metric, attribute, class: of, stratum, disparity, bound, tolerance, confidence, small_groups }) => ({
      ...{ id, model, metric, attribute, class: of, stratum, disparity, bound, tolerance, confidence, small_groups },
    }),
  );
  return runRecordSchema.parse({ ...record, gates: all, plan: [...record.plan, ...specs], verdict });
}
