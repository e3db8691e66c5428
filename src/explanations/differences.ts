import { type ExplanationDocument, toleranceOf } from "./document.js";

/** More than anybody reads. */
const mostNamed = 20;

/**
 * Names of the parts in which a stored explanation differs from one worked out again, as paths such as `explanation.reasons.base`; never
 * their values. Numbers may differ by the method's own tolerance, not by what the stored file claims for one. The version of the tool
 * and the name of the suite's file may differ.
 */
export function differences(stored: ExplanationDocument, fresh: ExplanationDocument): string[] {
  const { tool: _, suite: storedSuite, ...was } = stored;
  const { tool: __, suite, ...is } = fresh;
  const found: string[] = [];
  compare({ ...was, suite: storedSuite.sha256 }, { ...is, suite: suite.sha256 }, [], {
    tolerance: toleranceOf(fresh),
    note: (path) => found.push(path.join(".")),
  });
  return found.slice(0, mostNamed);
}

interface Comparison {
  readonly tolerance: number;
  readonly note: (path: readonly string[]) => void;
}

function compare(was: unknown, is: unknown, path: readonly string[], comparison: Comparison): void {
  if (typeof was === "number" && typeof is === "number") {
    if (Math.abs(was - is) > comparison.tolerance * Math.max(1, Math.abs(is))) comparison.note(path);
  } else if (isPart(was) && isPart(is) && Array.isArray(was) === Array.isArray(is)) {
    for (const key of new Set([...Object.keys(is), ...Object.keys(was)]))
      compare(own(was, key), own(is, key), [...path, key], comparison);
  } else if (was !== is) comparison.note(path);
}

const isPart = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

const own = (part: Record<string, unknown>, key: string): unknown => (Object.hasOwn(part, key) ? part[key] : undefined);
