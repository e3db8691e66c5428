import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { projectRoot } from "../fixtures.js";
import { evenhand, predictionsCsv, start, suiteYaml, tree, workspace } from "./harness.js";

const data = predictionsCsv({ f: { rows: 600, share: 0.2 }, m: { rows: 600, share: 0.4 } });
const project = (schedules: string, atMost = 0.4): string =>
  workspace({ "predictions.csv": data, "suite.yaml": suiteYaml(atMost), "schedules.yaml": schedules });

const one = (more = ""): string =>
  `schedules:\n  - {suite: suite.yaml, cron: "0 6 1 * *", time_zone: Europe/Oslo${more}}\n`;
const once = (cwd: string, ...more: string[]) => evenhand(["schedule", "schedules.yaml", "--once", ...more], { cwd });
const runs = (cwd: string): string[] => tree(path.join(cwd, "reports")).filter((name) => name.endsWith("run.json"));

describe("evenhand schedule --once", () => {
  it("audits what is due, seals it, and has nothing to do until the next time", async () => {
    const cwd = project(one());
    const first = await once(cwd, "--json");
    expect(first.code).toBe(0);
    expect(JSON.parse(first.stdout).schedules).toMatchObject([
      { name: "churn", last_audit: { verdict: "pass" }, due: [] },
    ]);
    expect(first.stderr).toMatch(/churn: audit begins \(cron\)\n.*churn: pass, exit 0, reports\/churn\/\S+Z\n/);
    expect((await once(cwd)).code).toBe(0);
    expect(runs(cwd)).toHaveLength(1);
    expect((await evenhand(["audits", "verify"], { cwd })).code).toBe(0);
    const status = await evenhand(["schedule", "status", "schedules.yaml"], { cwd });
    expect(status.code).toBe(0);
    expect(status.stdout).toMatch(/in time {2}churn .*pass {2}next \d{4}-/);
  });

  it("ends with the worst code, tells people by a webhook, and shows no secret", async () => {
    const bodies: string[] = [];
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const part of request) body += part;
      bodies.push(`${request.headers.authorization} ${body}`);
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const channels = `channels:
  team: {webhook: {url: "http://127.0.0.1:${port}/\${env:HOOK_PATH}", headers: {authorization: "Bearer \${env:HOOK_TOKEN}"}}, language: nb}
`;
    const cwd = project(
      `${channels}${one(", notify: [team]")}  - {suite: broken.yaml, name: other, cron: "@daily", retries: 1, retry_after: 10ms, notify: [team]}\n`,
      0.1,
    );
    writeFileSync(
      path.join(cwd, "broken.yaml"),
      suiteYaml(0.1).replace("predictions.csv", "none.csv").replace("churn\n", "other\n"),
    );
    const env = { HOOK_PATH: "p4th-canary", HOOK_TOKEN: "t0ken-canary" };
    const { code, stdout, stderr } = await evenhand(["schedule", "schedules.yaml", "--once"], { cwd, env });
    server.close();
    expect(code).toBe(3);
    expect(bodies).toHaveLength(2);
    const [failed, broken] = bodies.map((body) => JSON.parse(body.slice(body.indexOf("{"))));
    expect(bodies[0]).toMatch(/^Bearer t0ken-canary /);
    expect(failed).toMatchObject({
      events: ["fail"],
      counts: { fail: 1 },
      gates: [{ attribute: "gender", verdict: "fail" }],
    });
    expect(failed.text).toContain("over grensen");
    expect(broken).toMatchObject({ events: ["error"], exit_code: 3, run: null });
    expect(stderr).toContain("exit 3; try 2 of 2");
    const files = tree(path.join(cwd, "reports")).filter((name) => /\.(json|jsonl|html)$/.test(name));
    const written = files.map((name) => readFileSync(path.join(cwd, "reports", name), "utf8"));
    expect(written.length).toBeGreaterThan(5);
    for (const text of [stdout, stderr, ...written]) expect(text).not.toContain("canary");
    expect((await evenhand(["schedule", "schedules.yaml", "--once"], { cwd })).stderr).toContain(
      'channel "team" needs HOOK_PATH, HOOK_TOKEN: not set in the environment',
    );
  });

  it("keeps a failed notification for the next time, and changes nothing of the audit", async () => {
    const cwd = project(`channels:\n  team: {webhook: {url: "http://127.0.0.1:1/"}}\n${one(", notify: [team]")}`, 0.1);
    const { code, stderr } = await once(cwd);
    expect(code).toBe(1);
    expect(stderr.match(/team was not told: .*it is tried again/g)).toHaveLength(3);
    const status = await evenhand(["schedule", "status", "schedules.yaml", "--json"], { cwd });
    expect(JSON.parse(status.stdout).schedules).toMatchObject([{ unsent: 1, last_audit: { verdict: "fail" } }]);
    expect((await evenhand(["audits", "verify"], { cwd })).code).toBe(0);
  });

  it("audits again when the data changed", async () => {
    const cwd = project(one().replace("}", ", on: [cron, data-change]}"));
    await once(cwd);
    writeFileSync(path.join(cwd, "predictions.csv"), data.replace("\n3,f,1,", "\n3,f,0,"));
    expect((await once(cwd)).stderr).toContain("audit begins (data-change)");
    expect(runs(cwd)).toHaveLength(2);
    await once(cwd);
    expect(runs(cwd)).toHaveLength(2);
  });

  it("runs a program that tells people only under --allow-code", async () => {
    const cwd = project(`channels:\n  pager: {command: [sh, -c, "cat > told.json"]}\n${one(", notify: [pager]")}`, 0.1);
    expect((await once(cwd)).code).toBe(2);
    expect(existsSync(path.join(cwd, "reports"))).toBe(false);
    expect((await once(cwd, "--allow-code")).code).toBe(1);
    expect(JSON.parse(readFileSync(path.join(cwd, "told.json"), "utf8"))).toMatchObject({ suite: "churn" });
  });
});

describe("evenhand schedule status", () => {
  it("ends with 1 when an audit is overdue, also by the age that the policy allows", async () => {
    const cwd = project(one());
    const late = await evenhand(["schedule", "status", "schedules.yaml", "--json"], { cwd });
    expect(late.code).toBe(1);
    expect(JSON.parse(late.stdout).schedules).toMatchObject([
      { last_audit: null, due: ["cron"], overdue: [{ reason: "missed" }] },
    ]);
    expect(existsSync(path.join(cwd, "reports"))).toBe(false);
    await once(cwd);
    expect((await evenhand(["schedule", "status", "schedules.yaml"], { cwd })).code).toBe(0);
    writeFileSync(path.join(cwd, "policy.yaml"), "name: house\naudit_age: P0D\n");
    const { code, stdout } = await evenhand(["schedule", "status", "schedules.yaml"], { cwd });
    expect(code).toBe(1);
    expect(stdout).toMatch(/overdue {2}churn[\s\S]*the last audit is older than P0D/);
  });
});

describe("evenhand schedule", () => {
  const lines = (text: () => string, wanted: string) =>
    expect.poll(text, { timeout: 60_000, interval: 50 }).toContain(wanted);

  it("stays, answers GET /health, and ends with 0 on SIGTERM", async () => {
    const cwd = project(one());
    const { child, outcome } = start(["schedule", "schedules.yaml", "--health", "0"], { cwd });
    let stderr = "";
    child.stderr?.on("data", (text) => (stderr += text));
    await lines(() => stderr, "exit 0, reports/");
    const health = await (await fetch(/http:\S+\/health/.exec(stderr)?.[0] as string)).json();
    expect(health).toMatchObject({ status: "ok", schedules: [{ name: "churn", last_audit: { verdict: "pass" } }] });
    child.kill("SIGTERM");
    expect((await outcome).code).toBe(0);
    expect(runs(cwd)).toHaveLength(1);
  });

  it.each([
    ["60", 0, 1],
    ["0", 130, 0],
  ])(
    "stopped in an audit with --grace %s ends with %i and %i runs, and leaves nothing half done",
    async (grace, code, count) => {
      const cwd = project(one());
      const { child, outcome } = start(["schedule", "schedules.yaml", "--grace", grace], { cwd });
      let stderr = "";
      child.stderr?.on("data", (text) => (stderr += text));
      await lines(() => stderr, "audit begins");
      child.kill("SIGTERM");
      expect((await outcome).code).toBe(code);
      expect(runs(cwd)).toHaveLength(count);
      expect(tree(path.join(cwd, "reports")).filter((name) => /lock|partial|staged/.test(name))).toEqual([]);
      // What was interrupted stays due.
      expect((await once(cwd)).code).toBe(0);
      expect(runs(cwd)).toHaveLength(1);
    },
  );
});

describe("docs/scheduling.md", () => {
  const guide = readFileSync(path.join(projectRoot, "docs", "scheduling.md"), "utf8");
  const blocks = (language: string): string[] =>
    [...guide.matchAll(/```(\w+)\n([\s\S]*?)```/g)].flatMap(([, found, text]) =>
      found === language ? [text as string] : [],
    );

  it("shows schedules that evenhand reads", async () => {
    const [example = ""] = blocks("yaml").filter((text) => text.includes("schedules:"));
    const cwd = workspace({ "predictions.csv": data });
    mkdirSync(path.join(cwd, "suites"));
    for (const { suite } of parse(example).schedules as { suite: string }[]) {
      const name = path.basename(suite, ".yaml");
      const text = suiteYaml(0.1).replace("predictions.csv", "../predictions.csv").replace("churn\n", `${name}\n`);
      writeFileSync(path.join(cwd, suite), text);
    }
    writeFileSync(path.join(cwd, "schedules.yaml"), example.replace("model-change, ", ""));
    const { code, stderr, stdout } = await evenhand(
      ["schedule", "status", "schedules.yaml", "--allow-code", "--json"],
      { cwd },
    );
    expect(stderr).toBe("");
    expect(code).toBe(1);
    expect(JSON.parse(stdout).schedules.length).toBeGreaterThan(1);
  });

  it("shows a Kubernetes CronJob and a crontab line", () => {
    const [job = ""] = blocks("yaml").filter((text) => text.includes("kind: CronJob"));
    const [document] = parseAllDocuments(job).map((each) => each.toJS());
    expect(document).toMatchObject({ apiVersion: "batch/v1", kind: "CronJob", spec: { concurrencyPolicy: "Forbid" } });
    const { template } = document.spec.jobTemplate.spec;
    expect(template.spec.containers[0].args).toContain("--once");
    expect(template.spec.terminationGracePeriodSeconds).toBeGreaterThan(30);
    expect(blocks("crontab").join()).toMatch(/^(\S+ ){5}.*evenhand schedule .*--once/m);
  });

  it.skipIf(spawnSync("systemd-analyze", ["--version"]).status !== 0)("shows units that systemd takes", () => {
    const cwd = workspace();
    for (const text of blocks("ini")) {
      const name = /^# (\S+\.(?:service|timer))$/m.exec(text)?.[1] as string;
      // A program that is there on any machine.
      writeFileSync(path.join(cwd, name), text.replaceAll("/usr/local/bin/evenhand", "/bin/true"));
    }
    const names = tree(cwd);
    expect(names).toEqual(["evenhand-once.service", "evenhand-once.timer", "evenhand.service"]);
    for (const name of names) {
      const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", path.join(cwd, name)], {
        encoding: "utf8",
      });
      expect(stderr.split("\n").filter((line) => line.includes(cwd))).toEqual([]);
    }
  });
});
