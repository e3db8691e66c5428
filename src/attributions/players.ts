import { usage } from "../core/errors.js";

/** What counts as one input: a column, or columns that the user declared to belong together. */
export interface Player {
  readonly name: string;
  /** Places of its columns among the model's raw inputs. */
  readonly columns: readonly number[];
}

/** Names of groups with the names of what is in them. */
export type DeclaredGroups = Readonly<Record<string, readonly string[]>>;

/**
 * One player per declared group, at the place of its first column, and one per column in no group.
 * @throws Failure (usage) when a group is empty, has a column's name, names an unknown column or one that another group has
 */
export function playersOf(columns: readonly string[], groups: DeclaredGroups = {}): Player[] {
  return partitionOf(columns, groups).map(({ name, members }) => ({ name, columns: members }));
}

/** One part of a partition: its name and the places of its members, ascending. */
export interface Part {
  readonly name: string;
  readonly members: readonly number[];
}

/** Declared groups as parts, and everything else as a part of its own, in the order of their first members. @throws as {@link playersOf} */
export function partitionOf(names: readonly string[], groups: DeclaredGroups = {}): Part[] {
  const declared = Object.entries(groups).map(([name, members]) => declaredPart(names, name, members));
  const owner = new Map<number, string>();
  for (const { name, members } of declared) {
    for (const member of members) {
      const other = owner.get(member);
      if (other !== undefined)
        throw usage(`"${names[member]}" is in the groups "${other}" and "${name}"; it can be in one only`);
      owner.set(member, name);
    }
  }
  const alone = names.flatMap((name, member) => (owner.has(member) ? [] : [{ name, members: [member] }]));
  return [...declared, ...alone].toSorted((a, b) => a.members[0]! - b.members[0]!);
}

function declaredPart(names: readonly string[], name: string, members: readonly string[]): Part {
  if (members.length === 0) throw usage(`group "${name}" names nothing; list what belongs to it, or leave it out`);
  if (names.includes(name) && !members.includes(name))
    throw usage(`group "${name}" has the name of something outside it; give the group another name`);
  const places = members.map((member) => {
    const place = names.indexOf(member);
    if (place < 0) throw usage(`group "${name}" names "${member}", which is none of: ${names.join(", ")}`);
    return place;
  });
  return { name, members: [...new Set(places)].toSorted((a, b) => a - b) };
}
