import { splitNames } from "../../core/groups.js";
import type { Check } from "../checks.js";
import {
  type ComparedGroups,
  comparedGroups,
  comparisonOf,
  explainedAttributes,
  furthestGroup,
} from "../compared-inputs.js";
import type { Context } from "../context.js";
import type { Figure } from "../figure.js";
import { isOfInputs } from "../input-checks.js";
import { pushSketch, stepsSketch } from "../input-figures.js";
import { explainedOutputs, outputName, pushUnit } from "../input-names.js";
import { groupsTable } from "../input-tables.js";
import {
  agreement,
  disagreements,
  fewRows,
  methodWords,
  ownAndStandIns,
  pushWords,
  quality,
  shares,
  unexplainedGroups,
  unexplainedModels,
} from "../input-words.js";
import { attributeHead, attributeName } from "../names.js";
import { code, type Rich } from "../rich-text.js";
import type { Table } from "../table.js";
import type { Material, SectionMaker } from "./section.js";

/** Attributes that are drawn, beside those of which something is checked: the others stand in section A. */
const most = 4;

/** An attribute, and what the inputs of one output do for the group of it that is furthest from its reference. */
interface Source {
  readonly compared: ComparedGroups;
  readonly checks: readonly Check[];
  readonly groups: number;
}

/** Every explained attribute: checked ones first, worst check first; then single attributes before combinations, largest difference first. */
function sources(context: Context, checks: readonly Check[]): Source[] {
  const first = explainedOutputs(context)[0]?.model;
  const all = explainedOutputs(context).flatMap((explanation) =>
    explainedAttributes(context, explanation).flatMap((attribute): Source[] => {
      const about = checks.filter(
        ({ gate }) =>
          isOfInputs(gate) &&
          gate.model === explanation.model &&
          gate.class === explanation.class &&
          gate.attribute === attribute,
      );
      if (about.length === 0 && explanation.model !== first) return [];
      const group = furthestGroup(context, explanation, attribute, about);
      const compared = group === null ? null : comparisonOf(context, explanation, attribute, group);
      const groups = comparedGroups(context, explanation, attribute).length;
      return compared === null || compared.inputs.length === 0 ? [] : [{ compared, checks: about, groups }];
    }),
  );
  const place = ({ checks }: Source) => checks[0]?.number ?? Number.MAX_SAFE_INTEGER;
  const parts = ({ compared }: Source) => splitNames(compared.attribute).length;
  const largest = ({ compared }: Source) => Math.abs(compared.inputs[0]?.gap.value ?? 0);
  return all.toSorted((a, b) => place(a) - place(b) || parts(a) - parts(b) || largest(b) - largest(a));
}

interface Part {
  readonly heading: Rich;
  readonly opening: readonly Rich[];
  readonly figures: readonly Figure[];
  readonly notes: readonly Rich[];
  readonly groups: { readonly show: Rich; readonly table: Table };
}

/** "By language", with class and model where there are several. */
function heading(context: Context, { explanation, attribute }: ComparedGroups): Rich {
  const severalModels = new Set(explainedOutputs(context).map(({ model }) => model)).size > 1;
  const values = {
    attribute: attributeName(context, attribute),
    output: outputName(context, explanation),
    model: code(explanation.model),
  };
  const form = `${explanation.class === null ? "plain" : "class"}${severalModels ? "_model" : ""}`;
  return context.t(`inputs.by.${form}`, values);
}

const present = <T>(items: readonly (T | null)[]): T[] => items.filter((item): item is T => item !== null);

async function partOf({ context, figure }: Material, { compared, checks, groups }: Source): Promise<Part> {
  const { explanation, attribute } = compared;
  const figures = [await figure(pushSketch(context, compared, checks))];
  const steps = stepsSketch(context, compared, checks);
  if (steps !== null) figures.push(await figure(steps));
  return {
    heading: heading(context, compared),
    opening: present([
      ...ownAndStandIns(context, explanation, attribute),
      fewRows(context, compared),
      shares(context, compared),
      agreement(context, compared),
    ]),
    figures,
    notes: present([
      ...(groups > 1 ? [context.t("inputs.furthest", { n: groups })] : []),
      ...quality(context, compared),
      ...disagreements(context, compared),
      unexplainedGroups(context, explanation, attribute),
    ]),
    groups: {
      show: context.t("inputs.groups.show", { attribute: attributeName(context, attribute) }),
      table: groupsTable(context, explanation, attribute),
    },
  };
}

/** Attributes that no output could be told apart by. */
function untold(context: Context): Rich | null {
  const told = new Set(explainedOutputs(context).flatMap((explanation) => explainedAttributes(context, explanation)));
  const left = context.record.attributes.filter(({ name }) => !told.has(name));
  return left.length === 0 || told.size === 0
    ? null
    : context.t("inputs.untold", {
        attributes: context.list(left.map(({ name }) => attributeHead(context, name))),
        n: left.length,
      });
}

async function make(material: Material) {
  const { context, checks } = material;
  const all = sources(context, checks);
  const [first] = explainedOutputs(context);
  if (first === undefined) {
    const why = context.record.explanations === undefined ? [] : unexplainedModels(context);
    const how = context.record.explanations === undefined ? [context.t("inputs.how", { key: code("explain") })] : [];
    return {
      template: "absent",
      view: {
        text: [context.t("absent.explanations"), ...why, ...how].flatMap((sentence, index) => [
          ...(index > 0 ? context.t("space") : []),
          ...sentence,
        ]),
        signature: [],
      },
    };
  }
  const gated = all.filter((source) => source.checks.length > 0).length;
  const drawn = all.slice(0, Math.max(Math.min(gated, 2 * most), most));
  const parts: Part[] = [];
  for (const source of drawn) parts.push(await partOf(material, source));
  const told = [first, ...drawn.map(({ compared }) => compared.explanation)];
  const models = [...new Map(told.map((explanation) => [explanation.model, explanation])).values()];
  return {
    template: "explanations",
    view: {
      lead: pushWords(context, first, pushUnit(context, first)),
      parts,
      more: all.length > drawn.length ? context.t("inputs.more", { n: all.length - drawn.length }) : [],
      left: present([...unexplainedModels(context), untold(context)]),
      methods: models.map((explanation) => ({
        lead:
          models.length > 1
            ? context.t("inputs.made_of", { model: code(explanation.model) })
            : context.t("inputs.made_lead"),
        sentences: methodWords(context, explanation),
      })),
      caveat: context.t("inputs.caveat"),
    },
  };
}

/** Does the model lean on different inputs for different groups, or on stand-ins for the attribute? */
export const explanations: SectionMaker = { number: "8", id: "explanations", make };
