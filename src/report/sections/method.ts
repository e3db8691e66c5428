import { gapAmount, gapUnitOf } from "../amounts.js";
import { isAdjusted } from "../checks.js";
import type { Context } from "../context.js";
import { explainedOutputs } from "../input-names.js";
import type { Quantity } from "../message.js";
import { attributeName, groupName, groupPhrase, inEnglish, metricNames, technical } from "../names.js";
import { code, named, type Rich } from "../rich-text.js";
import { row, type Table, table } from "../table.js";
import type { Material, SectionMaker } from "./section.js";

/** A bold lead word and what there is to say about it. */
interface Point {
  readonly lead: Rich;
  readonly text: Rich;
}

function measures(context: Context): Table | null {
  const { metrics } = context.record;
  if (metrics.length === 0) return null;
  const rows = metrics.map((metric) => {
    const { name, means } = metricNames(context, metric.name);
    return row(
      context.t("method.measure", { name, term: technical(context, metric.name) }),
      means ?? [],
      inEnglish(context, code(metric.formula)),
      named(metric.source),
    );
  });
  const heads = ["method.name", "method.means", "method.formula", "method.source"].map((key) => context.t(key));
  return table(context.t("method.measures"), heads, [], [{ head: [], rows }], "formulas");
}

/** Every interval and test that a figure of this record comes from. */
function intervals(context: Context): Rich {
  const { groups, disparities } = context.record;
  const used = [...new Set([...groups, ...disparities].flatMap(({ interval }) => interval ?? []))].toSorted();
  if (used.length === 0) return context.t("method.no_intervals");
  const items = used.map((name) =>
    context.has(`interval_name.${name}`) ? context.t(`interval_name.${name}`) : code(name),
  );
  return context.t("method.intervals_text", {
    level: context.numbers.level(context.record.suite.confidence ?? 0.95),
    intervals: context.list(items),
  });
}

function references(context: Context): Rich {
  const named = context.record.attributes.filter(({ reference }) => reference !== null);
  if (named.length === 0) return context.t("method.no_references");
  const items = named.map((attribute) =>
    context.t(`method.reference.${attribute.reference_by === "named" ? "named" : "largest"}`, {
      attribute: attributeName(context, attribute.name),
      group: groupPhrase(context, attribute.name, attribute.reference ?? ""),
    }),
  );
  return context.t("method.references_text", { items: context.clauses(items) });
}

/** Whether what was judged is what was planned. */
function deviations(context: Context): Rich {
  const { plan, gates } = context.record;
  const same = (id: string): boolean => {
    const [planned, judged] = [plan.find((one) => one.id === id), gates.find((one) => one.id === id)];
    return (
      planned !== undefined &&
      judged !== undefined &&
      Object.entries(planned).every(([key, value]) => judged[key as keyof typeof judged] === value)
    );
  };
  const ids = [...new Set([...plan, ...gates].map(({ id }) => id))];
  const changed = ids.filter((id) => !same(id));
  if (ids.length === 0) return context.t("method.no_plan");
  if (changed.length === 0) return context.t("method.as_planned", { n: plan.length });
  return context.t("method.deviated", { n: changed.length, checks: context.list(changed.map(code)) });
}

function counting(context: Context): Rich {
  const { suite, data } = context.record;
  const basis = suite.weight !== null ? "weighted" : suite.unit !== null ? "clustered" : "independent";
  const bound = data.quantisation_bound ?? 0;
  const rounding =
    bound > 0
      ? context.t("method.rounding", {
          bound: context.numbers.decimal(bound, Math.min(20, Math.max(0, 1 - Math.floor(Math.log10(bound))))),
        })
      : [];
  return context.t(`method.counting.${basis}`, { rounding });
}

type Warning = Context["record"]["warnings"][number];

/** Cautions of one kind listed in full; more of it are counted. */
const mostOfAKind = 8;

const gapOf = (context: Context, metric: string, value: number): Rich =>
  gapAmount(context, gapUnitOf(context, metric, "difference_to_reference"), { value, low: null, high: null }).value ??
  [];

/** A caution that the run noted, with its values; attributes and groups by the names that they have elsewhere. */
function caution(context: Context, warning: Warning): Rich {
  const values: Record<string, Rich | Quantity> = {};
  const { attribute, metric } = warning.values;
  for (const [key, value] of Object.entries(warning.values)) {
    if (typeof value === "number" && typeof metric === "string" && (key === "overall" || key === "within"))
      values[key] = gapOf(context, metric, value);
    else if (typeof value === "number") values[key] = context.numbers.decimal(value, Number.isInteger(value) ? 0 : 6);
    else if (key === "attribute") values[key] = attributeName(context, value);
    else if (key === "metric") values[key] = metricNames(context, value).name;
    else
      values[key] =
        (key === "group" || key === "reference") && typeof attribute === "string"
          ? groupName(context, attribute, value)
          : named(value);
  }
  const key = `warning.${warning.code}`;
  if (context.has(key)) return context.t(key, values);
  const pairs = Object.keys(values).map((name) =>
    context.t("warning.value", { name: named(name), value: values[name] ?? [] }),
  );
  return context.t("warning.other", { code: code(warning.code), values: context.clauses(pairs) });
}

function cautions(context: Context): Rich[] {
  const kinds = new Map<string, Warning[]>();
  for (const warning of context.record.warnings) kinds.set(warning.code, [...(kinds.get(warning.code) ?? []), warning]);
  return [...kinds.values()].flatMap((all) => {
    const listed = all.slice(0, mostOfAKind).map((warning) => caution(context, warning));
    return all.length > mostOfAKind ? [...listed, context.t("warning.more", { n: all.length - mostOfAKind })] : listed;
  });
}

/** What the lower bound of a proxy's area is above. The first records do not tell, and theirs was 0.6. */
const proxyArea = (context: Context): Quantity =>
  context.numbers.decimal(explainedOutputs(context)[0]?.proxy_area ?? 0.6, 2);

async function make({ context, checks }: Material) {
  const { record } = context;
  const { suite } = record;
  const point = (key: string, text: Rich): Point => ({ lead: context.t(`method.${key}`), text });
  const adjusted = checks.filter(({ gate }) => isAdjusted(gate)).length;
  const view = {
    measures: measures(context),
    points: [
      point("verdicts", context.t("method.verdicts_text")),
      point("intervals", intervals(context)),
      point(
        "multiplicity",
        context.t(checks.length === 0 ? "method.no_multiplicity" : "method.multiplicity_text", {
          n: checks.length,
          adjusted,
          compared: record.disparities.length,
        }),
      ),
      point("references", references(context)),
      point("small", context.t("method.small_text", { least: suite.min_group ?? 0, k: suite.suppress_below ?? 0 })),
      point("unknown", context.t(record.worst_case.length > 0 ? "method.worst_case_text" : "method.unknown_text")),
      ...(record.shrunken.length > 0 ? [point("shrunken", context.t("method.shrunken_text"))] : []),
      ...(explainedOutputs(context).length > 0
        ? [point("inputs", context.t("method.inputs_text", { area: proxyArea(context) }))]
        : []),
      point("counting", counting(context)),
      point("seed", context.t("method.seed_text", { seed: String(suite.seed ?? "") })),
      point("plan", deviations(context)),
    ],
    cautionsTitle: record.warnings.length > 0 ? context.t("method.cautions") : [],
    cautions: cautions(context),
  };
  return { template: "method", view };
}

/** Metrics, intervals, many checks, small groups, seed, deviations. */
export const method: SectionMaker = { number: "12", id: "method", make };
