import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { projectRoot } from "../fixtures.js";
import { evenhand, workspace } from "./harness.js";

it("reports/example is what the shipped suite gives today (npx tsx scripts/example.ts makes it again)", async () => {
  const out = path.join(workspace(), "run");
  const { code, stderr } = await evenhand(["run", "suites/retention-offers.yaml", "--out", out], { cwd: projectRoot });
  expect(code, stderr).toBe(1);
  for (const name of ["run.json", "report.html"]) {
    const example = readFileSync(path.join(projectRoot, "reports", "example", name), "utf8");
    expect(readFileSync(path.join(out, name), "utf8") === example, `${name} differs`).toBe(true);
  }
});
