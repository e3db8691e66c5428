/** Longer words are not compared: nobody mistypes them, and hostile ones would cost time. */
const longest = 64;

/**
 * Edits between two words: letters inserted, deleted, replaced, or swapped with their neighbour.
 * Optimal string alignment, the restricted form of Damerau 1964, doi:10.1145/363958.363994.
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : Infinity;
      row.push(Math.min(last[j]! + 1, row[j - 1]! + 1, replaced, swapped));
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

/** The candidate that was probably meant: at most a third of its letters differ, or the word is its initials (tpr). */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  if (word.length > longest) return null;
  const wanted = word.toLowerCase();
  let best: string | null = null;
  let fewest = Infinity;
  for (const candidate of candidates) {
    if (initials(candidate) === wanted) return candidate;
    const allowed = Math.min(3, Math.floor(Math.max(candidate.length, 3) / 3));
    if (Math.abs(candidate.length - wanted.length) > allowed) continue;
    const distance = editDistance(wanted, candidate.toLowerCase());
    if (distance <= allowed && distance < fewest) [best, fewest] = [candidate, distance];
  }
  return best;
}

function initials(name: string): string | null {
  const parts = name.split(/[_-]/);
  return parts.length < 2 ? null : parts.map((part) => part[0] ?? "").join("");
}

/** `; did you mean "x"?`, or nothing. */
export function suggestion(word: string, candidates: Iterable<string>): string {
  const found = nearest(word, candidates);
  return found === null ? "" : `; did you mean "${found}"?`;
}
