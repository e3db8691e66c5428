import { splitNames, unknownGroup } from "../core/groups.js";
import type { Context } from "./context.js";
import { brief, capitalised, inLanguage, named, plain, type Rich, words } from "./rich-text.js";

type Words = string | Readonly<Record<string, string>> | null | undefined;

/** A suite's words in the report's language, else in English, else in whichever it has. */
export function spoken(context: Context, text: Words): Rich | null {
  if (text === null || text === undefined) return null;
  if (typeof text === "string") return named(text);
  const found = [context.language, "en", ...Object.keys(text)].find((language) => Object.hasOwn(text, language));
  if (found === undefined) return null;
  return found === context.language ? named(text[found] ?? "") : inLanguage(named(text[found] ?? ""), found);
}

/** What a record says in English, quoted as such in another language. */
export const inEnglish = ({ language }: Context, rich: Rich): Rich =>
  language === "en" ? rich : inLanguage(rich, "en");

/** snake_case as a reader says it; a name of nothing but underscores stays. */
const readable = (name: string): Rich => named(/^_+$/.test(name) ? name : name.replaceAll("_", " "));

/** What one row or unit is, in the plural: "customers". */
export const people = (context: Context): Rich => spoken(context, context.record.suite.people) ?? context.t("people");

/** Metrics of one family differ in a number in brackets: "share_beyond(30)". */
function familyOf({ numbers }: Context, metric: string): { family: string; parameter: string } {
  const [, family = metric, given = ""] = /^([^(]+)\((.+)\)$/.exec(metric) ?? [];
  const isNumber = /^-?\d+(?:\.\d+)?$/.test(given);
  const parameter = isNumber ? numbers.decimal(Number(given), given.split(".")[1]?.length ?? 0).text : given;
  return { family, parameter };
}

/** How a metric is spoken of. `of` and `did` make sentences: among `of`, a group `did` more or less often. */
export interface MetricNames {
  readonly name: Rich;
  readonly share: { readonly of: Rich; readonly did: Rich } | null;
  /** What it says in one phrase; null for metrics we have no words for. */
  readonly means: Rich | null;
}

export function metricNames(context: Context, metric: string): MetricNames {
  const { family, parameter } = familyOf(context, metric);
  const general = (part: string): Rich | null => {
    const key = `metric.${family}.${part}`;
    return context.has(key) ? context.t(key, { people: people(context), parameter }) : null;
  };
  const own = Object.hasOwn(context.record.suite.words, metric) ? context.record.suite.words[metric] : undefined;
  const suite = own?.[context.language];
  const of = suite?.of === undefined ? general("of") : named(suite.of);
  const did = suite?.did === undefined ? general("did") : named(suite.did);
  const share = of !== null && did !== null ? { of, did } : null;
  const name =
    suite === undefined ? (general("name") ?? capitalised(readable(metric), context.language)) : named(suite.name);
  return { name, share, means: share === null ? general("means") : context.t("metric.how_often", share) };
}

/** A disparity over several metrics or of inputs, which stands for the measure in a title. */
export const jointName = (context: Context, disparity: string): Rich =>
  context.has(`inputs.${disparity}.name`)
    ? context.t(`inputs.${disparity}.name`)
    : context.has(`disparity.${disparity}`)
      ? capitalised(context.t(`disparity.${disparity}`), context.language)
      : context.t("disparity.name", { disparity: readable(disparity) });

/** The field's term for a metric; its name with spaces where we know none. */
export const technical = (context: Context, metric: string): Rich => {
  const { family, parameter } = familyOf(context, metric);
  const key = `metric.${family}.term`;
  return context.has(key) ? context.t(key, { parameter }) : readable(metric);
};

const attributePart = (context: Context, name: string): Rich =>
  spoken(context, context.find.attribute(name)?.title) ?? readable(name);

/** Letters of a name in a sentence, in a cell beside others, and in a heading: longer ones lose their middle, and stand whole in tables of groups. */
const longest = { sentence: 80, cell: 48, heading: 36 } as const;

const attributeList = (context: Context, attribute: string, most: number): Rich =>
  context.list(splitNames(attribute).map((name) => brief(attributePart(context, name), most)));

/** An attribute as it stands in a sentence: "language", "gender and age band". */
export const attributeName = (context: Context, attribute: string): Rich =>
  attributeList(context, attribute, longest.sentence);

/** The same in the head of a table or block, whole. */
export const attributeHead = (context: Context, attribute: string): Rich =>
  capitalised(attributeList(context, attribute, Number.POSITIVE_INFINITY), context.language);

/** Whether the name of an attribute, or of one of its groups, is shortened anywhere. */
export const hasLongNames = (context: Context): boolean =>
  context.record.attributes.some(({ name, groups }) =>
    [attributePart(context, name), ...groups.map((group) => groupName(context, name, group))].some(
      (rich) => plain(brief(rich, longest.heading)) !== plain(rich),
    ),
  );

const given = (group: string): string => (group.startsWith("\\(") ? group.slice(1) : group.replace(/\\([\\×])/g, "$1"));

function label(context: Context, attribute: string, group: string): Rich | null {
  const labels = context.find.attribute(attribute)?.labels ?? {};
  return Object.hasOwn(labels, group) ? spoken(context, labels[group]) : null;
}

interface Part {
  readonly attribute: string;
  readonly group: string;
  readonly label: Rich | null;
}

const partsOf = (context: Context, attribute: string, group: string): Part[] => {
  const names = splitNames(attribute);
  return (names.length === 1 ? [group] : splitNames(group)).map((part, index) => {
    const name = names[index] ?? attribute;
    return { attribute: name, group: part, label: label(context, name, part) };
  });
};

const shortPart = (context: Context, part: Part): Rich => {
  if (part.group === unknownGroup) return context.t("group.unknown");
  return part.label ?? named(given(part.group));
};

const crossed = (parts: readonly Rich[]): Rich =>
  parts.flatMap((part, index) => [...(index > 0 ? words(" ×\u00a0") : []), ...part]);

/** A label as it starts a line; a value as it is in the data. */
const linePart = (context: Context, part: Part): Rich =>
  part.label === null ? shortPart(context, part) : capitalised(part.label, context.language);

/** A group in a table or chart: its label, else its value; parts of a combination joined by ×. */
export const groupName = (context: Context, attribute: string, group: string): Rich =>
  crossed(partsOf(context, attribute, group).map((part) => linePart(context, part)));

/** The same in a list or beside another one. */
export const shortGroupName = (context: Context, attribute: string, group: string): Rich =>
  brief(groupName(context, attribute, group), longest.cell);

/** The last parts of a combination, below the group it is listed under. */
export const childName = (context: Context, attribute: string, group: string): Rich =>
  crossed(
    partsOf(context, attribute, group)
      .slice(1)
      .map((part) => linePart(context, part)),
  );

/** A group as people, in a sentence: its labels, else "those with language en". */
export function groupPhrase(context: Context, attribute: string, group: string): Rich {
  const parts = partsOf(context, attribute, group);
  const labelled = parts.flatMap((part) => (part.label === null ? [] : [brief(part.label, longest.sentence)]));
  const others = parts.filter((part) => part.label === null);
  const described = context.list(
    others.map((part) =>
      part.group === unknownGroup
        ? context.t("group.unknown_part", { attribute: attributeName(context, part.attribute) })
        : context.t("group.part", {
            attribute: attributeName(context, part.attribute),
            group: brief(named(given(part.group)), longest.sentence),
          }),
    ),
  );
  const [first, ...more] = labelled;
  if (first === undefined) return context.t("group.unlabelled", { described });
  const noun = more.reduce((sofar, next) => context.t("group.also", { group: sofar, other: next }), first);
  return others.length === 0 ? noun : context.t("group.with", { group: noun, described });
}

/** A group at the start of a block: its label, else "Language: en". */
export function groupHeading(context: Context, attribute: string, group: string): Rich {
  const labelled = partsOf(context, attribute, group).every((part) => part.label !== null);
  if (labelled) return capitalised(groupPhrase(context, attribute, group), context.language);
  return context.t("group.heading", {
    attribute: capitalised(attributeList(context, attribute, longest.heading), context.language),
    group: brief(groupName(context, attribute, group), longest.cell),
  });
}

/** Whom a group is compared with: another group, or everybody else. */
export const referencePhrase = (context: Context, attribute: string, reference: string | null): Rich =>
  reference === null ? context.t("group.rest") : groupPhrase(context, attribute, reference);

/** The same as short as in a table, within a line. */
export const referenceName = (context: Context, attribute: string, reference: string | null): Rich =>
  reference === null
    ? context.t("group.rest")
    : brief(crossed(partsOf(context, attribute, reference).map((part) => shortPart(context, part))), longest.cell);
