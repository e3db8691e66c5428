import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { interactionsOf, shipped } from "../../datasets/retention/generator.js";
import { attributes, measures } from "../../datasets/retention/planted.js";
import { disparities } from "../../src/disparities/index.js";
import { judge } from "../../src/gates/judge.js";
import { metrics } from "../../src/metrics/index.js";
import { metricNeeds } from "../../src/metrics/needs.js";
import { loadModel } from "../../src/models/index.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { findings } from "../../src/runner/findings.js";
import { measure } from "../../src/runner/measure.js";
import { requestOf } from "../../src/runner/requested-metrics.js";
import { loadSuite } from "../../src/suite/load.js";
import { projectRoot } from "../fixtures.js";

const workFolder = mkdtempSync(path.join(os.tmpdir(), "evenhand-audits-"));
afterAll(() => rmSync(workFolder, { recursive: true, force: true }));

/** The record of a shipped suite, worked out in this process. */
async function recordOf(name: string): Promise<RunRecord> {
  const registries = { metrics, disparities };
  const { place: _, ...suite } = await loadSuite(path.join(projectRoot, "suites", `${name}.yaml`), {
    cwd: projectRoot,
    allowOutside: false,
    registries,
  });
  const measured = await measure(suite, {
    workFolder,
    memoryLimit: "1GB",
    threads: 1,
    needs: metricNeeds(requestOf(suite)),
    seed: 1,
    loadModel,
    onProgress: () => {},
  });
  return judge(findings(suite, measured, { seed: 1, toolVersion: "test" }));
}

const verdictsOf = (record: RunRecord) => Object.fromEntries(record.gates.map(({ id, verdict }) => [id, verdict]));

describe("the shipped suites", () => {
  it("retention-offers: the model reaches fewer of the English-speaking leavers", async () => {
    const record = await recordOf("retention-offers");
    expect(verdictsOf(record)).toEqual({
      "leavers-language": "fail",
      "leavers-gender": "pass",
      "leavers-gender-age": "undecided",
      "offers-age": "pass",
      "needless-gender": "pass",
      "needless-age": "pass",
    });
    const failed = record.gates.find(({ id }) => id === "leavers-language")!;
    expect([failed.group, failed.reference]).toEqual(["en", "da"]);
    expect(record.data.pinned).toBe(true);
  });

  it("house-decision: what was planted is found, and what was not is not", async () => {
    expect(verdictsOf(await recordOf("house-decision"))).toEqual({
      "leavers-language": "fail",
      "leavers-age": "fail",
      "offers-age": "fail",
      "leavers-gender": "pass",
      "leavers-region": "pass",
    });
  });

  it("escalation: no gap above its limit was found", async () => {
    expect(verdictsOf(await recordOf("escalation"))).toEqual({
      "missed-language": "pass",
      "missed-age": "pass",
      "missed-disability": "pass",
      "sent-on-age": "pass",
    });
  });

  it("lead-scoring: those without the app are called less often", async () => {
    expect(verdictsOf(await recordOf("lead-scoring"))).toEqual({
      "called-age": "fail",
      "called-gender": "pass",
      "called-region": "undecided",
      "buyers-age": "undecided",
    });
  });
});

describe("the record of house-decision", () => {
  it("counts what a plain loop over the generated interactions counts", async () => {
    const record = await recordOf("house-decision");
    const interactions = interactionsOf(shipped);
    const decided = measures.filter(({ column }) => column === "house_decision" || column === "churned");
    for (const measure of decided) {
      const counted = interactions.filter(measure.counts);
      for (const [attribute, groupOf] of Object.entries(attributes)) {
        const rows = record.groups.filter((row) => row.metric === measure.name && row.attribute === attribute);
        expect(rows.length).toBeGreaterThan(1);
        for (const { group, numerator, denominator } of rows) {
          const members = counted.filter((interaction) => (groupOf(interaction) ?? "(unknown)") === group);
          expect([group, numerator, denominator]).toEqual([group, members.filter(measure.has).length, members.length]);
        }
      }
    }
  });
});
