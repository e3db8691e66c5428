// `npm test`: set up, then the unit and end-to-end tests. Arguments go to vitest: `npm test -- test/stats`.
import { spawnSync } from "node:child_process";
import os from "node:os";
import path from "node:path";
import { ensureBuilt, ensureInstalled, root } from "./setup.mjs";

ensureInstalled();
ensureBuilt();
const given = process.argv.slice(2);
const projects = given.some((argument) => argument.startsWith("--project"))
  ? []
  : ["--project", "unit", "--project", "e2e", `--maxWorkers=${os.availableParallelism()}`];
const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
const { status } = spawnSync(process.execPath, [vitest, "run", ...projects, ...given], { cwd: root, stdio: "inherit" });
process.exit(status ?? 1);
