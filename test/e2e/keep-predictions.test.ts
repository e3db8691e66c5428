import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import type { PairedModels, PairedRuns } from "../../src/core/paired.js";
import { contentOf, loadSuite } from "../../src/evaluate.js";
import { loadModel } from "../../src/models/index.js";
import type { Manifest } from "../../src/record/manifest.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { pairFiles } from "../../src/runner/pair-files.js";
import { keptPredictionsIn } from "../../src/runner/pair-predictions.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { featureStepsOf, referenceOf } from "../models/reference.js";
import { measured } from "../runner/measure-suite.js";
import { evenhand, start, tree, workspace } from "./harness.js";

const key = "00112233445566778899aabbccddeeff".repeat(2);
const withKey = { EVENHAND_KEY: key };
// A key pair of age made for this test.
const recipient = "age1tl7lstz62gx5emn6fd3zs96l07wnnwn4w6st7yy9zk39r7lmy4zsp40553";
const identity = "AGE-SECRET-KEY-1FXNF7Z57G9DZ7AP0AZYTEZ0WENGHEQ9VX7HK6A6L7S6N432ZSEXQWLS4A8";

/** People as a register might name them. */
const people = Array.from({ length: 300 }, (_, i) => {
  const name = ["Bjørn Ærø", "Zoë O'Neil", "Åse-Marie Høst"][i % 3]!;
  const id = [`${name} ${i}`, `person.${i}@example.dk`, `${String(10_000_000 + i * 31_337).slice(0, 6)}-${1000 + i}`][
    i % 3
  ]!;
  return {
    id,
    customer: `customer-${i % 90}-secret`,
    gender: i % 7 < 3 ? "f" : "m",
    churned: i % 2,
    a: (i * 3) % 2,
    b: (i * 5 + 1) % 2,
  };
});
const csv = [Object.keys(people[0]!).join(","), ...people.map((row) => Object.values(row).join(","))].join("\n");
const suite = (more = "keep: [predictions]", dataset = "id: id, unit: customer") => `name: churn
purpose: test
dataset: {source: people.csv, ${dataset}, label: churned}
protected: [gender]
models: [{id: new, kind: logged, prediction: a}, {id: old, kind: logged, prediction: b}]
${more}
`;

async function query(sql: string): Promise<unknown[][]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const rows = (await connection.runAndReadAll(sql)).getRows();
  connection.closeSync();
  return rows;
}

const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [path.join(entry.parentPath, entry.name)] : [],
  );

describe("evenhand run, of a suite that keeps predictions", () => {
  it("keeps them in a file of their own that the manifest lists apart, and no id anywhere (G1)", async () => {
    const cwd = workspace({ "suite.yaml": suite(), "people.csv": `${csv}\n` });
    const temporary = workspace();
    const { code, stdout, stderr } = await evenhand(["run", "suite.yaml", "--out", "run"], {
      cwd,
      env: { ...withKey, TMPDIR: temporary },
    });
    expect([code, stderr.includes("defect")]).toEqual([0, false]);
    expect(tree(cwd)).toEqual([
      "people.csv",
      "run",
      "run/manifest.json",
      "run/predictions.parquet",
      "run/report.html",
      "run/run.json",
      "suite.yaml",
    ]);
    expect(tree(temporary)).toEqual([]);
    const manifest = JSON.parse(readFileSync(path.join(cwd, "run", "manifest.json"), "utf8")) as Manifest;
    const kept = readFileSync(path.join(cwd, "run", "predictions.parquet"));
    expect(manifest.row_level_files).toEqual([
      { name: "predictions.parquet", bytes: kept.length, sha256: createHash("sha256").update(kept).digest("hex") },
    ]);
    expect(manifest.files.map(({ name }) => name)).not.toContain("predictions.parquet");
    const record = JSON.parse(readFileSync(path.join(cwd, "run", "run.json"), "utf8")) as RunRecord;
    expect(record.kept).toEqual([{ content: "predictions", key_id: expect.stringMatching(/^[0-9a-f]{16}$/) }]);
    // The Parquet file is compressed: what stands in it is looked at as text too.
    const table = JSON.stringify(await query(`SELECT * FROM '${cwd}/run/predictions.parquet'`));
    const told = [stdout, stderr, table, ...filesIn(path.join(cwd, "run")).map((file) => readFileSync(file, "latin1"))];
    const secrets = [
      ...people.flatMap(({ id, customer }) => [id, Buffer.from(id, "utf8").toString("latin1"), customer]),
      key,
    ];
    for (const text of told) expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    expect(JSON.parse(table)).toHaveLength(people.length);
  });

  it("keeps nothing where the suite does not ask, key or not", async () => {
    const cwd = workspace({ "suite.yaml": suite(""), "people.csv": csv });
    await evenhand(["run", "suite.yaml", "--out", "run", "--no-report"], { cwd, env: withKey });
    expect(tree(path.join(cwd, "run"))).toEqual(["manifest.json", "run.json"]);
    expect(readFileSync(path.join(cwd, "run", "run.json"), "utf8")).not.toContain('"kept"');
  });

  it("takes the key from a file as well as from the environment", async () => {
    const cwd = workspace({ "suite.yaml": suite(), "people.csv": csv, "key.txt": `${key}\n` });
    const run = (out: string, args: string[], env: Record<string, string>) =>
      evenhand(["run", "suite.yaml", "--no-report", "--out", out, ...args], { cwd, env });
    expect((await run("a", ["--key-file", "key.txt"], {})).code).toBe(0);
    expect((await run("b", [], withKey)).code).toBe(0);
    const [a, b] = ["a", "b"].map((out) => readFileSync(path.join(cwd, out, "predictions.parquet")));
    expect(a!.equals(b!)).toBe(true);
    expect(readFileSync(path.join(cwd, "a", "run.json"))).toEqual(readFileSync(path.join(cwd, "b", "run.json")));
  });

  it.each([
    ["there is no key", [], {}, /6:7 {2}the suite keeps predictions, and there is no key/],
    [
      "the key is short",
      [],
      { EVENHAND_KEY: key.slice(2) },
      /EVENHAND_KEY holds no key: expected 64 hexadecimal digits or more/,
    ],
    [
      "the key file is not there",
      ["--key-file", "nowhere"],
      withKey,
      /--key-file names nowhere, which cannot be read: there is no such file/,
    ],
    ["the key file holds something else", ["--key-file", "suite.yaml"], withKey, /the file suite.yaml holds no key/],
    [
      "the recipient is none",
      [],
      { ...withKey, EVENHAND_RECIPIENT: "age1nobody" },
      /EVENHAND_RECIPIENT is no recipient of age/,
    ],
  ])("exit 2 before anything is read when %s", async (_, args, env, message) => {
    const cwd = workspace({ "suite.yaml": suite() });
    const { code, stderr } = await evenhand(["run", "suite.yaml", ...args], { cwd, env });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/[0-9a-f]{20}|nobody/);
    expect(code).toBe(2);
    expect(tree(cwd)).toEqual(["suite.yaml"]);
  });

  it("exit 2 without an id, 3 for ids that are not one per row; nothing is left behind", async () => {
    const cwd = workspace({
      "suite.yaml": suite("keep: [predictions]", "unit: customer"),
      "twice.yaml": suite("keep: [predictions]", "id: customer"),
      "people.csv": csv,
    });
    const noId = await evenhand(["run", "suite.yaml"], { cwd, env: withKey });
    expect([noId.code, noId.stderr]).toEqual([2, expect.stringMatching(/kept rows need a name/)]);
    const twice = await evenhand(["run", "twice.yaml"], { cwd, env: withKey });
    expect([twice.code, twice.stderr]).toEqual([3, expect.stringMatching(/has the value of another row in 210 rows/)]);
    expect(filesIn(cwd).filter((file) => file.includes("reports"))).toEqual([]);
    const check = await evenhand(["check", "twice.yaml"], { cwd });
    expect([check.code, check.stderr]).toEqual([3, expect.stringMatching(/210 rows/)]);
  });

  it("encrypts them for a recipient, and reads them back with the identity", async () => {
    const cwd = workspace({ "suite.yaml": suite(), "people.csv": csv });
    const run = (out: string, more: Record<string, string>) =>
      evenhand(["run", "suite.yaml", "--no-report", "--out", out], { cwd, env: { ...withKey, ...more } });
    expect([(await run("open", {})).code, (await run("closed", { EVENHAND_RECIPIENT: recipient })).code]).toEqual([
      0, 0,
    ]);
    expect(tree(path.join(cwd, "closed"))).toEqual(["manifest.json", "predictions.parquet.age", "run.json"]);
    const bytes = readFileSync(path.join(cwd, "closed", "predictions.parquet.age"));
    expect(bytes.subarray(0, 21).toString()).toBe("age-encryption.org/v1");
    expect(bytes.includes(Buffer.from("PAR1"))).toBe(false);
    const runs = await pairOf(path.join(cwd, "open"), path.join(cwd, "closed"), identity);
    expect([runs.reason, runs.rows]).toEqual([null, { baseline: 300, candidate: 300, both: 300 }]);
  });

  it("what a killed run left is gone after the next start", async () => {
    const rows = Array.from({ length: 400_000 }, (_, i) => `${i},c${i},${i % 2 ? "f" : "m"},${i % 3 ? 1 : 0},1,0`);
    const cwd = workspace({
      "suite.yaml": suite(),
      "people.csv": `id,customer,gender,churned,a,b\n${rows.join("\n")}\n`,
    });
    const { child, outcome } = start(["run", "suite.yaml"], { cwd, env: withKey });
    const staged = () => readdirSync(path.join(cwd, "reports")).filter((name) => name.startsWith(".kept-"));
    while (!existsSync(path.join(cwd, "reports")) || staged().length === 0)
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGKILL");
    await outcome;
    expect(staged()).toHaveLength(1);
    writeFileSync(path.join(cwd, "people.csv"), csv);
    expect((await evenhand(["run", "suite.yaml", "--no-report"], { cwd, env: withKey })).code).toBe(0);
    expect(staged()).toEqual([]);
  });
});

async function pairOf(baseline: string, candidate: string, by: string | null = null): Promise<PairedRuns> {
  const workFolder = workspace();
  const order = {
    job: "pair",
    baseline: keptPredictionsIn(baseline)!,
    candidate: keptPredictionsIn(candidate)!,
    identity: by,
  } as const;
  return pairFiles(order, { workFolder, memoryLimit: "500MB", threads: 2 });
}

withFixtures("two models of other libraries on the same customers", () => {
  const reference = (folder: string) => ({ features: featureStepsOf(referenceOf(folder)) });
  const model = {
    new: {
      id: "new",
      kind: "xgboost",
      path: fixturePath("models", "telco-churn-xgboost", "model.json"),
      ...reference("telco-churn-xgboost"),
    },
    old: {
      id: "old",
      kind: "onnx",
      path: fixturePath("models", "telco-churn-logistic-onnx", "model.onnx"),
      ...reference("telco-churn-logistic-onnx"),
    },
  };
  const telco = (...models: (keyof typeof model)[]): string =>
    JSON.stringify({
      name: models.join("-"),
      purpose: "test",
      dataset: {
        source: fixturePath("models", "telco-churn-xgboost", "rows.parquet"),
        id: "row_index",
        label: "Churn",
      },
      protected: ["gender", "SeniorCitizen", "Partner"],
      intersections: [["gender", "SeniorCitizen"]],
      models: models.map((each) => ({ ...model[each], positive: "Yes" })),
      keep: ["predictions"],
    });

  it("are paired alike in one suite and across two runs, and as a plain loop counts", async () => {
    const cwd = workspace({ "both.json": telco("new", "old"), "new.json": telco("new"), "old.json": telco("old") });
    for (const name of ["both", "new", "old"]) {
      const { code, stderr } = await evenhand(
        ["run", `${name}.json`, "--allow-outside", "--no-report", "--out", name],
        { cwd, env: withKey },
      );
      expect([code, stderr]).toEqual([0, expect.anything()]);
    }
    const loaded = await loadSuite(path.join(cwd, "both.json"), { allowOutside: true });
    const { paired } = await measured(contentOf(loaded), { loadModel });
    const across = await pairOf(path.join(cwd, "old"), path.join(cwd, "new"));
    expect(across.reason).toBeNull();
    expect(across.paired).toEqual(paired![0]);
    expect(across.rows).toEqual({ baseline: 2113, candidate: 2113, both: 2113 });
    expect(await plainCounts(path.join(cwd, "both"))).toEqual(countsOf(across.paired!));
    expect(across.paired!.groups[0]!.cells.filter(({ then: before, now }) => before !== now)).toHaveLength(4);
  });

  const columns = ["gender", "SeniorCitizen", "Partner"];
  const countsOf = ({ groups }: PairedModels): Record<string, number> =>
    Object.fromEntries(
      groups
        .filter(({ attribute }) => attribute !== null && columns.includes(attribute))
        .flatMap(({ attribute, group, cells }) =>
          cells.map((cell) => [[attribute, group, cell.label, cell.then, cell.now].join("|"), cell.n]),
        ),
    );

  /** The same from the file that the suite of both models kept, row by row. */
  async function plainCounts(run: string): Promise<Record<string, number>> {
    const counts: Record<string, number> = {};
    const wanted = [...columns.map((name) => `"group.${name}"`), "label", '"prediction.old"', '"prediction.new"'];
    for (const row of await query(`SELECT ${wanted.join(", ")} FROM '${keptPredictionsIn(run)}'`)) {
      for (const [place, name] of columns.entries()) {
        const cell = [name, row[place], ...row.slice(columns.length)].join("|");
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
    }
    return counts;
  }
});
