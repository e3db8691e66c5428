import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe } from "vitest";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const candidate = process.env.EVENHAND_FIXTURES ?? path.resolve(root, "..", "shared");

/** Folder with public data, models and reference results of other tools; null where it is absent. */
export const fixtures: string | null = existsSync(path.join(candidate, "oracles")) ? candidate : null;

/** A path inside the fixtures. @throws when they are absent: call it only under {@link withFixtures}. */
export function fixturePath(...parts: string[]): string {
  if (fixtures === null) throw new Error("fixtures are absent; set EVENHAND_FIXTURES");
  return path.join(fixtures, ...parts);
}

/** `describe`, or skipped where the fixtures are absent. */
export const withFixtures = fixtures === null ? describe.skip : describe;

/** Root of the repository. */
export const projectRoot = root;
