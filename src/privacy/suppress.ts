import { determinedUnknowns } from "./determined-unknowns.js";

/** Counts of one group in one table, as they would be shown. */
export interface Line {
  /** Decides between lines of equal size; unique. */
  readonly name: string;
  /** People: units where the suite names them, else rows. */
  readonly people: number;
  /** Every count that is shown of the group, in one order for all lines: rows, positives, true positives … */
  readonly counts: readonly number[];
}

/** Lines that add up to another one, so that the last of them follows from the others. */
export interface Total {
  /** Index of the line that they add up to; null: the total of everybody, which is always shown. */
  readonly of: number | null;
  readonly parts: readonly number[];
}

/** `small`: fewer people than allowed. `protecting`: large enough, and hidden so that a small line cannot be worked out. */
export type Visibility = "shown" | "small" | "protecting";

/**
 * Hides every line of fewer than `below` people, and then more lines (smallest first, by name where equal), until subtraction
 * gives no small line away: under every total that is shown the hidden lines sum to `below` or more in every count, or hold all
 * of that count; what a hidden line consists of is hidden with it; and no small line is the only solution of all the sums together.
 */
export function suppress(lines: readonly Line[], totals: readonly Total[], below: number): Visibility[] {
  const visibility = lines.map(({ people }): Visibility => (people < below ? "small" : "shown"));
  if (!visibility.includes("small")) return visibility;
  const ordered = totals.map((total) => ({ ...total, parts: [...total.parts].sort((a, b) => bySize(lines, a, b)) }));
  do {
    while (ordered.map((total) => protectTotal(lines, total, below, visibility)).includes(true));
  } while (protectSolutions(lines, ordered, visibility));
  return visibility;
}

function bySize(lines: readonly Line[], a: number, b: number): number {
  const [first, second] = [lines[a] as Line, lines[b] as Line];
  return first.people - second.people || (first.name < second.name ? -1 : 1);
}

/** Hides what this total would give away. Answers whether anything was hidden. */
function protectTotal(lines: readonly Line[], total: Total, below: number, visibility: Visibility[]): boolean {
  const isHidden = (part: number) => visibility[part] !== "shown";
  const totalHidden = total.of !== null && isHidden(total.of);
  let changed = false;
  for (const part of total.parts) {
    if (isHidden(part)) continue;
    const hidden = total.parts.filter(isHidden);
    if (!totalHidden && (hidden.length === 0 || !givesAway(lines, total.parts, hidden, below))) return changed;
    visibility[part] = "protecting";
    changed = true;
  }
  return changed;
}

/** Whether the hidden parts together have a count that is small, and not all there is of it. */
function givesAway(
  lines: readonly Line[],
  parts: readonly number[],
  hidden: readonly number[],
  below: number,
): boolean {
  const sum = (of: readonly number[], column: number) =>
    of.reduce((total, part) => total + (lines[part]?.counts[column] as number), 0);
  const columns = lines[parts[0] as number]?.counts.length ?? 0;
  return Array.from({ length: columns }, (_, column) => column).some((column) => {
    const together = sum(hidden, column);
    return together < below && together !== sum(parts, column);
  });
}

/** Hides one more line where all sums together have only one solution for a small line. Answers whether it did. */
function protectSolutions(lines: readonly Line[], totals: readonly Total[], visibility: Visibility[]): boolean {
  const isHidden = (line: number) => visibility[line] !== "shown";
  const equations = totals.map(({ of, parts }) => [
    ...parts.filter(isHidden).map((line) => ({ line, sign: 1 })),
    ...(of !== null && isHidden(of) ? [{ line: of, sign: -1 }] : []),
  ]);
  const found = determinedUnknowns(equations.filter((terms) => terms.length > 0));
  const known = found === "too large" ? lines.map((_, line) => line).filter(isHidden) : found;
  const open = known.filter((line) => visibility[line] === "small");
  if (open.length === 0) return false;
  return hideNear(lines, totals, open, visibility, found === "too large");
}

/** Hides the smallest shown line that shares a total with the open ones, or all of them; where none does, the smallest of all. */
function hideNear(
  lines: readonly Line[],
  totals: readonly Total[],
  open: readonly number[],
  visibility: Visibility[],
  all: boolean,
): boolean {
  const shown = (line: number) => visibility[line] === "shown";
  const near = totals
    .filter(({ parts }) => parts.some((part) => open.includes(part)))
    .flatMap(({ parts }) => parts.filter(shown));
  const candidates = near.length > 0 ? near : lines.map((_, line) => line).filter(shown);
  const smallestFirst = [...new Set(candidates)].sort((a, b) => bySize(lines, a, b));
  const chosen = all ? smallestFirst : smallestFirst.slice(0, 1);
  for (const line of chosen) visibility[line] = "protecting";
  return chosen.length > 0;
}
