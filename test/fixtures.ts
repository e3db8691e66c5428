import path from "node:path";
import { describe } from "vitest";
import { fixtures } from "./fixtures-path.js";

export { fixtures, projectRoot } from "./fixtures-path.js";

/** A path inside the fixtures. @throws when they are absent: call it only under {@link withFixtures}. */
export function fixturePath(...parts: string[]): string {
  if (fixtures === null) throw new Error("fixtures are absent; set EVENHAND_FIXTURES");
  return path.join(fixtures, ...parts);
}

/** `describe`, or skipped where the fixtures are absent. */
export const withFixtures = fixtures === null ? describe.skip : describe;
