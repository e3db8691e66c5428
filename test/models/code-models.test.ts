import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import type { Failure } from "../../src/core/errors.js";
import { loadModel } from "../../src/models/index.js";
import type { Batch, FeatureStep, LoadedModel, ModelRequest } from "../../src/models/model.js";

const folders: string[] = [];
const opened: LoadedModel[] = [];

afterEach(async () => {
  for (const model of opened.splice(0)) await model.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function workspace(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-code-"));
  folders.push(folder);
  for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
  return folder;
}

const features: FeatureStep[] = [{ name: "tenure" }, { name: "contract", type: "text" }];
const batch: Batch = { rows: 3, columns: [Float64Array.of(12, Number.NaN, 0.5), ["yearly", null, 'a "b"\n']] };

async function open(request: Partial<ModelRequest> & Pick<ModelRequest, "kind">): Promise<LoadedModel> {
  const model = await loadModel({ id: "m", path: "", featureSteps: features, output: null, threads: 1, ...request });
  opened.push(model);
  return model;
}

const command = (
  folder: string,
  words: readonly string[],
  timeout = 20_000,
  featureSteps: readonly FeatureStep[] = features,
) => open({ kind: "command", featureSteps, code: { command: words, folder, batch: 1000, timeout } });

/** A program in Node: `body` is run for each line, which is parsed as `given`. */
const program = (body: string): Record<string, string> => ({
  "score.mjs": `import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const given = JSON.parse(line);
  ${body}
}
`,
});

const scored =
  "console.log(JSON.stringify({ scores: given.columns.tenure.map((t) => (t === null ? 0.5 : t / 100)) }));";
const failure = async (work: Promise<unknown>): Promise<Failure> => {
  const error = await work.then(
    () => null,
    (cause: Failure) => cause,
  );
  if (error === null) throw new Error("no failure");
  return error;
};

describe("a command", () => {
  const node = [process.execPath, "score.mjs"];

  it("is asked line by line, with numbers, texts and what is missing as they are", async () => {
    const folder = workspace(
      program(
        'process.stderr.write(line); console.log(JSON.stringify({ scores: [0.1, 0.2, 0.3], labels: ["a", "b", "c"] }));',
      ),
    );
    const model = await command(folder, node);
    expect(model.columns).toEqual([
      { column: "tenure", type: "number" },
      { column: "contract", type: "text" },
    ]);
    expect(await model.predict(batch)).toEqual({ score: Float64Array.of(0.1, 0.2, 0.3), label: ["a", "b", "c"] });
    expect(await model.predict({ ...batch, rows: 3 })).toMatchObject({ label: ["a", "b", "c"] });
    expect(await model.predict({ rows: 0, columns: [new Float64Array(), []] })).toMatchObject({ label: null });
  });

  it("answers the same in any division into batches", () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 2, maxLength: 30 }),
        fc.nat(),
        async (values, cut) => {
          const model = await command(workspace(program(scored)), node, 20_000, [{ name: "tenure" }]);
          const of = async (some: number[]) => [
            ...((await model.predict({ rows: some.length, columns: [Float64Array.from(some)] })).score ?? []),
          ];
          const at = 1 + (cut % (values.length - 1));
          expect([...(await of(values.slice(0, at))), ...(await of(values.slice(at)))]).toEqual(await of(values));
        },
      ),
      { numRuns: 4 },
    ));

  it("is pinned by its files, which its other words are not", async () => {
    const folder = workspace(program(scored));
    const { facts } = await command(folder, [process.execPath, "score.mjs", "--fast", "no-such-file"]);
    expect(facts.files.map(({ name }) => name)).toEqual(["score.mjs"]);
    expect(facts.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect((await command(folder, ["cat"])).facts).toMatchObject({ files: [], sha256: null, runtime: "command cat" });
  });

  it("takes words as they are: no shell reads them", async () => {
    const folder = workspace(
      program("console.log(JSON.stringify({ labels: [process.argv[2], process.argv[3], process.cwd()] }));"),
    );
    const words = ["$(touch owned); rm -rf *", "a b"];
    const model = await command(folder, [...node, ...words]);
    const { label } = await model.predict(batch);
    expect(label?.slice(0, 2)).toEqual(words);
    expect(path.basename(label?.[2] as string)).toBe(path.basename(folder));
  });

  it.each([
    ["neither scores nor labels", 'console.log("{}")', /neither "scores" nor "labels": an empty object/],
    ["a number", "console.log(7)", /the answer is no object: a number/],
    ["text", 'console.log("loading the model …")', /no JSON \(content withheld\)/],
    ["too few", "console.log('[0.1]')", /"scores" has 1 entries where 3 rows were asked/],
    [
      "words for scores",
      `console.log('{"scores":["high","low","low"]}')`,
      /the score of row 1 of a batch is no number: a string/,
    ],
    [
      "uneven lists",
      `console.log('{"scores":[[0.1,0.9],[1],[0.5,0.5]]}')`,
      /scores of row 2 of a batch are no list of 2/,
    ],
    ["labels that are lists", `console.log('{"labels":[[],[],[]]}')`, /the label of row 1 of a batch is no text/],
  ])("that answers with %s is told so", async (_, body, message) => {
    const model = await command(workspace(program(body)), node);
    const found = await failure(model.predict(batch));
    expect(found).toMatchObject({ kind: "unusable", message: expect.stringMatching(message) });
    expect(found.problems[0]?.hint).toBeDefined();
  });

  it("that answers null has no number there, which scoring tells with its row", async () => {
    const model = await command(workspace(program("console.log('[0.5,null,1]')")), node);
    expect((await model.predict(batch)).score).toEqual(Float64Array.of(0.5, Number.NaN, 1));
  });

  it("of several classes answers with a list per row and their names", async () => {
    const body = `console.log('{"classes":["x","y","z"],"scores":[[0.2,0.5,0.3],[1,0,0],[0.1,0.1,0.8]]}')`;
    const answers = await (await command(workspace(program(body)), node)).predict(batch);
    expect(answers.label).toEqual(["y", "x", "z"]);
    expect(answers.score).toEqual(Float64Array.of(0.5, 1, 0.8));
  });

  it("that ends says how, with the end of what it wrote, without control characters", async () => {
    const body = `process.stderr.write("x".repeat(5000) + "\\u001b[31mno such model\\n"); process.exit(3);`;
    const { message } = await failure((await command(workspace(program(body)), node)).predict(batch));
    expect(message).toMatch(
      /^model "m": the command ended \(exit 3\) before it answered; it said: x+\\u\{1b\}\[31mno such model$/,
    );
    expect(message.length).toBeLessThan(1200);
  });

  it("that is not there says so", async () => {
    const { message, kind } = await failure((await command(workspace({}), ["no-such-program"])).predict(batch));
    expect([kind, message]).toEqual(["unusable", 'model "m": "no-such-program" cannot be started (ENOENT)']);
  });

  it("that does not answer in time is ended", async () => {
    const folder = workspace(
      program(
        '(await import("node:fs")).writeFileSync("pid", String(process.pid)); setInterval(() => {}, 1000); await new Promise(() => {});',
      ),
    );
    const model = await command(folder, node, 1500);
    expect((await failure(model.predict(batch))).message).toMatch(/no answer within 1.5 s/);
    expect((await failure(model.predict(batch))).message).toMatch(/no answer within 1.5 s/);
    await model.close();
    expect(() => process.kill(Number(readFileSync(path.join(folder, "pid"), "utf8")), 0)).toThrow();
  });

  it("that writes more than it is asked for is not believed", async () => {
    const model = await command(workspace(program("console.log('[0,0,0]\\n[1,1,1]')")), node);
    await model.predict(batch);
    expect((await failure(model.predict(batch))).message).toMatch(
      /a line to its standard output that nobody asked for/,
    );
  });

  it("ends when its input ends, and is ended when it does not", async () => {
    const stubborn = program(
      `${scored} (await import("node:fs")).writeFileSync("pid", String(process.pid)); setInterval(() => {}, 1000);`,
    );
    const folder = workspace(stubborn);
    const model = await command(folder, node, 20_000, features);
    await model.predict(batch);
    await model.close();
    expect(() => process.kill(Number(readFileSync(path.join(folder, "pid"), "utf8")), 0)).toThrow();
  });

  const hasPython = spawnSync("python3", ["-c", "import json"]).status === 0;
  it.runIf(hasPython)("may be in Python", async () => {
    const source = `import json, sys
for line in sys.stdin:
    given = json.loads(line)
    scores = [0.5 if t is None else t / 100 for t in given["columns"]["tenure"]]
    print(json.dumps({"scores": scores}), flush=True)
`;
    const model = await command(workspace({ "score.py": source }), ["python3", "score.py"]);
    expect((await model.predict(batch)).score).toEqual(Float64Array.of(0.12, 0.5, 0.005));
    expect(model.facts.files.map(({ name }) => name)).toEqual(["score.py"]);
  });
});

describe("a module", () => {
  const load = (source: string, name = "model.mjs", timeout = 20_000) => {
    const folder = workspace({ [name]: source });
    return open({ kind: "module", path: path.join(folder, name), code: { command: [], folder, batch: 1000, timeout } });
  };

  it("is given columns by name, and answers now or later", async () => {
    const source = `export async function predict({ rows, columns }) {
  return { scores: columns.tenure.map((t) => (Number.isNaN(t) ? 0 : t)), labels: columns.contract.map((c) => c ?? String(rows)) };
}`;
    const model = await load(source);
    expect(await model.predict(batch)).toEqual({
      score: Float64Array.of(12, 0, 0.5),
      label: ["yearly", "3", 'a "b"\n'],
    });
    expect(model.facts.files.map(({ name }) => name)).toEqual(["model.mjs"]);
  });
  it("names its classes", async () => {
    const model = await load(
      "export const classes = ['x', 'y', 'z']; export const predict = ({ rows }) => Array.from({ length: rows }, () => [0.1, 0.7, 0.2]);",
    );
    expect(model.classNames).toEqual(["x", "y", "z"]);
    expect((await model.predict(batch)).label).toEqual(["y", "y", "y"]);
  });
  it.each([
    ["export default function predict() {}", /exports a function as its default, not by the name predict/],
    ["export default { predict() {} }", /exports predict inside its default export/],
    ["export const predict = 7;", /exports predict, which is no function but a number/],
    ["export const score = () => 1;", /exports score, and no predict/],
    ["1;", /exports nothing/],
    ["export function predict( {", /cannot be loaded: /],
    ['import "no-such-package"; export function predict() {}', /cannot be loaded: Cannot find package/],
    ["export const classes = 3; export function predict() {}", /exports classes, which is no list/],
  ])("%s: is told what is wrong", async (source, message) => {
    expect(await failure(load(source))).toMatchObject({ kind: "unusable", message: expect.stringMatching(message) });
  });
  it("that throws does not get to quote texts", async () => {
    const model = await load("export function predict({ columns }) { throw new Error(columns.contract[0]); }");
    expect((await failure(model.predict(batch))).message).not.toMatch(/yearly/);
  });
  it("that never answers is given up", async () => {
    const model = await load("export const predict = () => new Promise(() => {});", "model.mjs", 200);
    expect((await failure(model.predict(batch))).message).toMatch(/predict did not answer within 0.2 s/);
  });
  it("in TypeScript is told that Node does not run it", async () => {
    expect((await failure(load("export const predict = 1;", "model.ts"))).message).toMatch(/model\.ts is TypeScript/);
  });
});
