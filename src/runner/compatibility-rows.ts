import {
  type Comparison,
  type CompatibilityFigure,
  type NeighbourTally,
  reproduce,
  sumOfTallies,
  type Tally,
  usesAllGroups,
} from "../compatibility/index.js";
import type { Measured } from "../core/measured.js";
import type { ModelNeighbours, ReproducedNeighbours } from "../core/neighbours.js";
import type { GroupTable } from "../inference/index.js";
import type { CompatibilityRow, Findings } from "../record/run-record.js";
import { groupTallies, scoreTallies, strataOf } from "./group-tallies.js";
import type { HiddenReason } from "./hidden-groups.js";
import type { ModelTables } from "./model-tables.js";
import type { Reference } from "./reference-groups.js";

/** Figures of other libraries, and what they are; nothing where none was asked for. */
export function compatibilityTables(
  figures: readonly CompatibilityFigure[],
  models: readonly ModelTables[],
  measured: Measured["models"],
  hidden: HiddenReason,
  references: ReadonlyMap<string, Reference>,
): Pick<Findings, "compatibility" | "compatibility_figures"> {
  if (figures.length === 0) return {};
  return {
    compatibility: models.flatMap((model, m) =>
      model.tables.flatMap((table) => {
        const reference = references.get(table.attribute ?? "")?.group ?? null;
        const tallies = talliesOf(figures, model, table, measured[m]?.neighbours);
        const place = placeOf(table, tallies, model.tables, hidden, reference);
        const left = leftNote(model);
        return figures.flatMap((figure) =>
          rowsOf(figure, place).map((row) => ({ model: model.id, ...noted(row, left) })),
        );
      }),
    ),
    compatibility_figures: figures.map(({ name, library, version, formula, convention, ours, source }) => ({
      name,
      library,
      version,
      formula,
      convention,
      ours,
      source,
    })),
  };
}

type Row = Omit<CompatibilityRow, "model">;

/** What the figures are made from, group by group of a table. */
function talliesOf(
  figures: readonly CompatibilityFigure[],
  { material, tables }: ModelTables,
  table: GroupTable,
  neighbours: ModelNeighbours | undefined,
): Tally[] {
  const tallies = groupTallies(material.counts.cells, table, tables);
  const isScored = figures.some(({ needs }) => needs === "scores" || needs === "labelled_scores");
  const scores = isScored ? scoreTallies(material.counts, table) : null;
  return tallies.map((tally, g) => ({
    ...tally,
    scores: scores?.[g],
    neighbours: neighbourTally(neighbours, table, table.groups[g]!.name),
  }));
}

function neighbourTally(
  neighbours: ModelNeighbours | undefined,
  { attribute, stratum }: GroupTable,
  group: string | null,
): NeighbourTally | undefined {
  if (stratum !== null) return undefined;
  const own = neighbours?.reproduced?.filter((each) => each.attribute === attribute && each.group === group) ?? [];
  const of = (figure: ReproducedNeighbours["figure"]) => own.find((each) => each.figure === figure)?.value;
  const [consistency, flipTest] = [of("consistency"), of("flip_test")];
  return own.length === 0
    ? undefined
    : { ...(consistency === undefined ? {} : { consistency }), ...(flipTest === undefined ? {} : { flipTest }) };
}

/** Whether a group has what a figure is made from. */
function hasMaterial({ needs }: CompatibilityFigure, { scores, neighbours }: Tally): boolean {
  if (needs === "neighbours") return neighbours !== undefined;
  return needs === "scores" ? scores !== undefined : needs !== "labelled_scores" || scores?.byLabel != null;
}

/** Other libraries know of no rows that a model leaves to somebody else, and none of scores in bins. */
function leftNote({ material: { counts } }: ModelTables): readonly string[] {
  return [
    ...(counts.cells.abstained === null ? [] : ["rows left to somebody else count as they would have been decided"]),
    ...((counts.scores ?? counts.values)?.bins == null ? [] : ["scores are counted in bins"]),
  ];
}

const noted = (row: Row, notes: readonly string[]): Row => ({ ...row, note: [row.note, ...notes].join("; ") });

/** A group that takes part in comparisons. */
interface Member {
  readonly name: string | null;
  readonly tally: Tally;
  /** Why it is not shown; null: it is. */
  readonly secret: string | null;
  /** Everybody without a tag: compared with, and no row of its own. */
  readonly rest: boolean;
}

type Other = Pick<Member, "tally" | "secret">;

/** One table with its counts and what of it must not be shown. */
interface Place {
  readonly table: GroupTable;
  /** Groups that are known and have rows: other libraries know no others. */
  readonly members: readonly Member[];
  /** Their counts, one list for all figures. */
  readonly groups: readonly Tally[];
  /** Everybody but each of them; worked out when a figure asks. */
  readonly rest: () => readonly Tally[];
  readonly reference: Member | null;
  /** Some group is hidden, known or not: what is made from all groups would give it away. */
  readonly hidesGroup: boolean;
  /** Some group is hidden in some stratum. */
  readonly hidesStratum: boolean;
}

function placeOf(
  table: GroupTable,
  tallies: readonly Tally[],
  tables: readonly GroupTable[],
  hidden: HiddenReason,
  reference: string | null,
): Place {
  const isHiding = (of: GroupTable) => of.groups.some(({ name }) => hidden(of.attribute, of.stratum, name) !== null);
  const members = table.groups.flatMap(({ name, unknown, rest }, g): Member[] => {
    const tally = tallies[g]!;
    const { tp, fp, fn, tn } = tally.rows;
    if (table.attribute !== null && (unknown || tp + fp + fn + tn === 0)) return [];
    return [{ name, tally, secret: hidden(table.attribute, table.stratum, name), rest }];
  });
  const groups = members.map(({ tally }) => tally);
  let rest: readonly Tally[] | null = null;
  return {
    table,
    members,
    groups,
    rest: () => {
      rest ??= restOf(groups);
      return rest;
    },
    reference: members.find(({ name }) => name !== null && name === reference) ?? null,
    hidesGroup: isHiding(table),
    hidesStratum: [table, ...strataOf(table, tables)].some(isHiding),
  };
}

/**
 * The rows of one figure on one table: a figure of everybody on everybody's, others on those of attributes. Groups that overlap
 * are not all groups of one split, so of those only what is said of one tag and the rest stands.
 */
function rowsOf(figure: CompatibilityFigure, place: Place): Row[] {
  const { table, members } = place;
  if ((figure.compares === "everybody") !== (table.attribute === null)) return [];
  if (figure.byStratum && table.stratum !== null) return [];
  if (table.tag !== null && figure.compares !== "rest" && usesAllGroups(figure)) return [];
  if (figure.compares === "groups")
    return members.length < 2 || !hasMaterial(figure, members[0]!.tally) ? [] : [ofAllGroups(figure, place)];
  const groups = usesAllGroups(figure) ? place.groups : [];
  const others = othersOf(figure, place);
  return members.flatMap((member, m) => {
    const other = others(m);
    if (other === null || member.rest || !hasMaterial(figure, member.tally)) return [];
    const secret = member.secret ?? other.secret ?? secretOf(figure, place);
    return [rowOf(figure, place, member.name, { group: member.tally, other: other.tally, groups }, secret)];
  });
}

function ofAllGroups(figure: CompatibilityFigure, place: Place): Row {
  const [first] = place.groups as [Tally, ...Tally[]];
  return rowOf(figure, place, null, { group: first, other: first, groups: place.groups }, secretOf(figure, place));
}

/** Whom a member is compared with; null: the figure has no row of it. */
function othersOf({ compares }: CompatibilityFigure, place: Place): (member: number) => Other | null {
  const { members, reference } = place;
  if (compares === "reference") {
    const secret = reference?.secret == null ? null : "the reference group is hidden";
    return (m) => (reference === null || members[m] === reference ? null : { tally: reference.tally, secret });
  }
  if (compares === "rest") {
    const rest = place.rest();
    return (m) => ({ tally: rest[m]!, secret: null });
  }
  return (m) => ({ tally: members[m]!.tally, secret: null });
}

/** Everybody but each group: added up from both sides, as weights that are subtracted again leave a remainder. */
function restOf(groups: readonly Tally[]): Tally[] {
  const none = sumOfTallies(groups.map(nobody));
  const before = [none];
  for (const group of groups.slice(0, -1)) before.push(sumOfTallies([before.at(-1)!, group]));
  let after = none;
  const rest: Tally[] = [];
  for (let g = groups.length - 1; g >= 0; g--) {
    rest[g] = sumOfTallies([before[g]!, after]);
    after = sumOfTallies([after, groups[g]!]);
  }
  return rest;
}

const noCounts = { tp: 0, fp: 0, fn: 0, tn: 0 };
const nobody = ({ strata }: Tally): Tally => ({ rows: noCounts, sums: noCounts, strata: strata.map(() => noCounts) });

/** Why a figure of this table would give a hidden group away; null: it does not. */
function secretOf(figure: CompatibilityFigure, { hidesGroup, hidesStratum }: Place): string | null {
  if (usesAllGroups(figure) && hidesGroup) return "a group is hidden, and this figure would give it away";
  return figure.byStratum && hidesStratum ? "a group is hidden in a stratum, and this figure would give it away" : null;
}

function rowOf(
  figure: CompatibilityFigure,
  { table: { attribute, stratum } }: Place,
  group: string | null,
  comparison: Comparison,
  secret: string | null,
): Row {
  const place = { figure: figure.name, attribute, group, stratum };
  const note = `no interval: convention of ${figure.library} (${figure.version})`;
  if (secret !== null) return { ...place, status: "suppressed", value: null, reason: secret, note };
  return { ...place, ...reproduce(figure, comparison), note };
}
