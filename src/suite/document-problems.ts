import type { Problem } from "../core/errors.js";
import { type Complaint, mostComplaints } from "./complaint.js";
import { placeIn } from "./node-places.js";
import type { SuiteDocument } from "./suite-document.js";

/** All that is wrong with a document: its text and what it says, in the order of the file, each with its place. */
export function documentProblems(document: SuiteDocument, file: string, complaints: readonly Complaint[]): Problem[] {
  const problems: Problem[] = document.problems.map((problem) => ({ file, ...problem }));
  const faulty = new Set(problems.map(startOf));
  for (const { path, mark, message, hint } of withoutEchoes(complaints)) {
    const place = placeIn(document, path, mark) ?? { line: 1, column: 1, length: 1 };
    // What is wrong as a text need not be called wrong as a value.
    if (mark === "key" || !faulty.has(startOf(place)))
      problems.push({ file, message, ...place, ...(hint === undefined ? {} : { hint }) });
  }
  const distinct = [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
  distinct.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  return distinct.length <= mostComplaints
    ? distinct
    : [
        ...distinct.slice(0, mostComplaints),
        { ...distinct[mostComplaints]!, message: "more problems from here on; they are shown when these are gone" },
      ];
}

/** Leaves out that a key is missing where a misspelt one says so already. */
function withoutEchoes(complaints: readonly Complaint[]): readonly Complaint[] {
  const meant = new Set(complaints.flatMap((complaint) => (complaint.meant ? JSON.stringify(complaint.meant) : [])));
  return complaints.filter(({ path }) => !meant.has(JSON.stringify(path)));
}

const startOf = ({ line, column }: Pick<Problem, "line" | "column">): string => `${line}:${column}`;
