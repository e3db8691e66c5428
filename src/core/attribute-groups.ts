import { groupName, joinTags, unknownGroup } from "./groups.js";

/** How the values of one protected attribute become groups. */
export interface AttributeRule {
  readonly name: string;
  /** Rising edges of bins; each holds its lower edge, the last one both. */
  readonly bins?: readonly number[] | undefined;
  /** Values (or names of bins) to group names. */
  readonly map?: Readonly<Record<string, string>> | undefined;
  /** Between the tags of a value that puts a row in several groups at once. */
  readonly separator?: string | undefined;
}

/** Index of the bin for values that lie in none. */
export const outsideBins = -1;

/** Names of bins: "30–44" where all edges are integers (the last one, closed on both sides, "60–120"), else "[0.5, 1.5)" and "[1.5, 2]". */
export function binNames(edges: readonly number[]): string[] {
  const integers = edges.every(Number.isInteger);
  return edges.slice(0, -1).map((low, index) => {
    const high = edges[index + 1]!;
    const last = index === edges.length - 2;
    if (!integers) return `[${low}, ${high}${last ? "]" : ")"}`;
    const highest = last ? high : high - 1;
    return highest === low ? String(low) : `${low}–${highest}`;
  });
}

/** The bin that holds a value, or {@link outsideBins}. */
export function binOf(value: number, edges: readonly number[]): number {
  const last = edges.length - 1;
  if (!(value >= edges[0]! && value <= edges[last]!)) return outsideBins;
  for (let index = 1; index < last; index++) if (value < edges[index]!) return index - 1;
  return last - 1;
}

/** Group of a value, or of a bin's name; null: missing. A value that the suite maps to "(unknown)" is missing too. */
export function groupOf(value: string | null, rule: AttributeRule): string {
  if (value === null) return unknownGroup;
  return rule.separator === undefined ? singleGroup(value, rule) : tagLevel(value.split(rule.separator), rule);
}

/** Tags as one level (see {@link joinTags}); tags that mean "unknown" say nothing, and alone leave the row unknown. */
function tagLevel(tags: readonly string[], rule: AttributeRule): string {
  const groups = tags.flatMap((tag) => (tag.trim() === "" ? [] : [singleGroup(tag.trim(), rule)]));
  const known = groups.filter((group) => group !== unknownGroup);
  return groups.length > 0 && known.length === 0 ? unknownGroup : joinTags(known);
}

function singleGroup(value: string, rule: AttributeRule): string {
  const mapped = rule.map !== undefined && Object.hasOwn(rule.map, value) ? rule.map[value]! : null;
  if (mapped === unknownGroup) return unknownGroup;
  return groupName(mapped ?? value);
}

/** Groups of the bins of a rule, in the order of its bins. */
export const binGroups = (rule: AttributeRule): string[] =>
  binNames(rule.bins ?? []).map((name) => groupOf(name, rule));

/**
 * Why an attribute with these levels cannot be audited; null: it can.
 * @param isTagged whether its groups overlap: each is then compared with everybody without the tag
 */
export function groupFault(attribute: string, levels: Iterable<string>, isTagged: boolean): string | null {
  const known = new Set(levels);
  known.delete(unknownGroup);
  if (known.size > 1) return null;
  return known.size === 1
    ? `attribute ${attribute} has ${isTagged ? "the same tags in every row" : "one group only"}`
    : `attribute ${attribute} has no value in any row`;
}
