import { splitNames } from "../../core/groups.js";
import type { Context } from "../context.js";
import { explainedOutputs } from "../input-names.js";
import { attributeHead, attributeName, groupName, metricNames, spoken } from "../names.js";
import { capitalised, code, named, type Rich } from "../rich-text.js";
import { counted } from "../sentences.js";
import { whereText } from "../where-text.js";
import type { Material, SectionMaker } from "./section.js";

/** One line of a card of facts. */
export interface Fact {
  readonly name: Rich;
  readonly value: Rich;
}

/** A note of the suite, under our name for it or under its own. */
export function noteFact(context: Context, key: string): Fact | null {
  const value = spoken(context, context.record.suite.notes[key]);
  if (value === null) return null;
  return { name: context.has(`note.${key}`) ? context.t(`note.${key}`) : named(key.replaceAll("_", " ")), value };
}

/** Notes that belong to the data card, and the one that belongs to what was not examined. */
export const dataNotes: readonly string[] = ["source", "label", "label_risk", "sample", "collection"];
const notExamined = "not_examined";

const present = <T>(items: readonly (T | null)[]): T[] => items.filter((item): item is T => item !== null);

/** "from 1 April 2026 to 30 September 2026". */
export function period(context: Context): Rich | null {
  const { from, to } = context.record.data;
  return from === null || to === null
    ? null
    : context.t("scope.period", { from: context.numbers.date(from), to: context.numbers.date(to) });
}

function capitalisedPeriod(context: Context): Rich | null {
  const text = period(context);
  return text === null ? null : capitalised(text, context.language);
}

function modelFacts(context: Context): Fact[] {
  return context.record.models.flatMap((model, index) => {
    return [
      {
        name: context.t(index === 0 ? "scope.model" : "scope.other_model"),
        value: context.t("scope.model_text", {
          model: code(model.id),
          kind: code(model.kind),
          features: model.features ?? 0,
          decided: model.decision === null ? "no" : "yes",
          decision: named(model.decision ?? ""),
        }),
      },
    ];
  });
}

function examined(context: Context): Fact[] {
  const { record } = context;
  const { suite } = record;
  const own = Object.keys(suite.notes).filter((key) => key !== notExamined && !dataNotes.includes(key));
  const fact = (key: string, value: Rich | null): Fact | null =>
    value === null ? null : { name: context.t(`scope.${key}`), value };
  const single = record.attributes.map(({ name }) => attributeName(context, name));
  const combined = [
    ...new Set(
      record.groups.flatMap(({ attribute }) =>
        attribute !== null && splitNames(attribute).length > 1 ? [attribute] : [],
      ),
    ),
  ];
  return present([
    ...own.map((key) => noteFact(context, key)),
    ...modelFacts(context),
    fact("purpose", named(suite.purpose)),
    fact("people", counted(context, record.data.units ?? record.data.rows_kept ?? 0)),
    fact("time", capitalisedPeriod(context)),
    fact("groups", single.length === 0 ? null : context.list(single)),
    fact(
      "combinations",
      combined.length === 0 ? null : context.list(combined.map((attribute) => attributeName(context, attribute))),
    ),
    fact(
      "measures",
      record.metrics.length === 0
        ? null
        : context.list(record.metrics.map(({ name }) => metricNames(context, name).name)),
    ),
    fact("filter", suite.where === null ? null : whereText(context, suite.where)),
  ]);
}

/** Groups whose figures are hidden, by attribute. */
function hidden(context: Context): Rich[] {
  return context.record.attributes.flatMap(({ name }) => {
    const rows = context.record.population.filter(
      (row) => row.attribute === name && row.stratum === null && row.status === "suppressed" && row.group !== null,
    );
    if (rows.length === 0) return [];
    const groups = rows.slice(0, 12).map((row) => groupName(context, name, row.group ?? ""));
    const more = rows.length > 12 ? [context.t("group.more", { n: rows.length - 12 })] : [];
    return [
      context.t("scope.not.hidden", {
        attribute: attributeHead(context, name),
        groups: context.list([...groups, ...more]),
        k: context.record.suite.suppress_below ?? 0,
      }),
    ];
  });
}

function left(context: Context): Rich[] {
  const { record } = context;
  const gated = new Set(record.gates.map(({ metric }) => metric));
  const ungated = record.metrics.filter(({ name }) => !gated.has(name)).length;
  return present<Rich>([
    spoken(context, record.suite.notes[notExamined]),
    record.suite.label === null ? context.t("scope.not.label") : null,
    ...hidden(context),
    record.gates.length > 0 && ungated > 0 ? context.t("scope.not.ungated", { n: ungated }) : null,
    context.t(explainedOutputs(context).length > 0 ? "scope.not.sections_but_inputs" : "scope.not.sections"),
    context.t("scope.not.causes"),
  ]);
}

async function make({ context }: Material) {
  return {
    template: "scope",
    view: {
      examinedTitle: context.t("scope.examined"),
      examined: examined(context),
      leftTitle: context.t("scope.not"),
      left: left(context),
    },
  };
}

/** Which system, decision, period and people; what was not examined? */
export const scope: SectionMaker = { number: "2", id: "scope", make };
