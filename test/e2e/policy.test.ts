import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../fixtures.js";
import { evenhand, predictionsCsv, recordOf, suiteYaml, tree, workspace } from "./harness.js";

const data = predictionsCsv({ f: { rows: 300, share: 0.4 }, m: { rows: 300, share: 0.42 } });
const policy = `name: house rules
gates:
  - {metric: selection_rate, attribute: gender, disparity: max_difference, at_most: 0.1}
suppress_below: 10
`;
const project = (files: Record<string, string> = {}) =>
  workspace({ "predictions.csv": data, "suite.yaml": suiteYaml(0.2), "policy.yaml": policy, ...files });

describe("a policy", () => {
  it.each(["run", "check"])(
    "stops `%s` of a weaker suite with every place in it, before anything is read",
    async (command) => {
      const cwd = project();
      const { code, stderr, stdout } = await evenhand([command, "suite.yaml"], { cwd });
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain("policy: house rules, policy.yaml, SHA-256 ");
      expect(stderr).toContain("2 problems, nothing was run");
      expect(stderr).toMatch(
        /7:85 {2}at_most must be 0.1 or lower, found 0.2, on .* \(policy "house rules", policy.yaml:3:5\)/,
      );
      expect(stderr).toMatch(
        /1:1 {2}suppress_below must be 10 or more, found 5 \(policy "house rules", policy.yaml:4:17\)/,
      );
      expect(tree(cwd)).toEqual(["policy.yaml", "predictions.csv", "suite.yaml"]);
    },
  );

  it("stands, with the impact assessment, in the record and the report of a suite that keeps it, and a repeated audit gives the same record", async () => {
    const assessment = { reference: "DPIA 2026-14", date: "2026-02-01", first_decision: "2026-03-15" };
    const cwd = project({
      "suite.yaml": suiteYaml(0.1, `suppress_below: 10\ndpia: ${JSON.stringify(assessment)}\n`),
    });
    const outcome = await evenhand(["run", "suite.yaml", "--json"], { cwd });
    expect(JSON.parse(outcome.stdout).suite.dpia).toEqual(assessment);
    const sha256 = createHash("sha256").update(policy).digest("hex");
    expect(JSON.parse(outcome.stdout).suite.policy).toEqual({ name: "house rules", sha256 });
    const report = tree(path.join(cwd, "reports")).find((name) => name.endsWith("report.html")) as string;
    const html = readFileSync(path.join(cwd, "reports", report), "utf8");
    expect(html).toContain(sha256);
    expect(html).toContain("house rules");
    expect(html.replaceAll("\u00a0", " ")).toContain(
      "of 1 February 2026; first decision of the model on 15 March 2026",
    );
    expect((await evenhand(["audits", "verify", "--rerun"], { cwd })).code).toBe(0);
  });

  it("is found above, named by --policy, and absent where there is none", async () => {
    const cwd = project();
    const suite = suiteYaml(0.2).replace("predictions.csv", "../predictions.csv");
    for (const folder of [".git", "inner"]) mkdirSync(path.join(cwd, folder));
    writeFileSync(path.join(cwd, "inner", "suite.yaml"), suite);
    const inner = await evenhand(["check", "suite.yaml", "--allow-outside"], { cwd: path.join(cwd, "inner") });
    expect(inner).toMatchObject({ code: 2, stderr: expect.stringContaining("policy: house rules, ../policy.yaml") });
    writeFileSync(path.join(cwd, "lenient.yaml"), "name: lenient\n");
    expect((await recordOf("suite.yaml", cwd, "--policy", "lenient.yaml")).suite.policy?.name).toBe("lenient");
    const without = workspace({ "predictions.csv": data, "suite.yaml": suiteYaml(0.2) });
    expect((await recordOf("suite.yaml", without)).suite).not.toHaveProperty("policy");
    expect((await evenhand(["check", "suite.yaml", "--policy", "none.yaml"], { cwd: without })).code).toBe(2);
  });

  it.each(["schedules", "policy"])("has a schema: `evenhand schema %s`", async (kind) => {
    const { code, stdout } = await evenhand(["schema", kind], { cwd: workspace() });
    expect({ code, title: JSON.parse(stdout).title }).toEqual({ code: 0, title: `evenhand ${kind}` });
  });

  it("of the guide is one that evenhand reads", async () => {
    const guide = readFileSync(path.join(projectRoot, "docs", "policy.md"), "utf8");
    const [, text = ""] = /```yaml\n([\s\S]*?)```/.exec(guide) ?? [];
    const { code, stderr } = await evenhand(["check", "suite.yaml"], { cwd: project({ "policy.yaml": text }) });
    expect(code).toBe(2);
    expect(stderr).toContain("protected lacks the attribute");
  });
});
