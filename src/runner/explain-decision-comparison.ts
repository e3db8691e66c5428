import { groupReader, type KeyValue, plain } from "../aggregates/key-table.js";
import { unusable, usage } from "../core/errors.js";
import { unknownGroup } from "../core/groups.js";
import { numberIn } from "../core/scalars.js";
import { codes, rowColumns } from "../sql/row-query.js";
import { suggestion } from "../suite/nearest.js";
import type { SuiteContent } from "../suite/suite.js";
import { askedTable } from "./explain-decision-row.js";
import { readBackground } from "./explained-rows.js";
import type { ExplainedRows } from "./explained-sample.js";
import type { Workshop } from "./workshop.js";

/** The group whose rows a decision is compared with. */
export interface ComparedGroup {
  readonly attribute: string;
  readonly group: string;
  /** Rows of that group in the data. */
  readonly rows: number;
}

/** The rows that a decision is compared with; `among` null: drawn from everybody. */
export interface Comparison {
  readonly background: ExplainedRows["background"];
  readonly among: ComparedGroup | null;
}

type Reading = Pick<Workshop, "suite" | "options" | "engine" | "plan">;

/**
 * Draws the rows that a decision is compared with, the same ones as in an audit with the same seed where they are everybody's.
 * @param compare attribute, whose group is then that of the row asked about, or attribute=group; null: everybody
 * @throws Failure (usage) for an attribute or group that is none, or one of too few people; (unusable) where the row's own is not known
 */
export async function readComparison(reading: Reading, table: string, compare: string | null): Promise<Comparison> {
  const size = reading.suite.explain!.background;
  if (compare === null) return { background: await readBackground(reading, table, size), among: null };
  const found = await findGroup(reading, table, askedGroup(reading.suite, compare));
  await reading.engine.run(`CREATE TABLE rows_of_group AS SELECT * FROM ${rowsOf(table, found)}`);
  return { background: await readBackground(reading, "rows_of_group", size), among: found.among };
}

/** What stands behind FROM to get at the rows of a group. */
const rowsOf = (table: string, { place, numbers }: Pick<FoundGroup, "place" | "numbers">): string =>
  `${table} WHERE ${rowColumns.code} = ${codes.kept} AND ${rowColumns.group(place)} IN (SELECT value FROM groups_seen WHERE number IN (${numbers.join(", ")}))`;

const peopleSql = ({ plan }: Reading): string =>
  plan.rows.unit === null ? "count(*)" : `count(DISTINCT ${rowColumns.unit})`;

async function peopleIn(
  reading: Reading,
  table: string,
  group: Pick<FoundGroup, "place" | "numbers">,
): Promise<number> {
  const [people] = await reading.engine.row(`SELECT (${peopleSql(reading)})::DOUBLE FROM ${rowsOf(table, group)}`);
  return Number(people);
}

interface AskedGroup {
  /** Of the suite's attributes. */
  readonly place: number;
  /** null: that of the row asked about. */
  readonly group: string | null;
}

function askedGroup({ attributes }: SuiteContent, compare: string): AskedGroup {
  // Names may hold the sign themselves: the longest that fits is meant.
  const [name] = attributes
    .map((attribute) => attribute.name)
    .filter((each) => compare === each || compare.startsWith(`${each}=`))
    .toSorted((a, b) => b.length - a.length);
  const names = attributes.map((attribute) => attribute.name);
  if (name === undefined) {
    const word = compare.split("=")[0]!;
    throw usage(`--compare: the suite has no attribute "${word}"${suggestion(word, names)}`, {
      hint: `it has ${names.slice(0, 40).join(", ")}; write --compare attribute, or --compare attribute=group`,
    });
  }
  const place = names.indexOf(name);
  if (attributes[place]!.separator !== undefined)
    throw usage(`--compare: groups of "${name}" overlap, so nobody belongs to one of them alone`);
  return { place, group: compare === name ? null : compare.slice(name.length + 1) };
}

interface FoundGroup {
  readonly place: number;
  /** Of its values in `groups_seen`. */
  readonly numbers: readonly number[];
  readonly among: ComparedGroup;
}

interface Seen {
  readonly numbers: number[];
  rows: number;
  /** At least so many: those who bear the most frequent of its values. */
  people: number;
}

async function findGroup(reading: Reading, table: string, { place, group }: AskedGroup): Promise<FoundGroup> {
  const { suite, plan } = reading;
  const { name } = suite.attributes[place]!;
  const groups = await groupsOf(reading, table, place);
  const shown = [...groups].filter(([, { people }]) => people >= suite.suppressBelow).map(([each]) => each);
  const wanted = group === null ? await ownGroup(reading, place) : named(groups, group);
  const seen = wanted === null ? undefined : groups.get(wanted);
  if (wanted === null || seen === undefined)
    throw usage(`--compare: attribute "${name}" has no such group`, {
      hint: `its groups are ${shown.slice(0, 40).join(", ")}`,
    });
  if ((await peopleIn(reading, table, { place, numbers: seen.numbers })) < suite.suppressBelow)
    throw usage(
      `--compare: fewer than ${suite.suppressBelow} ${plan.rows.unit === null ? "rows" : "people"} are in that group, too few to show what is usual among them`,
      { hint: "name a larger group, or leave --compare out to compare with everybody" },
    );
  return { place, numbers: seen.numbers, among: { attribute: name, group: wanted, rows: seen.rows } };
}

/** A group as it was written, or as the number that it names: 1.0 is the group 1. */
function named(groups: ReadonlyMap<string, Seen>, written: string): string | null {
  if (groups.has(written)) return written;
  const number = numberIn(written);
  return number === null ? null : ([...groups.keys()].find((group) => numberIn(group) === number) ?? null);
}

/** How an attribute's values are read, as {@link groupReader} takes them. */
const groupSql = ({ plan }: Reading, place: number, column: string): string =>
  plan.rules[place]!.bins === undefined ? plain(column, plan.rows.attributes[place]!.column.kind) : column;

/** The known groups of an attribute with their values, which are numbered in the table `groups_seen`. */
async function groupsOf(reading: Reading, table: string, place: number): Promise<Map<string, Seen>> {
  const { engine, plan } = reading;
  await engine.run(
    `CREATE TABLE groups_seen AS SELECT row_number() OVER () AS number, * FROM (SELECT ${rowColumns.group(place)} AS value, count(*) AS rows, ${peopleSql(reading)} AS people FROM ${table} WHERE ${rowColumns.code} = ${codes.kept} GROUP BY 1)`,
  );
  const found = await engine.query(
    `SELECT number::DOUBLE, ${groupSql(reading, place, "value")}, rows::DOUBLE, people::DOUBLE FROM groups_seen`,
  );
  const read = groupReader(plan.rules[place]!);
  const groups = new Map<string, Seen>();
  for (const [number, value, rows, count] of found) {
    const name = read((value ?? null) as KeyValue);
    if (name === unknownGroup) continue;
    const seen = groups.get(name) ?? { numbers: [], rows: 0, people: 0 };
    seen.numbers.push(Number(number));
    seen.rows += Number(rows);
    seen.people = Math.max(seen.people, Number(count));
    groups.set(name, seen);
  }
  return groups;
}

async function ownGroup(reading: Reading, place: number): Promise<string> {
  const [value = null] = await reading.engine.row(
    `SELECT ${groupSql(reading, place, rowColumns.group(place))} FROM ${askedTable}`,
  );
  const group = groupReader(reading.plan.rules[place]!)(value as KeyValue);
  if (group !== unknownGroup) return group;
  throw unusable(`the row has no known group of "${reading.suite.attributes[place]!.name}"`, {
    hint: "name the group to compare with: --compare attribute=group",
  });
}
