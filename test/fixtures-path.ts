import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the repository. */
export const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

const candidate = process.env.EVENHAND_FIXTURES ?? path.resolve(projectRoot, "..", "shared");

/** Folder with public data, models and reference results of other tools; null where it is absent. */
export const fixtures: string | null = existsSync(path.join(candidate, "oracles")) ? candidate : null;
