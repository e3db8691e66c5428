import type { Confusion } from "../core/confusion.js";
import { groupedBy } from "../core/grouped-by.js";
import { confusions, cutCounts, type GroupTable, quadrants, sumsByGroup, unitCounts } from "../inference/index.js";
import { type Line, suppress, type Total } from "../privacy/suppress.js";
import type { ModelTables } from "./model-tables.js";

/** Why a group of a table is not shown; null: it is. */
export type HiddenReason = (attribute: string | null, stratum: string | null, group: string | null) => string | null;

/** Where a line stands among the tables. */
interface Place {
  readonly table: GroupTable;
  readonly group: number;
}

/**
 * Decides which groups are shown, over all tables and models at once, so that what is shown in one does not give away what is
 * hidden in another. Every count is protected from which a figure of the record is made.
 * @param below least number of people (units where they are named, else rows) that is shown
 */
export function hiddenGroups(models: readonly ModelTables[], below: number): HiddenReason {
  const tables = models[0]?.tables ?? [];
  const places = placesOf(tables);
  const lines = linesOf(models, places);
  const totals = totalsOf(tables, places);
  const visibility = suppress(lines, totals, below);
  const reasons = new Map<string, string>();
  for (const [i, line] of lines.entries()) {
    if (visibility[i] === "small") reasons.set(line.name, `fewer than ${below} people`);
    if (visibility[i] === "protecting")
      reasons.set(line.name, protectingReason(protectedBy(i, places, totals, visibility)));
  }
  return (attribute, stratum, group) => reasons.get(lineName(attribute, stratum, group)) ?? null;
}

/** Attribute, stratum and group as one text, with a character between them that no name holds. */
const lineName = (...parts: readonly (string | null)[]): string => parts.map((part) => part ?? "").join("\u0000");

/** Every group of every table that has rows, but for everybody together: that line is always shown. */
function placesOf(tables: readonly GroupTable[]): Place[] {
  return tables.flatMap((table) => {
    const present = new Set(table.cellGroup);
    const isTotal = table.attribute === null && table.stratum === null;
    return isTotal ? [] : table.groups.flatMap((_, group) => (present.has(group) ? [{ table, group }] : []));
  });
}

const nameOf = ({ table, group }: Place): string =>
  lineName(table.attribute, table.stratum, table.groups[group]?.name ?? null);

function linesOf(models: readonly ModelTables[], places: readonly Place[]): Line[] {
  const columns = models.map((model) => new Map(model.tables.flatMap((table) => countsOf(model, table))));
  const width = columns.map((column) => column.values().next().value?.length ?? 0);
  return places.map((place) => {
    const name = nameOf(place);
    const counts = columns.flatMap(
      (column, m) => column.get(name) ?? Array.from({ length: width[m] as number }, () => 0),
    );
    return { name, people: counts[0] ?? 0, counts };
  });
}

/** People, rows and confusion counts of each group of a table, by line name. */
function countsOf({ material, views }: ModelTables, table: GroupTable): [string, number[]][] {
  const { cells, units } = material.counts;
  const size = table.groups.length;
  const rows = sumsByGroup(cells.n, table.cellGroup, size);
  const people = units === null ? rows : unitCounts(units, table.cellGroup, size);
  // Confusion matrices from which figures are made; those of one outcome are one array.
  const always = cells.classes.length > 2 ? [] : [quadrants(cells, { kind: "class", index: 1 })];
  const matrices = [...new Set([...always, ...views.map(({ quadrant }) => quadrant)])];
  // Where a model abstains, figures are made of all rows and of the decided ones: either must not give the other away.
  const shares = cells.abstained === null ? (["all"] as const) : (["all", "decided"] as const);
  const confusion = matrices.flatMap((quadrant) =>
    shares.map((rows) => confusions(table.cellGroup, size, quadrant, cells.n, rows)),
  );
  const left =
    cells.abstained === null ? [] : matrices.map((of) => confusions(table.cellGroup, size, of, cells.n, "deferred"));
  const cut = views.map((view) => cutCounts(view, table, material));
  return table.groups.map((_, group) => {
    const counts = confusion.flatMap((of) => {
      const { tp, fp, fn, tn } = of[group] as Confusion;
      return [tp, fp, fn, tn, tp + fn, fp + tn];
    });
    const deferred = left.flatMap((of) => deferredCounts(of[group] as Confusion));
    const places = cut.flatMap((of) => of[group] ?? []);
    return [
      nameOf({ table, group }),
      [people[group] as number, rows[group] as number, ...counts, ...deferred, ...places],
    ];
  });
}

/** Of rows that were left to somebody else, what coverage, labels and the errors among them tell. */
const deferredCounts = ({ tp, fp, fn, tn }: Confusion): number[] => [
  tp + fp + fn + tn,
  tp + fn,
  fp + tn,
  fp + fn,
  tp + tn,
];

/** Every way in which lines of one table add up to a line of another, or to everybody. */
function totalsOf(tables: readonly GroupTable[], places: readonly Place[]): Total[] {
  const index = new Map(places.map((place, i) => [nameOf(place), i]));
  const kinds = groupedBy(places, ({ table }) => kindOf(table));
  return tables.flatMap((whole) =>
    [...kinds.values()].flatMap((kind) => {
      const finer = kind.filter(({ table }) => refines(table, whole));
      const parts = groupedBy(finer, (place) => levelsAt(place, whole.attributeIndexes));
      return whole.groups.flatMap((_, group): Total[] => {
        const place = { table: whole, group };
        const within = parts.get(levelsAt(place, whole.attributeIndexes)) ?? [];
        const of = index.get(nameOf(place)) ?? null;
        return within.length === 0 ? [] : [{ of, parts: within.map((part) => index.get(nameOf(part)) as number) }];
      });
    }),
  );
}

/** A group's levels of some attributes of its table. */
const levelsAt = ({ table, group }: Place, attributeIndexes: readonly number[]): string =>
  attributeIndexes.map((attribute) => table.groups[group]?.levels[table.attributeIndexes.indexOf(attribute)]).join();

/** Tables over the same attributes (and tag), of all strata together or apart. */
const kindOf = (table: GroupTable): string =>
  lineName(table.attribute, table.tag, table.stratum === null ? "all" : "by stratum");

/** Whether groups of `fine` are parts of groups of `whole`. */
function refines(fine: GroupTable, whole: GroupTable): boolean {
  const moreAttributes = fine.attributeIndexes.length > whole.attributeIndexes.length;
  if (whole.tag !== null && fine.tag !== whole.tag) return false;
  const covers = whole.attributeIndexes.every((attribute) => fine.attributeIndexes.includes(attribute));
  if (whole.stratum !== null) return covers && moreAttributes && fine.stratum === whole.stratum;
  return covers && (moreAttributes || fine.stratum !== null);
}

/** Names of the small groups beside a line that was hidden to protect them. */
function protectedBy(
  line: number,
  places: readonly Place[],
  totals: readonly Total[],
  visibility: readonly string[],
): string[] {
  const beside = totals.filter(({ parts }) => parts.includes(line)).flatMap(({ parts }) => parts);
  const small = [...new Set(beside)].filter((part) => visibility[part] === "small");
  return [...new Set(small.map((part) => displayName(places[part] as Place)))];
}

function displayName({ table, group }: Place): string {
  const { name = null, rest = false, unknown = false } = table.groups[group] ?? {};
  return rest && !unknown ? `everybody without ${table.tag}` : (name ?? table.stratum ?? "");
}

function protectingReason(names: readonly string[]): string {
  if (names.length === 0) return "hidden so that smaller groups cannot be worked out";
  const listed = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} others`] : names;
  const last = listed.at(-1) as string;
  const text = listed.length === 1 ? last : `${listed.slice(0, -1).join(", ")} and ${last}`;
  return `hidden so that ${text} cannot be worked out`;
}
