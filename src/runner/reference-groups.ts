import { Failure } from "../core/errors.js";
import { compareGroups, groupName } from "../core/groups.js";
import type { GroupTable } from "../inference/index.js";
import { quoted } from "../suite/quoted.js";
import type { SuiteContent } from "../suite/suite.js";

/** The group that others of its attribute are compared with. */
export interface Reference {
  readonly group: string;
  readonly by: "named" | "largest";
}

/**
 * Reference group of every attribute and intersection: the one that the suite names, else the largest known one (the first
 * name where several are equal).
 * @throws Failure (usage) when a named group is not in the data
 */
export function referenceGroups(
  suite: SuiteContent,
  tables: readonly GroupTable[],
  rows: Float64Array,
): Map<string, Reference> {
  const references = new Map<string, Reference>();
  for (const table of tables) {
    if (table.attribute === null || table.stratum !== null || table.tag !== null) continue;
    const index = suite.attributes.findIndex(({ name }) => name === table.attribute);
    const named = suite.attributes[index]?.reference;
    const known = table.groups.filter(({ unknown }) => !unknown).map(({ name }) => name as string);
    const reference = named === undefined ? largest(table, rows) : namedGroup(named, known, index, table.attribute);
    if (reference !== null) references.set(table.attribute, reference);
  }
  return references;
}

function namedGroup(named: string, known: readonly string[], index: number, attribute: string): Reference {
  const group = [named, groupName(named)].find((name) => known.includes(name));
  if (group !== undefined) return { group, by: "named" };
  const shown = known.slice(0, 8).map(quoted).join(", ");
  const message = `no group ${quoted(named)} of ${attribute} in the data; there are ${shown}${known.length > 8 ? " …" : ""}`;
  throw new Failure("usage", [{ message, at: ["protected", index, "reference"] }]);
}

function largest(table: GroupTable, rows: Float64Array): Reference | null {
  const sizes = new Map<string, number>();
  for (let i = 0; i < table.cellGroup.length; i++) {
    const group = table.groups[table.cellGroup[i] as number];
    if (group !== undefined && !group.unknown)
      sizes.set(group.name as string, (sizes.get(group.name as string) ?? 0) + (rows[i] as number));
  }
  const [first] = [...sizes].sort(([a, n], [b, m]) => m - n || compareGroups(a, b));
  return first === undefined ? null : { group: first[0], by: "largest" };
}
