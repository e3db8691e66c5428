import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { examplePredictions } from "../../src/cli/init-example.js";
import { fixturePath, projectRoot, withFixtures } from "../fixtures.js";
import { evenhand, predictionsCsv, recordOf, tree, workspace } from "./harness.js";

const predictions = predictionsCsv({ women: { rows: 400, share: 0.3 }, men: { rows: 500, share: 0.5 } });

describe("init DATA", () => {
  it("writes a suite that check and run take", async () => {
    const cwd = workspace({ "churn.csv": predictions });
    const outcome = await evenhand(["init", "churn.csv"], { cwd });
    expect(outcome.stderr).not.toContain("defect");
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stdout).toMatch(/label +churned {2}1 or 0; 33\.4% are 1/);
    expect(outcome.stdout.trimEnd().split("\n").at(-1)).toBe("wrote suite.yaml; next: evenhand run suite.yaml");
    expect(tree(cwd)).toEqual(["churn.csv", "suite.yaml"]);
    expect((await evenhand(["check", "suite.yaml"], { cwd })).code).toBe(0);
    const record = await recordOf("suite.yaml", cwd);
    expect(record.groups.some(({ metric, group }) => metric === "true_positive_rate" && group === "women")).toBe(true);
    expect(existsSync(path.join(cwd, "reports", "churn"))).toBe(true);
  });

  it("takes what the command line says", async () => {
    const cwd = workspace({ "churn.csv": predictions });
    const args = ["--prediction", "none", "--score", "none", "--purpose", "trial", "--out", "deep/own.yaml", "--json"];
    const { code, stdout } = await evenhand(["init", "churn.csv", ...args], { cwd });
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      suite: path.join("deep", "own.yaml"),
      ready: true,
      model: { kind: "outcome", prediction: { column: "churned" } },
    });
    expect(readFileSync(path.join(cwd, "deep", "own.yaml"), "utf8")).toMatch(/source: \.\.\/churn\.csv #/);
  });

  it("never writes over a file unless told", async () => {
    const cwd = workspace({ "churn.csv": predictions, "suite.yaml": "mine\n" });
    const refused = await evenhand(["init", "churn.csv"], { cwd });
    expect(refused).toMatchObject({ code: 2, stdout: "" });
    expect(refused.stderr).toMatch(/suite\.yaml is there already.*--force/s);
    expect(readFileSync(path.join(cwd, "suite.yaml"), "utf8")).toBe("mine\n");
    expect(await evenhand(["init", "churn.csv", "--force", "--quiet"], { cwd })).toMatchObject({
      code: 0,
      stdout: "suite.yaml\n",
    });
  });

  it("says which line to fill in where nothing tells groups of people", async () => {
    const cwd = workspace({
      "texts.csv": `text,topic\n${"my phone is dead,phone\nthe bill is wrong,bill\n".repeat(30)}`,
    });
    const { code, stdout, stderr } = await evenhand(["init", "texts.csv"], { cwd });
    expect(code).toBe(2);
    expect(stdout).toContain("wrote suite.yaml; it does not run yet:");
    const [, line] = /(\d+):\d+ {2}no column "TODO_name_a_column/.exec(stderr) ?? [];
    expect(readFileSync(path.join(cwd, "suite.yaml"), "utf8").split("\n")[Number(line) - 1]).toContain(
      "TODO_name_a_column",
    );
  });

  it("prints nothing of ids and texts, and lets no name act on the terminal", async () => {
    const header = "customer_email,comment,\u001b[31mgender,churned,pred";
    const row = (i: number) =>
      `secret${i}@example.org,whispered secret number ${i},${i % 2 ? "f" : "m"},${i % 3 ? 0 : 1},${i % 4 ? 0 : 1}`;
    const cwd = workspace({ "people.csv": [header, ...Array.from({ length: 200 }, (_, i) => row(i))].join("\n") });
    const { code, stdout, stderr } = await evenhand(["init", "people.csv"], { cwd });
    expect([code, stderr.includes("secret")]).toEqual([0, false]);
    const suite = readFileSync(path.join(cwd, "suite.yaml"), "utf8");
    for (const text of [stdout, suite]) {
      expect(text).not.toContain("secret1");
      expect(text).not.toContain("\u001b");
    }
  });

  it.each([
    [["init"], 2, /needs a data file/],
    [["init", "none.csv"], 3, /there is no file none\.csv/],
    [
      ["init", "churn.csv", "--label", "chruned"],
      2,
      /--label: no column "chruned" in the data; did you mean "churned"\?/,
    ],
    [["init", path.join("..", "out.csv")], 2, /outside the project/],
  ] as const)("%j exits %i", async (args, code, message) => {
    const cwd = workspace({ "churn.csv": predictions });
    const outcome = await evenhand(args, { cwd });
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toMatch(message);
    expect(tree(cwd)).toEqual(["churn.csv"]);
  });
});

describe("init --example", () => {
  it("writes about 2 kB that run at once and exceed a limit", async () => {
    const cwd = workspace();
    expect((await evenhand(["init", "--example"], { cwd })).code).toBe(0);
    const folder = path.join(cwd, "evenhand-example");
    expect(tree(folder)).toEqual(["predictions.csv", "suite.yaml"]);
    expect(statSync(path.join(folder, "predictions.csv")).size).toBeLessThan(2500);
    const record = await recordOf(path.join("evenhand-example", "suite.yaml"), cwd);
    expect(record.gates.map(({ metric, verdict }) => [metric, verdict])).toContainEqual(["true_positive_rate", "fail"]);
  });

  it("writes into no folder that holds files", async () => {
    const cwd = workspace({ "mine.txt": "" });
    expect((await evenhand(["init", "--example", "."], { cwd })).code).toBe(2);
    expect((await evenhand(["init", "--example", "demo"], { cwd })).code).toBe(0);
    expect(readFileSync(path.join(cwd, "demo", "predictions.csv"), "utf8")).toBe(examplePredictions());
  });
});

describe("datasets", () => {
  it("lists what there is, with addresses for programs", async () => {
    const cwd = workspace();
    expect((await evenhand(["datasets", "list"], { cwd })).stdout).toMatch(/^telco-churn\n/);
    const { datasets } = JSON.parse((await evenhand(["datasets", "list", "--json"], { cwd })).stdout);
    expect(datasets[0]).toMatchObject({ name: "telco-churn", address: expect.stringMatching(/^https:\/\//) });
  });

  it("refuses a copy that is another file, and leaves nothing", async () => {
    const cwd = workspace({ "copy.csv": "a,b\n1,2\n" });
    const outcome = await evenhand(["datasets", "get", "telco-churn", "--from", "copy.csv"], { cwd });
    expect(outcome.code).toBe(5);
    expect(outcome.stderr).toMatch(/expected SHA-256 16320c9c/);
    expect(tree(cwd)).toEqual(["copy.csv"]);
  });

  it("names what it has where the name is unknown", async () => {
    const { code, stderr } = await evenhand(["datasets", "get", "nope"], { cwd: workspace() });
    expect([code, stderr.includes("telco-churn")]).toEqual([2, true]);
  });
});

withFixtures("datasets get --from", () => {
  it.each([
    ["telco-churn", "telco-churn/telco_customer_churn.csv", 0.26537],
    ["adult", "adult/adult.csv.gz", 0.24081],
    ["acs-income-test", "acs-sample/acs_sample_test.parquet", 0.09153],
  ])("%s becomes Parquet with a suite that runs; its base rate is the published one", async (name, copy, rate) => {
    const cwd = workspace();
    const outcome = await evenhand(["datasets", "get", name, "--from", fixturePath("datasets", copy)], { cwd });
    expect(outcome).toMatchObject({ code: 0 });
    const folder = path.join("datasets", name);
    expect(tree(path.join(cwd, folder))).toEqual([`${name}.parquet`, "suite.yaml"].sort());
    expect(tree(path.join(cwd, "datasets"))).toHaveLength(3);
    const record = await recordOf(path.join(folder, "suite.yaml"), cwd);
    const overall = record.groups.find(({ metric, attribute }) => metric === "selection_rate" && attribute === null);
    expect(overall?.value).toBeCloseTo(rate, 5);
  });
});

describe("doctor", () => {
  it("says what works, without a path, a host or a user", async () => {
    const cwd = workspace();
    const { code, stdout } = await evenhand(["doctor"], { cwd, env: { EVENHAND_KEY: "c0ffee", HOME: "/home/kari" } });
    expect(code).toBe(0);
    expect(stdout).toMatch(/ok +duckdb/);
    expect(stdout).toMatch(/environment +.*EVENHAND_KEY/);
    for (const private_ of [cwd, projectRoot, "c0ffee", "kari", "/home"]) expect(stdout).not.toContain(private_);
  });

  it("--json has each check with a state", async () => {
    const { stdout } = await evenhand(["doctor", "--json"], { cwd: workspace() });
    const { checks } = JSON.parse(stdout) as { checks: { name: string; state: string; detail: string }[] };
    expect(checks.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["node", "duckdb", "disk", "clock", "terminal"]),
    );
    for (const { state } of checks) expect(["ok", "missing", "broken", "note"]).toContain(state);
  });
});

describe("completion", () => {
  /** Words that bash would offer behind the line, by the script itself. */
  const offered = (script: string, ...words: string[]): string[] => {
    const bin = path.join(projectRoot, "dist", "cli", "main.js");
    const program = `evenhand() { "${process.execPath}" "${bin}" "$@"; }\n${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($#-1)); _evenhand; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const printed = execFileSync("bash", ["--norc", "-c", program, "bash", "evenhand", ...words], { encoding: "utf8" });
    return printed.split("\n").filter((word) => word !== "");
  };

  it("bash completes commands, options and choices, and leaves the rest to file names", async () => {
    const { stdout: script } = await evenhand(["completion", "bash"], { cwd: workspace() });
    expect(offered(script, "sch")).toEqual(expect.arrayContaining(["schema"]));
    expect(offered(script, "run", "--stri")).toEqual(["--strict"]);
    expect(offered(script, "schema", "")).toEqual(expect.arrayContaining(["suite", "metrics"]));
    expect(offered(script, "datasets", "get", "tel")).toEqual(["telco-churn"]);
    expect(offered(script, "run", "")).toEqual([]);
  });

  it.each(["bash", "zsh", "fish"])("%s asks the same question as the others", async (shell) => {
    const { code, stdout } = await evenhand(["completion", shell], { cwd: workspace() });
    expect(code).toBe(0);
    expect(stdout).toContain(`SHELL=${shell} evenhand --get-yargs-completions`);
  });
});
