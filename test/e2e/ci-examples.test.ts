import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { projectRoot } from "../fixtures.js";
import { predictionsCsv, suiteYaml, workspace } from "./harness.js";

interface Step {
  readonly name?: string;
  readonly run?: string;
  readonly uses?: string;
  readonly with?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

const textOf = (...parts: string[]): string => readFileSync(path.join(projectRoot, ...parts), "utf8");
const main = path.join(projectRoot, "dist", "cli", "main.js");
const uneven = predictionsCsv({ f: { rows: 3000, share: 0.2 }, m: { rows: 3000, share: 0.4 } });

/** A project with a suite that fails, and a folder of programs that comes first on the path. */
function project(): { cwd: string; programs: string } {
  const cwd = workspace({ "predictions.csv": uneven });
  for (const folder of ["suites", "programs"]) mkdirSync(path.join(cwd, folder));
  const suite = suiteYaml(0.1).replace("predictions.csv", "../predictions.csv");
  writeFileSync(path.join(cwd, "suites", "retention-offers.yaml"), suite);
  return { cwd, programs: path.join(cwd, "programs") };
}

function program(folder: string, name: string, text: string): void {
  writeFileSync(path.join(folder, name), text);
  chmodSync(path.join(folder, name), 0o755);
}

/** Runs a step as GitHub does a step with `shell: bash`. */
function bash(script: string, { cwd, programs }: { cwd: string; programs: string }, env: Record<string, string> = {}) {
  const given = { PATH: `${programs}:${process.env.PATH}`, HOME: cwd, NO_COLOR: "1", ...env };
  const args = ["--noprofile", "--norc", "-eo", "pipefail", "-c", script];
  return spawnSync("bash", args, { cwd, env: given, encoding: "utf8" });
}

const useEvenhand = (programs: string) => symlinkSync(main, path.join(programs, "evenhand"));

describe("action.yml", () => {
  const action = parse(textOf("action.yml"));
  const steps = action.runs.steps as Step[];
  const [install, audit] = steps as [Step, Step];

  /** The environment of a step, with inputs put in as the runner does. */
  const environment = (step: Step, inputs: Record<string, string>) =>
    Object.fromEntries(
      Object.entries(step.env ?? {}).map(([name, text]) => {
        const input = /^\$\{\{ inputs\.(\w+) \}\}$/.exec(text)?.[1] as string;
        return [name, inputs[input] ?? String(action.inputs[input].default)];
      }),
    );

  it("puts no text of a workflow into shell code", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  it("installs the command and puts it on the path", () => {
    const place = project();
    const source = path.join(place.cwd, "action");
    mkdirSync(path.join(source, "scripts"), { recursive: true });
    writeFileSync(path.join(source, "scripts", "build.mjs"), "console.error('built');");
    symlinkSync(path.join(projectRoot, "dist"), path.join(source, "dist"));
    const paths = path.join(place.cwd, "paths");
    const env = { GITHUB_ACTION_PATH: source, RUNNER_TEMP: path.join(place.cwd, "temp"), GITHUB_PATH: paths };
    const outcome = bash(install.run ?? "", place, env);
    expect(outcome.stderr).toBe("built\n");
    expect(outcome.status).toBe(0);
    const [folder = ""] = readFileSync(paths, "utf8").split("\n");
    const version = bash("evenhand --version", { ...place, programs: folder });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+/);
  });

  it("audits, annotates, writes the summary and hands the exit code on", () => {
    const place = project();
    useEvenhand(place.programs);
    const [output, summary] = ["output", "summary"].map((name) => path.join(place.cwd, name)) as [string, string];
    const env = environment(audit, { suites: "suites/*.yaml" });
    const outcome = bash(audit.run ?? "", place, { ...env, GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary });
    expect(outcome.status).toBe(1);
    expect(outcome.stdout).toMatch(
      /^::error file=suites\/retention-offers\.yaml,line=7,title=churn%3A selection_rate/m,
    );
    expect(readFileSync(output, "utf8")).toBe("folder=evenhand-results\nexit-code=1\n");
    expect(readFileSync(summary, "utf8")).toContain("■ **over**");
    for (const name of ["report.html", "report.md", "junit.xml", "results.sarif", "manifest.json"])
      expect(existsSync(path.join(place.cwd, "evenhand-results", name)), name).toBe(true);
  });

  it("takes inputs as words, not as shell code", () => {
    const place = project();
    useEvenhand(place.programs);
    const env = environment(audit, { suites: "$(touch stolen) `touch stolen`;touch stolen", out: "$(touch stolen)" });
    const outcome = bash(audit.run ?? "", place, { ...env, GITHUB_OUTPUT: path.join(place.cwd, "output") });
    expect(outcome.status).toBe(2);
    expect(existsSync(path.join(place.cwd, "stolen"))).toBe(false);
  });
});

describe("docs/ci/github-actions.yml", () => {
  const workflow = parse(textOf("docs", "ci", "github-actions.yml"));
  const steps = workflow.jobs.audit.steps as Step[];
  const comment = steps.find(({ name }) => name === "Comment") as Step;
  const hasJq = spawnSync("jq", ["--version"]).status === 0;

  /** Stands in for GitHub: keeps comments in a file, and answers as `gh api` does. */
  const gh = `#!${process.execPath}
const { readFileSync, writeFileSync, existsSync, appendFileSync } = require("node:fs");
const { spawnSync } = require("node:child_process");
const args = process.argv.slice(2);
const store = process.env.HOME + "/comments.json";
const comments = existsSync(store) ? JSON.parse(readFileSync(store, "utf8")) : [];
const after = (flag) => args[args.indexOf(flag) + 1];
const method = args.includes("--method") ? after("--method") : "GET";
const at = args.find((arg) => arg.startsWith("repos/"));
appendFileSync(process.env.HOME + "/calls", method + " " + at + "\\n");
if (method === "GET") {
  const filtered = spawnSync("jq", ["-r", after("--jq")], { input: JSON.stringify(comments), encoding: "utf8" });
  process.stdout.write(filtered.stdout); process.stderr.write(filtered.stderr);
} else {
  const body = readFileSync(after("--field").replace(/^body=@/, ""), "utf8");
  if (method === "POST") comments.push({ id: 100 + comments.length, user: { type: "Bot" }, body });
  else comments.find(({ id }) => at.endsWith("/" + id)).body = body;
  writeFileSync(store, JSON.stringify(comments));
}
`;

  it("names an input of the action for each value, and only those", () => {
    const inputs = Object.keys(parse(textOf("action.yml")).inputs);
    const used = steps.find(({ uses }) => uses?.startsWith("OWNER/evenhand"));
    for (const key of Object.keys(used?.with ?? {})) expect(inputs).toContain(key);
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  it.skipIf(!hasJq)("adds one comment per suite and replaces it with the next push", () => {
    const place = project();
    program(place.programs, "gh", gh);
    const folder = path.join(place.cwd, "results");
    const env = { GITHUB_REPOSITORY: "o/r", PULL_REQUEST: "7", FOLDER: folder };
    const store = path.join(place.cwd, "comments.json");
    // Somebody's comment that begins alike is not ours to replace.
    const foreign = { id: 1, user: { type: "User" }, body: "<!-- evenhand a -->" };
    writeFileSync(store, JSON.stringify([foreign]));
    const push = (text: string): void => {
      for (const suite of ["a", "b 2"]) {
        mkdirSync(path.join(folder, suite), { recursive: true });
        writeFileSync(path.join(folder, suite, "report.md"), `<!-- evenhand ${suite} -->\n## ${text}\n`);
      }
      const outcome = bash(comment.run ?? "", place, env);
      expect(outcome.stderr).toBe("");
      expect(outcome.status).toBe(0);
    };
    push("first");
    push("second");
    const comments = JSON.parse(readFileSync(store, "utf8")) as { body: string }[];
    expect(comments.map(({ body }) => body)).toEqual([
      foreign.body,
      "<!-- evenhand a -->\n## second\n",
      "<!-- evenhand b 2 -->\n## second\n",
    ]);
    const calls = readFileSync(path.join(place.cwd, "calls"), "utf8").split("\n");
    expect(calls.filter((call) => call.startsWith("POST"))).toHaveLength(2);
    expect(calls.filter((call) => call.startsWith("PATCH"))).toHaveLength(2);
  });
});

describe("docs/ci/gitlab-ci.yml", () => {
  const job = parse(textOf("docs", "ci", "gitlab-ci.yml")).fairness;

  it("installs, audits, and leaves the files that its reports name", () => {
    const place = project();
    const opt = path.join(place.cwd, "evenhand");
    // Stands in for the clone: a built copy.
    program(place.programs, "git", `#!/bin/sh\necho git "$@" >> ${place.cwd}/calls\n`);
    mkdirSync(path.join(opt, "scripts"), { recursive: true });
    writeFileSync(path.join(opt, "scripts", "build.mjs"), "");
    symlinkSync(path.join(projectRoot, "dist"), path.join(opt, "dist"));
    const here = (line: string): string =>
      line.replaceAll("/opt/evenhand", opt).replaceAll("/usr/local/bin", place.programs);
    const script = [...job.before_script, ...job.script].map(here).join("\n");
    const outcome = bash(script, place, job.variables);
    expect(outcome.stdout).toMatch(/^VERDICT {3}fail/m);
    expect(outcome.status).toBe(1);
    expect(readFileSync(path.join(place.cwd, "calls"), "utf8")).toContain("git clone --quiet https://");
    for (const name of Object.values(job.artifacts.reports) as string[])
      expect(existsSync(path.join(place.cwd, name)), name).toBe(true);
    const [finding] = JSON.parse(readFileSync(path.join(place.cwd, job.artifacts.reports.codequality), "utf8"));
    expect(finding.location).toEqual({ path: "suites/retention-offers.yaml", lines: { begin: 7 } });
  });
});

describe("docs/ci/pre-commit-config.yaml", () => {
  const [hook] = parse(textOf("docs", "ci", "pre-commit-config.yaml")).repos[0].hooks;
  let place: ReturnType<typeof project>;
  beforeAll(() => {
    expect("suites/a.yaml").toMatch(new RegExp(hook.files));
    expect("docs/a.yaml").not.toMatch(new RegExp(hook.files));
  });

  it("lets good suites through and stops at a bad one", () => {
    place = project();
    useEvenhand(place.programs);
    const suite = readFileSync(path.join(place.cwd, "suites", "retention-offers.yaml"), "utf8");
    writeFileSync(path.join(place.cwd, "suites", "bad one.yaml"), suite.replace("protected:", "protcted:"));
    const check = (...files: string[]) =>
      bash(`${hook.entry} ${files.map((file) => `'${file}'`).join(" ")}`, place).status;
    expect(check("suites/retention-offers.yaml")).toBe(0);
    expect(check("suites/retention-offers.yaml", "suites/bad one.yaml")).toBe(2);
  });
});
