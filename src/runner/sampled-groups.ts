import { compareGroups, unknownGroup } from "../core/groups.js";

/**
 * Groups of a sample that are told of: those of `below` people or more. What everybody's figures leave when these are taken off is
 * then of so many people too, or of nobody: else the smallest of them is left out as well.
 * @param group of each row
 * @param unit of each row; null: every row is somebody else
 */
export function sampledGroups(group: readonly string[], unit: Int32Array | null, below: number): string[] {
  const people = new Map<string, Set<number>>();
  for (const [row, name] of group.entries()) {
    const known = people.get(name) ?? new Set();
    known.add(unit?.[row] ?? row);
    people.set(name, known);
  }
  const size = (name: string): number => people.get(name)?.size ?? 0;
  const smallestFirst = [...people.keys()]
    .filter((name) => name !== unknownGroup)
    .sort((a, b) => size(a) - size(b) || compareGroups(a, b));
  let shown = smallestFirst.filter((name) => size(name) >= below);
  const left = (): number => [...people.keys()].reduce((sum, name) => sum + (shown.includes(name) ? 0 : size(name)), 0);
  while (shown.length > 0 && left() > 0 && left() < below) shown = shown.slice(1);
  return shown.sort(compareGroups);
}
