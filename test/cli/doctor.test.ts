import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { oldestNode } from "../../src/cli/doctor.js";
import { projectRoot } from "../fixtures.js";

it("the oldest Node that doctor accepts is that of package.json", () => {
  const { engines } = JSON.parse(readFileSync(path.join(projectRoot, "package.json"), "utf8"));
  expect(engines.node).toBe(`>=${oldestNode.join(".")}`);
});
