import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/record/run-record.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { rowsOf } from "../models/reference.js";
import { type Got, json, type Server, serve } from "../models/remote/server.js";
import { evenhand, tree, workspace } from "./harness.js";

const as = (name: string): string => `\${${name}}`;
const model = "telco-churn-xgboost";
const columns = ["tenure", "MonthlyCharges", "TotalCharges", "gender", "Contract"];
const secret = "s3cr3t-canary-7c1e";
const environment = { CHURN_TOKEN: secret, CHURN_KEY: `${secret}-key` };

interface Row {
  readonly tenure: number;
  readonly MonthlyCharges: number;
  readonly TotalCharges: number | null;
  readonly gender: string;
  readonly Contract: string;
}

/** A model that a test can work out again: longer contracts and customers of longer standing leave less often. */
const churn = ({ tenure, gender, Contract }: Row): number =>
  1 / (1 + Math.exp(tenure / 20 - (Contract === "Month-to-month" ? 1 : -1) - (gender === "Female" ? 0.25 : 0)));

const scoring = ({ text }: Got, response: Parameters<typeof json>[0]): void => {
  const { rows } = JSON.parse(text) as { rows: Row[] };
  json(response, { predictions: rows.map((row) => ({ probability: churn(row) })) });
};

interface Changes {
  readonly server: Server;
  readonly model?: Readonly<Record<string, unknown>>;
}

/** A folder with a suite over the telco rows and a model behind a URL. */
function project({ server, model: changed = {} }: Changes): { readonly cwd: string; readonly cache: string } {
  const cwd = workspace();
  const suite = {
    name: "churn-live",
    purpose: "retention-offer",
    dataset: { source: fixturePath("models", model, "rows.parquet"), label: "Churn", favourable: "Yes" },
    protected: ["gender", "Partner"],
    model: {
      id: "churn-live",
      kind: "http",
      url: `${server.url}/score/${as("env:CHURN_KEY")}?key=${as("env:CHURN_KEY")}`,
      headers: { authorization: `Bearer ${as("env:CHURN_TOKEN")}` },
      features: columns.map((name) => (["gender", "Contract"].includes(name) ? { name, type: "text" } : name)),
      request: { rows: as("rows") },
      response: "predictions[*].probability",
      positive: "Yes",
      timeout: "2s",
      deadline: "20s",
      retries: 1,
      ...changed,
    },
    metrics: ["selection_rate", "mean_score"],
    gates: [{ metric: "selection_rate", attribute: "gender", disparity: "max_difference", at_most: 0.5 }],
  };
  writeFileSync(path.join(cwd, "suite.json"), JSON.stringify(suite));
  return { cwd, cache: path.join(workspace(), "cache") };
}

const run = ({ cwd, cache }: ReturnType<typeof project>, ...more: string[]) =>
  evenhand(["run", "suite.json", "--allow-outside", ...more], { cwd, env: { ...environment, EVENHAND_CACHE: cache } });

const recordIn = (folder: string): RunRecord => JSON.parse(readFileSync(path.join(folder, "run.json"), "utf8"));

/** Everything in a folder, names and content. */
const contentOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .map(
      (entry) =>
        `${entry.name}\n${entry.isFile() ? readFileSync(path.join(entry.parentPath, entry.name), "latin1") : ""}`,
    )
    .join("\n");

withFixtures("a model behind a URL, through the command line", () => {
  let rows: readonly Row[] = [];
  beforeAll(async () => {
    const table = await rowsOf(model);
    rows = table.tenure!.map(
      (_, i) => Object.fromEntries(columns.map((name) => [name, table[name]![i]])) as unknown as Row,
    );
  });

  it("is scored row by row, and the record says what was sent; a second run sends nothing", async () => {
    const server = await serve(scoring);
    const at = project({ server });
    expect(await run(at, "--out", "first")).toMatchObject({ code: 0, stderr: expect.any(String) });
    const first = recordIn(path.join(at.cwd, "first"));
    const chosen = rows.filter((row) => churn(row) >= 0.5).length / rows.length;
    const rate = first.groups.find(({ metric, attribute }) => metric === "selection_rate" && attribute === null);
    // Both count the same rows.
    expect(rate?.value).toBeCloseTo(chosen, 12);
    const alike = new Set(rows.map((row) => JSON.stringify(columns.map((name) => row[name as keyof Row])))).size;
    expect(first.transfers).toEqual([
      {
        model: "churn-live",
        recipient: null,
        country: null,
        basis: null,
        columns,
        rows: alike,
        cached: rows.length - alike,
      },
    ]);
    expect(first.models[0]).toMatchObject({
      kind: "http",
      files: [],
      sha256: null,
      runtime: `http at ${server.url}/score/${as("env:CHURN_KEY")}`,
    });
    expect(server.got).toHaveLength(Math.ceil(alike / 500));
    expect(server.got[0]?.headers.authorization).toBe(`Bearer ${secret}`);
    expect(new Set(server.got.flatMap(({ text }) => JSON.parse(text).rows.flatMap(Object.keys)))).toEqual(
      new Set(columns),
    );

    const requests = server.got.length;
    expect((await run(at, "--out", "second", "--no-report")).code).toBe(0);
    expect(server.got).toHaveLength(requests);
    const second = recordIn(path.join(at.cwd, "second"));
    expect(second.transfers).toEqual([expect.objectContaining({ rows: 0, cached: rows.length })]);
    expect({ ...second, transfers: first.transfers }).toEqual(first);

    expect((await run(at, "--out", "third", "--no-cache", "--no-report")).code).toBe(0);
    expect(recordIn(path.join(at.cwd, "third")).transfers).toEqual([
      expect.objectContaining({ rows: rows.length, cached: 0 }),
    ]);
  });

  it("leaves no secret and no row anywhere but in the request", async () => {
    const server = await serve(scoring);
    const at = project({ server });
    const outcomes = [
      await run(at, "--out", "plain"),
      await run(at, "--json", "--debug", "--no-report", "--out", "json"),
      await evenhand(["check", "suite.json", "--allow-outside"], { cwd: at.cwd, env: environment }),
    ];
    expect(outcomes.map(({ code }) => code)).toEqual([0, 0, 0]);
    const everything = [
      ...outcomes.flatMap(({ stdout, stderr }) => [stdout, stderr]),
      contentOf(at.cwd),
      contentOf(at.cache),
    ].join("\n");
    expect(everything).not.toContain(secret);
    expect(contentOf(at.cache)).not.toMatch(/Female|Month-to-month|127\.0\.0\.1/);
    expect(tree(at.cache).filter((name) => /\.tmp$/.test(name))).toEqual([]);
  });

  const hidden = `${secret} ${"Female"}`;
  type Fault = readonly [
    name: string,
    handler: (got: Got, response: Parameters<typeof json>[0]) => void,
    said: RegExp,
    changed?: Readonly<Record<string, unknown>>,
  ];
  const faults: readonly Fault[] = [
    ["refuses the credential", (_, r) => json(r, { error: hidden }, 401), /found status 401/],
    ["has no such path", (_, r) => json(r, { error: hidden }, 404), /found status 404/],
    ["is overloaded", (_, r) => json(r, { error: hidden }, 503), /found status 503 \(2 tries\)/],
    [
      "redirects",
      (_, r) => void r.writeHead(307, { location: `https://example.com/${hidden.replace(" ", "")}` }).end(),
      /redirects elsewhere/,
    ],
    ["answers with a page", (_, r) => void r.end(`<html>${hidden}</html>`), /expected JSON/],
    [
      "answers too few rows",
      (_, r) => json(r, { predictions: [{ probability: 0.5 }] }),
      /expected 500 answers for 500 rows, found 1/,
    ],
    [
      "answers in another shape",
      (_, r) => json(r, { result: hidden }),
      /expected a map with "predictions" at \$, found a map/,
    ],
    ["answers too much", (_, r) => void r.end(Buffer.alloc(17 * 2 ** 20, 0x20)), /longer than 16 MB/],
    ["does not answer", () => {}, /no whole answer within 0\.3 s/, { timeout: "300ms" }],
    ["breaks off", (_, r) => void r.socket?.destroy(), /broken off/],
  ];
  const named = faults.map(([name, handler, said, changed = {}]) => ({ name, handler, said, changed }));
  it.each(named)("ends with exit 3 and writes nothing when the endpoint $name", async ({ handler, said, changed }) => {
    const server = await serve(handler);
    const at = project({ server, model: changed });
    const { code, stdout, stderr } = await run(at, "--out", "out");
    expect(stderr).toMatch(said);
    expect(stderr).toContain(`model "churn-live" at ${server.url}/score/${as("env:CHURN_KEY")}`);
    expect(code).toBe(3);
    expect(`${stdout}${stderr}`).not.toMatch(/s3cr3t|Female/);
    expect(tree(at.cwd)).toEqual(["suite.json"]);
    expect(contentOf(at.cwd)).not.toContain(secret);
  });

  it("is refused offline, before anything is read or sent", async () => {
    const server = await serve(scoring);
    const at = project({ server });
    writeFileSync(
      path.join(at.cwd, "suite.json"),
      readFileSync(path.join(at.cwd, "suite.json"), "utf8").replace("rows.parquet", "no-such-file.parquet"),
    );
    for (const command of ["run", "check"]) {
      const outcome = await evenhand([command, "suite.json", "--allow-outside", "--offline"], {
        cwd: at.cwd,
        env: environment,
      });
      expect(outcome).toMatchObject({
        code: 2,
        stderr: expect.stringMatching(/1:\d+ {2}--offline: model "churn-live" is behind a URL/),
      });
    }
    expect(server.got).toHaveLength(0);
  });

  it("is refused where the environment holds no secret, a suite from elsewhere reaches further, or nothing says who gets the rows", async () => {
    const server = await serve(scoring);
    const at = project({ server });
    const without = await evenhand(["run", "suite.json", "--allow-outside"], { cwd: at.cwd, env: { CHURN_KEY: "k" } });
    expect(without).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/reads the environment variable CHURN_TOKEN, which is not set/),
    });
    const narrowed = await evenhand(["run", "suite.json", "--allow-outside"], {
      cwd: at.cwd,
      env: { ...environment, EVENHAND_ALLOW_HOSTS: "models.example.no" },
    });
    expect(narrowed).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/EVENHAND_ALLOW_HOSTS does not name the host/),
    });
    const away = project({ server, model: { url: "https://models.example.no/score" } });
    const undeclared = await run(away);
    expect(undeclared).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(
        /Add to the model: transfer: \{recipient: NAME, .* columns: \[tenure, MonthlyCharges, TotalCharges, gender, Contract\]\}/,
      ),
    });
    expect(server.got).toHaveLength(0);
  });

  it("does not take the place of a file", async () => {
    const at = project({ server: await serve(scoring) });
    expect(await run(at, "--model", "churn-live=model.json")).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is behind a URL and has no file/),
    });
  });

  describe("checked", () => {
    it("sends no row", async () => {
      const server = await serve(scoring);
      const at = project({ server });
      const outcome = await evenhand(["check", "suite.json", "--allow-outside"], { cwd: at.cwd, env: environment });
      expect(outcome).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/churn-live, http, 5 features, all found in the data/),
      });
      expect(server.got).toHaveLength(0);
    });
  });
});
