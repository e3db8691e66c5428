import { readdirSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { unpack, zipEntries } from "../../src/audits/read-zip.js";
import { json, serve } from "../models/remote/server.js";
import { evenhand, type Outcome, predictionsCsv, suiteYaml, workspace } from "./harness.js";

/** Campaign S12: secrets that a run is given, each of its own text, and none of which may stand in anything that it says or writes. */
const names = {
  /** In the environment, of no concern to a run. */
  bystanders: [
    ...["AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "NPM_TOKEN", "OPENAI_API_KEY", "DATABASE_URL", "SSH_PRIVATE_KEY"],
    ...["CI_JOB_TOKEN", "MLFLOW_TRACKING_TOKEN", "MLFLOW_TRACKING_PASSWORD", "SMTP_PASSWORD"],
  ],
  /** In the suite: path, query, headers, and body of what is asked. */
  suite: ["CANARY_PATH", "CANARY_QUERY", "CANARY_TOKEN", "CANARY_HEADER", "CANARY_BASIC"],
  /** In the schedules. */
  schedules: ["CANARY_HOOK", "CANARY_HOOK_TOKEN", "CANARY_SIGNING"],
};
const all = [...names.bystanders, ...names.suite, ...names.schedules];
const secretOf = (name: string): string =>
  `s3cr3t-${all.indexOf(name)}-${Buffer.from(name).toString("hex").slice(0, 8)}`;
const environment = Object.fromEntries(all.map((name) => [name, secretOf(name)]));
/** Literal secrets in a suite, which it is refused for. */
const literals = ["s3cr3t-literal-header", "s3cr3t-literal-user"];
const env = (name: string): string => `\${env:${name}}`;

function suiteFor(url: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const model = {
    id: "live",
    kind: "http",
    url: `${url}/score/${env("CANARY_PATH")}?key=${env("CANARY_QUERY")}`,
    headers: {
      authorization: `Bearer ${env("CANARY_TOKEN")}`,
      "x-api-key": env("CANARY_HEADER"),
      "x-proxy": `Basic ${env("CANARY_BASIC")}`,
    },
    features: ["score"],
    request: { rows: `\${rows}` },
    response: "p[*]",
    retries: 1,
    deadline: "20s",
    ...changes,
  };
  return JSON.stringify({
    name: "churn",
    purpose: "test",
    dataset: { source: "predictions.csv", label: "churned", favourable: 1 },
    protected: ["gender"],
    model,
    gates: [{ metric: "selection_rate", attribute: "gender", disparity: "max_difference", at_most: 0.5 }],
  });
}

const data = predictionsCsv({ f: { rows: 120, share: 0.3 }, m: { rows: 120, share: 0.3 } });

/** A project whose caches, home and temporary files are its own too. */
function project(files: Readonly<Record<string, string>>) {
  const [cwd, cache, home, temporary] = [
    workspace({ "predictions.csv": data, ...files }),
    workspace(),
    workspace(),
    workspace(),
  ];
  const setting = { cwd, env: { ...environment, EVENHAND_CACHE: cache, HOME: home, TMPDIR: temporary } };
  const run = (...args: string[]) => evenhand(args, setting);
  const asked = new Set(Object.keys(files));
  return {
    cwd,
    run,
    written: () => [cwd, cache, home, temporary].map((folder) => contentOf(folder, asked)).join("\n"),
  };
}

/** Names and content of all files of a folder but those that were put there. */
const contentOf = (folder: string, except: ReadonlySet<string>): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !except.has(entry.name))
    .map(
      (entry) =>
        `${entry.name}\n${entry.isFile() ? readFileSync(path.join(entry.parentPath, entry.name), "latin1") : ""}`,
    )
    .join("\n");

async function unzipped(file: string): Promise<string> {
  const handle = await open(file, "r");
  const texts: string[] = [];
  for (const entry of await zipEntries(handle, file))
    for await (const piece of unpack(handle, file, entry)) texts.push(Buffer.from(piece).toString("latin1"));
  await handle.close();
  return texts.join("\n");
}

const said = (outcomes: readonly Outcome[]): string => outcomes.map(({ stdout, stderr }) => stdout + stderr).join("\n");

/** Canaries that stand in a text, plain or as a URL or base64 would have them. */
const found = (text: string): string[] =>
  [...Object.values(environment), ...literals].filter((secret) =>
    [secret, encodeURIComponent(secret), Buffer.from(secret).toString("base64").slice(0, -3)].some((form) =>
      text.includes(form),
    ),
  );

describe("secrets that a run is given", () => {
  it("are 20", () => expect(all.length + literals.length).toBe(20));

  it("stand in nothing that a run, its exports, its archive and the commands on them say or write", {
    timeout: 300_000,
  }, async () => {
    const got: string[] = [];
    const server = await serve(({ text, headers }, response) => {
      got.push(`${headers.authorization} ${headers["x-api-key"]}`);
      const { rows } = JSON.parse(text) as { rows: { score: number }[] };
      json(response, { p: rows.map(({ score }) => score) });
    });
    const { cwd, run, written } = project({ "suite.json": suiteFor(server.url) });
    const outcomes = [
      await run("check", "suite.json"),
      await run("run", "suite.json", "--format", "html,md,junit,sarif,csv,prom", "--debug"),
      await run("run", "suite.json", "--json", "--no-cache"),
      await run("audits", "list"),
      await run("audits", "show", "latest", "--json"),
      await run("audits", "verify"),
      await run("audits", "export", "--all", "--to", "archive.zip"),
      await run("doctor"),
      await run("init", "predictions.csv", "--yes"),
    ];
    // The requests carried them; nothing else does.
    expect(got[0]).toBe(`Bearer ${secretOf("CANARY_TOKEN")} ${secretOf("CANARY_HEADER")}`);
    expect(outcomes.slice(0, 7).map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    expect(found([said(outcomes), written(), await unzipped(path.join(cwd, "archive.zip"))].join("\n"))).toEqual([]);
  });

  it.each<[string, Parameters<typeof serve>[0]]>([
    [
      "repeats them with an error",
      ({ headers, path: url }, response) => json(response, { error: { headers, url } }, 500),
    ],
    [
      "repeats them in place of an answer",
      ({ headers, path: url }, response) => json(response, { p: [JSON.stringify({ headers, url })] }),
    ],
    [
      "refuses them",
      ({ headers, path: url }, response) =>
        json(response, { error: `no such key ${url} ${headers.authorization}` }, 401),
    ],
    [
      "sends elsewhere",
      ({ path: url }, response) => response.writeHead(302, { location: `https://example.org${url}` }).end(),
    ],
    ["hangs up", (_, response) => response.destroy()],
  ])("stand in no error either, where the endpoint %s", async (_, handler) => {
    const server = await serve(handler);
    const { run, written } = project({ "suite.json": suiteFor(server.url) });
    const outcome = await run("run", "suite.json", "--debug");
    expect(outcome.code).toBe(3);
    expect(found(said([outcome]) + written())).toEqual([]);
  });

  it("that a suite holds as they are, it is refused for, and they are not shown", async () => {
    const headers = { authorization: `Bearer ${literals[0]}` };
    const { run, written } = project({
      "header.json": suiteFor("https://example.org", { headers }),
      "url.json": suiteFor("https://example.org").replace("https://", `https://${literals[1]}@`),
    });
    const outcomes = [await run("check", "header.json", "--debug"), await run("check", "url.json", "--debug")];
    expect(outcomes.map(({ code }) => code)).toEqual([2, 2]);
    expect(found(said(outcomes) + written())).toEqual([]);
  });

  it("that schedules are given stand in nothing that is said or written, whatever becomes of a message", async () => {
    const server = await serve(({ headers, path: url }, response) => json(response, { headers, url }, 500));
    const hook = `{url: "${server.url}/${env("CANARY_HOOK")}", secret: "${env("CANARY_SIGNING")}", headers: {authorization: "Bearer ${env("CANARY_HOOK_TOKEN")}"}}`;
    const schedules = `channels:\n  team: {webhook: ${hook}}\nschedules:\n  - {suite: suite.yaml, cron: "@daily", notify: [team]}\n`;
    const { run, written } = project({ "suite.yaml": suiteYaml(0.0001), "schedules.yaml": schedules });
    const outcomes = [
      await run("schedule", "schedules.yaml", "--once"),
      await run("schedule", "status", "schedules.yaml", "--json"),
    ];
    expect(server.got.length).toBeGreaterThan(0);
    expect(found(said(outcomes) + written())).toEqual([]);
  });
});
