import { realpathSync } from "node:fs";
import path from "node:path";
import { usage } from "../core/errors.js";
import { isBelow, reachedBy } from "./confine-path.js";
import { parseSuite } from "./parse.js";
import { readTextFile } from "./read-file.js";
import type { Registries } from "./registries.js";
import type { Suite } from "./suite.js";

export interface LoadOptions {
  /** The working folder. */
  readonly cwd: string;
  /** Let the suite name files outside its project. */
  readonly allowOutside: boolean;
  readonly registries: Registries;
}

/** Reads and checks a suite file. @throws Failure (usage) with every problem at once */
export async function loadSuite(file: string, { cwd, allowOutside, registries }: LoadOptions): Promise<Suite> {
  const absolute = path.resolve(cwd, file);
  const text = readTextFile(absolute);
  const projectFolder = projectFolderOf(absolute, cwd);
  // A link in the project must not make us read, and quote in complaints, what lies outside.
  if (!allowOutside && !isBelow(realpathSync(absolute), projectFolder)) {
    throw usage("the suite is a link that leads outside the project; --allow-outside opens this", {
      file: absolute,
      line: 1,
      column: 1,
    });
  }
  return parseSuite(text, absolute, { projectFolder, allowOutside, registries });
}

/** The working folder when the suite lies below it, else the suite's own. */
function projectFolderOf(file: string, cwd: string): string {
  const folder = reachedBy(path.dirname(file)) ?? path.dirname(file);
  const working = reachedBy(path.resolve(cwd)) ?? path.resolve(cwd);
  return isBelow(folder, working) ? working : folder;
}
