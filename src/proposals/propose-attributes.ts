import { type AttributeKind, attributeKinds, telling } from "./attribute-kinds.js";
import { folded, nameWords, speaksOf } from "./name-words.js";
import type { Alternative, NamedColumn, ProposedAttribute } from "./proposal.js";
import { columnText } from "./yaml-text.js";

/** Groups of people, as the data tell them. */
export interface Attributes {
  readonly attributes: readonly ProposedAttribute[];
  readonly alternatives: readonly Alternative[];
}

/** Columns that the user named, and why they stand. */
interface NamedAttributes {
  readonly columns: readonly NamedColumn[];
  readonly reason: string;
}

/** More groups than this are put together or left to the user. */
const mostGroups = 12;
/** More values than this cannot be put together by a list. */
const mostListed = 60;
/** Groups that stay when the rest are put together. */
const keptGroups = 6;
/** Smaller groups are put together, or flagged by a run. */
const smallGroup = 30;
/** More attributes than this are more comparisons than a first audit can carry. */
const mostAttributes = 8;

/** Inner edges of bands: legal age and the bands of Eurostat's labour statistics, coarsely; of years of birth, generations. */
const innerEdges = { age: [30, 45, 60], birth: [1960, 1980, 2000] } as const;
/** What an age, or a year of birth, can be. */
const possible = { age: [0, 130], birth: [1880, 2100] } as const;

/** Attributes among columns that play no other part; `named`: the user's own choice, which stands. */
export function proposeAttributes(columns: readonly NamedColumn[], named: NamedAttributes | null): Attributes {
  if (named !== null)
    return {
      attributes: named.columns.map((column) => chosen(column, kindOf(column), named.reason)),
      alternatives: [],
    };
  const found = columns.flatMap((column) => {
    const kind = kindOf(column);
    return kind === null ? [] : [{ column, kind }];
  });
  const usable = found.filter(({ column, kind }) => whyNot(column, kind) === null);
  const strong = usable.filter(({ kind }) => kind.isWeak !== true);
  const weak = usable.filter(({ kind }) => kind.isWeak === true);
  const kept = (strong.length > 0 ? [...strong, ...weak.filter(({ column }) => column.distinct <= mostGroups)] : weak)
    .sort((a, b) => attributeKinds.indexOf(a.kind) - attributeKinds.indexOf(b.kind))
    .slice(0, mostAttributes);
  const tagged = columns.filter((column) => !found.some((each) => each.column === column) && isTelling(column));
  const attributes = kept.map(({ column, kind }) => chosen(column, kind, `${kind.meaning}, by ${how(column, kind)}`));
  const fallback = attributes.length === 0 ? tagged.slice(0, 1) : [];
  return {
    attributes: [...attributes, ...fallback.map((column) => chosen(column, null, "its values name such groups"))],
    alternatives: [
      ...found
        .filter((each) => !kept.includes(each))
        .map(({ column, kind }): Alternative => ({ text: columnText(column.name), why: doubt(column, kind) })),
      ...tagged
        .filter((column) => !fallback.includes(column))
        .map((column) => ({ text: columnText(column.name), why: "its values name such groups" })),
    ],
  };
}

const chosen = (column: NamedColumn, kind: AttributeKind | null, reason: string): ProposedAttribute => {
  const bins = kind?.bands === undefined ? null : bandsOf(column, kind.bands);
  return { column, kind, reason, bins, together: bins === null ? smallOnes(column) : [] };
};

/** What a column tells of people; null: nothing that is known here. */
export function kindOf(column: NamedColumn): AttributeKind | null {
  const byName = attributeKinds.find(
    ({ names, unless = [] }) => speaksOf(column.words, names) && !column.words.some((word) => unless.includes(word)),
  );
  return byName ?? attributeKinds.find((kind) => hasItsValues(column, kind)) ?? null;
}

const how = ({ words }: NamedColumn, { names }: AttributeKind): string =>
  speaksOf(words, names) ? "its name" : "its values";

function hasItsValues({ values }: NamedColumn, kind: AttributeKind): boolean {
  if (kind.values === undefined || values === null || values.length < 2) return false;
  const known = new Set(kind.values);
  return values.length <= 6 && values.every(({ value }) => known.has(folded(value.trim())));
}

/** A column of few values, one of which names a protected group. */
const isTelling = ({ values, content }: NamedColumn): boolean =>
  content === "text" &&
  values !== null &&
  values.length <= mostListed &&
  values.some(({ value }) => nameWords(value).some((word) => telling.includes(word)));

/** Why a column of a kind cannot be grouped as it is; null: it can. */
function whyNot(column: NamedColumn, { bands, meaning }: AttributeKind): string | null {
  const { content, distinct, least, most, values } = column;
  if (distinct < 2) return "one value only";
  if (bands !== undefined && (values === null || distinct > mostGroups)) {
    if (content === "time") return "dates: add a column with the age in years";
    if (content !== "integer" && content !== "number") return "too many different values";
    const [lowest, highest] = possible[bands];
    if ((least ?? lowest) < lowest || (most ?? highest) > highest) return `its numbers are no ${meaning}`;
    return bandsOf(column, bands) === null ? "too few rows for two bands" : null;
  }
  if (values === null || distinct > mostListed)
    return "too many different values: add a column with fewer groups, or bins for numbers";
  if (distinct <= mostGroups) return null;
  if (content !== "text") return "numbers: give bins for bands of them";
  return values.filter(({ n }) => n >= smallGroup).length > 1 ? null : "many groups, and no two are large enough";
}

const doubt = (column: NamedColumn, kind: AttributeKind): string =>
  `${kind.meaning}, by ${how(column, kind)}; ${whyNot(column, kind) ?? (column.distinct > mostGroups ? "many groups, which may stand for origin or income" : "left out to keep a first audit small")}`;

/** Values that are put together as "other": all but the largest, where there are many. */
function smallOnes({ values, distinct }: NamedColumn): string[] {
  if (values === null || distinct <= mostGroups || distinct > mostListed) return [];
  const kept = values.filter(({ n }, place) => place < keptGroups && n >= smallGroup).length;
  return values.slice(Math.max(2, kept)).map(({ value }) => value);
}

/** Edges of bands, each of which holds enough rows where the numbers are known one by one; null: no two do. */
function bandsOf(column: NamedColumn, bands: "age" | "birth"): readonly number[] | null {
  const { content, least, most, distinct, values } = column;
  if (content !== "integer" && content !== "number") return null;
  if (distinct <= mostGroups && values !== null) return null;
  const [first, last] = [Math.floor(least ?? 0), Math.ceil(most ?? 0)];
  const inner = innerEdges[bands].filter((edge) => edge > first && edge < last);
  const edges = merged([first, ...inner, last], column);
  return edges.length > 2 ? edges : halves(column, first, last);
}

/** Leaves out inner edges until each band holds enough rows. */
function merged(edges: readonly number[], column: NamedColumn): readonly number[] {
  const few = edges.slice(1).findIndex((high, place) => rowsBetween(column, edges[place]!, high) < smallGroup);
  if (few < 0 || edges.length <= 2) return edges;
  const away = few === 0 ? 1 : few;
  return merged(
    edges.filter((_, place) => place !== away),
    column,
  );
}

/** Two bands that part the rows as evenly as they can; null: the numbers are not known, or one value has them all. */
function halves({ values, known }: NamedColumn, first: number, last: number): readonly number[] | null {
  if (values === null) return null;
  const sorted = values.map(({ value, n }) => ({ at: Number(value), n })).sort((a, b) => a.at - b.at);
  let below = 0;
  for (const { at, n } of sorted) {
    const edge = Math.ceil(at);
    if (below >= known / 2 && edge > first && edge < last) return [first, edge, last];
    below += n;
  }
  const middle = Math.ceil((first + last) / 2);
  return middle > first && middle < last ? [first, middle, last] : null;
}

/** Rows with a number from `low` to below `high`; as many as may be where the numbers are not listed. */
function rowsBetween({ values, known, most }: NamedColumn, low: number, high: number): number {
  if (values === null) return known;
  const isLast = high >= (most ?? high);
  return values
    .filter(({ value }) => Number(value) >= low && (isLast ? Number(value) <= high : Number(value) < high))
    .reduce((sum, { n }) => sum + n, 0);
}
