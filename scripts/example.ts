// Audits the shipped suite and writes record and report to reports/example. The test of the same name holds them fresh.

import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { cp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
const target = path.join(root, "reports", "example");
const made = path.join(mkdtempSync(path.join(os.tmpdir(), "evenhand-example-")), "run");

const { status } = spawnSync(
  process.execPath,
  [path.join(root, "dist", "cli", "main.js"), "run", "suites/retention-offers.yaml", "--out", made],
  { cwd: root, stdio: "inherit" },
);
if (status !== 0 && status !== 1) throw new Error(`the audit ended with exit code ${status}`);
await rm(target, { recursive: true, force: true });
for (const name of ["run.json", "report.html"]) await cp(path.join(made, name), path.join(target, name));
await rm(path.dirname(made), { recursive: true, force: true });
