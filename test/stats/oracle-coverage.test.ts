import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { fixturePath, fixtures, projectRoot, withFixtures } from "../fixtures.js";
import { calibratedContracts } from "./calibrated-contracts.js";
import { type Contract, leavesOf, patternOf } from "./contract.js";
import { oracle } from "./oracle.js";
import { standardContracts } from "./standard-contracts.js";

const contracts = { ...standardContracts, ...calibratedContracts };
const files =
  fixtures === null
    ? []
    : readdirSync(fixturePath("oracles"))
        .filter((name) => /^[cg]_.*\.json$/.test(name))
        .map((name) => name.replace(/\.json$/, ""));
const testText = (test: string): string =>
  readFileSync(path.join(projectRoot, "test", "stats", `${test}.test.ts`), "utf8");

withFixtures("every key of the reference files c_* and g_*", () => {
  it("belongs to a file that has contracts, and every file of the contracts is there", () => {
    expect(Object.keys(contracts).sort()).toEqual(files.sort());
  });
  describe.each(files)("%s", (name) => {
    const ofFile = contracts[name] ?? {};
    it("is reproduced, or its contract says why not", () => {
      const used = new Set<string>();
      const unknown = new Set<string>();
      for (const leaf of leavesOf(oracle(name))) {
        const pattern = patternOf(ofFile, leaf.path);
        const contract: Contract | undefined = pattern === undefined ? undefined : ofFile[pattern];
        if (contract === undefined) unknown.add(leaf.path.join("/"));
        else used.add(pattern!);
        if (contract?.kind === "compared") contract.compare(leaf, `${leaf.path.join("/")} ${JSON.stringify(leaf.row)}`);
      }
      expect([...unknown], "keys without a contract").toEqual([]);
      const idle = Object.keys(ofFile).filter((pattern) => !used.has(pattern));
      expect(idle, "contracts without a key").toEqual([]);
    });
    it("is compared where its contracts point to", () => {
      for (const [pattern, contract] of Object.entries(ofFile)) {
        if (contract.kind !== "elsewhere") continue;
        const text = testText(contract.test);
        const missing = [name, ...contract.words].filter((word) => !text.includes(word));
        expect(missing, `${pattern} in ${contract.test}.test.ts`).toEqual([]);
      }
    });
  });
});
