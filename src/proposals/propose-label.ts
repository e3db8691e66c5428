import { speaksOf } from "./name-words.js";
import type { NamedColumn, Pick } from "./proposal.js";
import { labelNames, outcomeNames } from "./role-words.js";

/** More values than this are no classes of an audit that nobody has looked at yet. */
const mostClasses = 100;
/** Up to how many values classes are common. */
const fewClasses = 20;
/** What a column has to reach to be taken for the label. */
const enough = 4;

/** A column that may hold the truth, with how much speaks for it. */
interface Candidate extends Pick {
  readonly weight: number;
}

/** Columns that may hold the outcome, likeliest first; none where nothing speaks for one. */
export function labelCandidates(columns: readonly NamedColumn[], last: NamedColumn | undefined): Candidate[] {
  return columns
    .flatMap((column): Candidate[] => {
      const candidate = weighed(column, column === last);
      return candidate.weight >= enough ? [candidate] : [];
    })
    .sort((a, b) => b.weight - a.weight || a.column.place - b.column.place);
}

function weighed(column: NamedColumn, isLast: boolean): Candidate {
  const { words, distinct, known, missing, placeholderRows } = column;
  if (distinct < 2 || distinct > mostClasses || column.values === null) return { column, reason: "", weight: 0 };
  const called = speaksOf(words, labelNames) ? 10 : speaksOf(words, outcomeNames) ? 6 : 0;
  const few = distinct === 2 ? 2 : distinct <= fewClasses ? 1 : 0;
  const sparse = missing + placeholderRows > known ? -6 : 0;
  const reasons = [
    ...(called > 0 ? ["by its name"] : []),
    ...(isLast ? ["the last column"] : []),
    distinct === 2 ? "two values" : `${distinct} values`,
    ...(called > 0 ? [] : ["please check"]),
  ];
  return { column, reason: reasons.join(", "), weight: called + few + sparse + (isLast ? 2 : 0) };
}

const goodWhenTrue = {
  stems: ["approv", "grant", "hir", "admit", "accept", "resolv", "satisf", "renew", "godkend", "godkjen", "tilfreds"],
  words: ["income", "offer", "timely", "won"],
};
const badWhenTrue = {
  stems: ["default", "fraud", "reject", "den", "block", "misligh", "svig", "disput", "complain"],
  words: ["risk", "klage"],
};

/** Whether the positive outcome is good for the person, as far as its name tells; null: it depends on what is done about it. */
export function isGoodWhenPositive({ words }: NamedColumn): boolean | null {
  if (speaksOf(words, badWhenTrue)) return false;
  return speaksOf(words, goodWhenTrue) ? true : null;
}
