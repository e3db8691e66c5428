import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { bytesField, integerField, joinBytes } from "../../src/models/protobuf.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { json, serve } from "../models/remote/server.js";
import { externalTensor, onnxFile, onnxNode, onnxValue, writeGraph, writeLayers } from "../models/tiny-models.js";
import { fixture } from "../models/trees/library-models.js";
import { evenhand, type Outcome, tree, workspace } from "./harness.js";

type Model = Readonly<Record<string, unknown>>;
type Change = (cells: string[], row: number) => readonly string[];

const columns = ["id", "gender", "churned", "tenure", "charges", "contract"];
const rows = 240;

/** Customers with two numbers and a text, in a fixed pattern. */
function customers(change: Change = (cells) => cells, header: readonly string[] = columns): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const contract = ["monthly", "yearly"][row % 2]!;
    const cells = [row, row % 3 === 0 ? "f" : "m", row % 4 === 0 ? 1 : 0, (row * 7) % 60, 100 + ((row * 13) % 400)];
    return change([...cells.map(String), contract], row).join(",");
  });
  return `${[header.join(","), ...lines].join("\n")}\n`;
}

const suiteOf = (model: Model, more: Model = {}): string =>
  JSON.stringify({
    name: "churn",
    purpose: "test",
    dataset: { source: "customers.csv", label: "churned", favourable: 1 },
    protected: ["gender"],
    model: { id: "churn-v9", path: "model/model", ...model },
    metrics: ["selection_rate", "mean_score"],
    ...more,
  });

const treeOf = (at: string, more: Model = {}) => ({
  tree_param: { num_nodes: "3" },
  left_children: [1, -1, -1],
  right_children: [2, -1, -1],
  split_indices: [0, 0, 0],
  split_conditions: [Number(at), -1, 1],
  default_left: [0, 0, 0],
  sum_hessian: [2, 1, 1],
  ...more,
});

/** A model of one split on the first of two inputs, as XGBoost writes it. */
const xgboost = (names: readonly string[] = [], trees: readonly Model[] = [treeOf("30")], version = [3, 2, 0]) =>
  JSON.stringify({
    version,
    learner: {
      feature_names: names,
      feature_types: names.map(() => "float"),
      learner_model_param: { base_score: "5E-1", num_class: "0", num_feature: "2", num_target: "1" },
      objective: { name: "binary:logistic" },
      gradient_booster: {
        name: "gbtree",
        model: {
          gbtree_model_param: { num_parallel_tree: "1", num_trees: String(trees.length) },
          tree_info: trees.map(() => 0),
          trees,
        },
      },
    },
  });

const float = 1;
const twoNumbers = [onnxValue("x", float, [null, 2])];
const oneScore = [onnxValue("y", float, [null, 1])];
/** The mean of two numbers through a sigmoid. */
const onnxNodes = [
  onnxNode("ReduceMean", ["x"], ["m"], {
    attributes: [joinBytes([bytesField(1, "axes"), integerField(8, 1), integerField(20, 7)])],
  }),
  onnxNode("Sigmoid", ["m"], ["y"]),
];
const onnx = (more: Partial<Parameters<typeof onnxFile>[0]> = {}): Uint8Array =>
  onnxFile({ nodes: onnxNodes, inputs: twoNumbers, outputs: oneScore, ...more });

const dense = (inputs: number) => [
  { class_name: "InputLayer", config: { batch_input_shape: [null, inputs], dtype: "float32", name: "in" } },
  { class_name: "Dense", config: { name: "out", units: 1, activation: "sigmoid", use_bias: false, dtype: "float32" } },
];
const kernel = (values: readonly number[]) => [{ name: "out/kernel", shape: [values.length, 1], values }];

const numbers = ["tenure", "charges"];
const scaled = [
  { name: "tenure", mean: 30, std: 17 },
  { name: "charges", mean: 300, std: 115 },
];

interface Case {
  readonly name: string;
  readonly code: number;
  readonly says: RegExp;
  /** Writes the model into this folder, where the suite expects it. */
  readonly write: (folder: string) => void;
  readonly model: Model;
  readonly data?: string;
  readonly more?: Model;
}

const file =
  (content: string | Uint8Array, name = "model") =>
  (folder: string): void =>
    writeFileSync(path.join(folder, name), content);
const half = (content: Uint8Array): Uint8Array => content.subarray(0, Math.floor(content.length / 2));
const text = (content: string): Uint8Array => Buffer.from(content);
const named = (kind: string): string => `model "churn-v9"[^\\n]*${kind}`;

const truncated: readonly Case[] = [
  {
    name: "XGBoost, truncated",
    code: 3,
    says: /model "churn-v9": its file is no complete XGBoost model: its JSON breaks off/,
    write: file(half(text(xgboost()))),
    model: { kind: "xgboost", features: numbers },
  },
  {
    name: "LightGBM, truncated",
    code: 3,
    says: /model "churn-v9": its file ends before the line "end of trees"/,
    write: file(half(fixture("lightgbm-stumps.txt"))),
    model: { kind: "lightgbm", features: numbers },
  },
  {
    name: "CatBoost, truncated",
    code: 3,
    says: /model "churn-v9": its file is no complete JSON/,
    write: file(half(fixture("catboost-oblivious.model.json"))),
    model: { kind: "catboost", features: numbers },
  },
  {
    name: "ONNX, truncated",
    code: 3,
    says: /model "churn-v9": its file is no complete ONNX model/,
    write: file(half(onnx())),
    model: { kind: "onnx", features: numbers },
  },
  {
    name: "TensorFlow.js, description truncated",
    code: 3,
    says: /model "churn-v9"/,
    write: (folder) => {
      const whole = readFileSync(writeLayers(folder, dense(2), kernel([1, 1])));
      writeFileSync(path.join(folder, "model.json"), half(whole));
    },
    model: { kind: "tfjs-layers", path: "model/model.json", features: numbers },
  },
  {
    name: "TensorFlow.js graph, weights truncated",
    code: 3,
    says: /weights\.bin/,
    write: (folder) => {
      writeGraph(folder, {
        inputs: [{ name: "x", size: [-1, 2] }],
        outputs: { y: "y" },
        nodes: [{ name: "y", op: "MatMul", input: ["x", "w"] }],
        weights: [{ name: "w", shape: [2, 1], values: [1, 1] }],
      });
      writeFileSync(path.join(folder, "weights.bin"), new Uint8Array(5));
    },
    model: { kind: "tfjs-graph", path: "model/model.json", features: numbers },
  },
];

const otherKinds: readonly Case[] = [
  {
    name: "LightGBM said to be XGBoost",
    code: 3,
    says: /said to be an XGBoost model, but its file is a LightGBM model.*kind: lightgbm/s,
    write: file(fixture("lightgbm-stumps.txt")),
    model: { kind: "xgboost", features: numbers },
  },
  {
    name: "XGBoost said to be LightGBM",
    code: 3,
    says: /said to be a LightGBM text model, but its file is an XGBoost model.*kind: xgboost/s,
    write: file(xgboost()),
    model: { kind: "lightgbm", features: numbers },
  },
  {
    name: "a pickle said to be ONNX, which is never run",
    code: 3,
    says: /a Python pickle.*runs code when it is loaded and is never read/s,
    // cos\nsystem\n(S'touch was-here'\ntR. behind the mark of protocol 4.
    write: file(joinBytes([Uint8Array.of(0x80, 4), text("cos\nsystem\n(S'touch was-here'\ntR.")])),
    model: { kind: "onnx", features: numbers },
  },
  {
    name: "a binary CatBoost file",
    code: 3,
    says: /churn-v9.*\.cbm.*save_model\("model\.json", format="json"\)/s,
    write: file(text("CBM1\0\0\0\0whatever follows")),
    model: { kind: "catboost", features: numbers },
  },
];

const newer: readonly Case[] = [
  {
    name: "a newer XGBoost",
    code: 3,
    says: /model "churn-v9".*XGBoost 4\.1\.0; versions 1 to 3/,
    write: file(xgboost([], [treeOf("30")], [4, 1, 0])),
    model: { kind: "xgboost", features: numbers },
  },
  {
    name: "a newer LightGBM",
    code: 3,
    says: /model "churn-v9".*text form "v9"; v3 and v4 are read/,
    write: file(fixture("lightgbm-stumps.txt").toString().replace("version=v4", "version=v9")),
    model: { kind: "lightgbm", features: numbers },
  },
  {
    name: "a newer ONNX operator set",
    code: 3,
    says: /model "churn-v9".*[Oo]pset 99.*export with an older opset/s,
    write: file(joinBytes([onnx({ domains: [] }), bytesField(8, joinBytes([bytesField(1, ""), integerField(2, 99)]))])),
    model: { kind: "onnx", features: numbers },
  },
  {
    name: "a newer ONNX file format",
    code: 3,
    says: /model "churn-v9".*IR version: 99.*newer than the runtime/s,
    write: file(joinBytes([onnx(), integerField(1, 99)])),
    model: { kind: "onnx", features: numbers },
  },
  {
    name: "a newer Keras",
    code: 3,
    says: /model "churn-v9".*Keras 3/s,
    write: (folder) => {
      const [input, ...rest] = dense(2);
      const { batch_input_shape, ...config } = input!.config as { batch_input_shape: unknown };
      const layers = [{ ...input!, config: { ...config, batch_shape: batch_input_shape } }, ...rest];
      writeLayers(folder, layers, kernel([1, 1]));
    },
    model: { kind: "tfjs-layers", path: "model/model.json", features: numbers },
  },
];

/** A model that answers every row with a number that no sum holds. */
const huge = (): string =>
  [
    ["objective=binary sigmoid:1", "objective=regression"],
    ["max_feature_idx=3", "max_feature_idx=1"],
    ["Column_0 Column_1 Column_2 Column_3", "Column_0 Column_1"],
    ["none none none none", "none none"],
    ["leaf_value=0", "leaf_value=1e30"],
  ].reduce((model, [from, to]) => model.replace(from!, to!), fixture("lightgbm-stumps.txt").toString());

const extreme: readonly Case[] = [
  {
    name: "LightGBM, answers too large to be added up",
    code: 3,
    says: /model "churn-v9": weights or scores are too large to be added up exactly\. Divide them/s,
    write: file(huge()),
    model: { kind: "lightgbm", features: numbers, threshold: 0.5 },
  },
];

/** A model whose weights of [2, 1] stand in another file. */
const external = (entries: Readonly<Record<string, string>>): Uint8Array =>
  onnx({
    nodes: [onnxNode("MatMul", ["x", "w"], ["y"])],
    initializers: [externalTensor("w", [2, 1], entries)],
  });
const onnxCase = (name: string, says: RegExp, write: Case["write"]): Case => ({
  name,
  code: 3,
  says,
  write,
  model: { kind: "onnx", features: numbers },
});

const foreign: readonly Case[] = [
  onnxCase(
    "ONNX weights above the model's folder",
    /names the file "\.\.\/customers\.csv", which lies outside its folder; refused/,
    file(external({ location: "../customers.csv", length: "8" })),
  ),
  onnxCase(
    "ONNX weights at an absolute path",
    /names the file "\/etc\/passwd", which lies outside its folder; refused/,
    file(external({ location: "/etc/passwd", length: "8" })),
  ),
  onnxCase("ONNX weights behind a link", /"weights" is reached by a symbolic link; refused/, (folder) => {
    symlinkSync("/etc/passwd", path.join(folder, "weights"));
    file(external({ location: "weights", length: "8" }))(folder);
  }),
  onnxCase("ONNX weights beyond the file's end", /has 4 bytes, and the model looks for values beyond/, (folder) => {
    file(new Uint8Array(4), "weights")(folder);
    file(external({ location: "weights", offset: "0", length: "8" }))(folder);
  }),
  onnxCase(
    "ONNX operators of one's own",
    /model "churn-v9".*operators of "acme\.ops", which are code outside the file/,
    file(
      onnx({
        nodes: [onnxNode("Score", ["x"], ["y"], { domain: "acme.ops" })],
        domains: ["", "acme.ops"],
      }),
    ),
  ),
  {
    name: "a TensorFlow.js layer with code",
    code: 3,
    says: /model "churn-v9".*class "Lambda"/,
    write: (folder) => {
      const code = { class_name: "Lambda", config: { name: "l", function: ["4wEAAAA="] } };
      writeLayers(folder, [...dense(2), code], kernel([1, 1]));
    },
    model: { kind: "tfjs-layers", path: "model/model.json", features: numbers },
  },
  {
    name: "a TensorFlow.js graph with an operation of one's own",
    code: 3,
    says: /model "churn-v9".*AcmeScore/,
    write: (folder) => {
      writeGraph(folder, {
        inputs: [{ name: "x", size: [-1, 2] }],
        outputs: { y: "y" },
        nodes: [{ name: "y", op: "AcmeScore", input: ["x"] }],
      });
    },
    model: { kind: "tfjs-graph", path: "model/model.json", features: numbers },
  },
];

const withNames = file(xgboost(numbers));

const features: readonly Case[] = [
  {
    name: "a feature that the data does not have",
    code: 2,
    says: /no column "tenur" in the data; did you mean "tenure"/,
    write: withNames,
    model: { kind: "xgboost", features: ["tenur", "charges"] },
  },
  {
    name: "a feature renamed in the data",
    code: 2,
    says: /no column "charges" in the data/,
    write: withNames,
    model: { kind: "xgboost" },
    data: customers(undefined, ["id", "gender", "churned", "tenure", "monthly_charges", "contract"]),
  },
  {
    name: "a feature too few",
    code: 3,
    says: new RegExp(named("takes 2 inputs .*features give 1: tenure")),
    write: withNames,
    model: { kind: "xgboost", features: ["tenure"] },
  },
  {
    name: "features in another order",
    code: 3,
    says: /model "churn-v9": feature "charges" gives input 1, and the model's file has that name at input 2/,
    write: withNames,
    model: { kind: "xgboost", features: ["charges", "tenure"] },
  },
  {
    name: "a text where the model takes a number",
    code: 3,
    says: /contract/,
    write: file(xgboost()),
    model: { kind: "xgboost", features: ["tenure", "contract"] },
  },
  {
    name: "a number column with a text in one row",
    code: 3,
    says: /charges/,
    write: withNames,
    model: { kind: "xgboost" },
    data: customers((cells, row) => (row === 41 ? cells.with(4, "a lot") : cells)),
  },
  {
    name: "a missing number where the model takes none",
    code: 3,
    says: /row 42: model "churn-v9" answers with a score that is no finite number.*missing: 0/s,
    write: file(onnx()),
    model: { kind: "onnx", features: scaled },
    data: customers((cells, row) => (row === 41 ? cells.with(4, "") : cells)),
  },
];

const loops: readonly Case[] = [
  {
    name: "a tree that goes in circles",
    code: 3,
    says: /model "churn-v9": its file is damaged: .*trees\[0\] reaches node 0 twice/,
    write: file(xgboost([], [treeOf("30", { left_children: [0, -1, -1] })])),
    model: { kind: "xgboost", features: numbers },
  },
  {
    name: "a threshold that is no number",
    code: 3,
    says: /model "churn-v9": its file is damaged: .*trees\[0\] has a threshold that is no number/,
    write: file(xgboost([], [treeOf("NaN")])),
    model: { kind: "xgboost", features: numbers },
  },
];

/** Writes the project, runs it, and looks at what is left in it and among the temporary files. */
async function runOf({
  write,
  model,
  data = customers(),
  more,
}: Omit<Case, "name" | "code" | "says">): Promise<
  Outcome & { readonly isClean: boolean; readonly cwd: string; readonly temporary: string }
> {
  const cwd = workspace({ "suite.json": suiteOf(model, more), "customers.csv": data });
  const temporary = workspace();
  mkdirSync(path.join(cwd, "model"));
  write(path.join(cwd, "model"));
  const before = tree(cwd);
  const outcome = await evenhand(["run", "suite.json"], { cwd, env: { TMPDIR: temporary } });
  const isClean = tree(temporary).length === 0 && (outcome.code === 0 || tree(cwd).join() === before.join());
  return { ...outcome, isClean, cwd, temporary };
}

const groups = {
  truncated,
  "of another kind": otherKinds,
  "of a newer form": newer,
  "with foreign parts": foreign,
  "of extreme answers": extreme,
};
const more = { "and its features": features, "whose trees are none": loops };

describe.each(Object.entries({ ...groups, ...more }))("a model %s", (_, cases) => {
  it.each(cases)("$name: exit $code, a clear word, nothing left behind", async ({ code, says, ...rest }) => {
    const outcome = await runOf(rest);
    expect(outcome.stderr).toMatch(says);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
    expect(outcome.isClean).toBe(true);
  });
});

const recordOf = ({ stdout, stderr }: Outcome, cwd: string): RunRecord => {
  const folder = tree(path.join(cwd, "reports")).find((name) => name.endsWith("run.json"));
  if (folder === undefined) throw new Error(`no record: ${stdout}${stderr}`);
  return JSON.parse(readFileSync(path.join(cwd, "reports", folder), "utf8"));
};

describe("a category that the features do not name", () => {
  const steps = (contracts: readonly string[]) => ["tenure", "charges", { name: "contract", one_hot: contracts }];
  const layers = (weights: readonly number[]) => (folder: string) =>
    void writeLayers(folder, dense(weights.length), kernel(weights));
  const model = { kind: "tfjs-layers", path: "model/model.json" };
  const data = customers((cells, row) => (row < 7 ? cells.with(5, "weekly") : cells));
  const meanScore = (record: RunRecord) =>
    record.groups.find(({ metric, attribute }) => metric === "mean_score" && attribute === null)?.value;
  const sigmoid = (margin: number): number => 1 / (1 + Math.exp(-margin));
  const contractOf = (row: number): "weekly" | "monthly" | "yearly" =>
    row < 7 ? "weekly" : row % 2 === 0 ? "monthly" : "yearly";
  const expected = (margins: Readonly<Record<"weekly" | "monthly" | "yearly", number>>): number =>
    Array.from({ length: rows }, (_, row) => sigmoid(margins[contractOf(row)])).reduce((sum, p) => sum + p, 0) / rows;

  it("unseen: error: exit 3, naming the column and never the value", async () => {
    const outcome = await runOf({
      write: layers([0, 0, 1, -1]),
      model: { ...model, features: steps(["monthly", "yearly"]), unseen: "error" },
      data,
    });
    expect(outcome.stderr).toMatch(/model "churn-v9": 7 rows of a batch hold categories of column "contract"/);
    expect(outcome.stderr).not.toContain("weekly");
    expect(outcome).toMatchObject({ code: 3, isClean: true });
  });

  it("unseen: missing: none of its inputs is set, and the record counts the rows", async () => {
    const outcome = await runOf({
      write: layers([0, 0, 1, -1]),
      model: { ...model, features: steps(["monthly", "yearly"]), unseen: "missing" },
      data,
    });
    expect(outcome).toMatchObject({ code: 0, isClean: true });
    const record = recordOf(outcome, outcome.cwd);
    // 6 digits: the network computes in single precision.
    expect(meanScore(record)).toBeCloseTo(expected({ weekly: 0, monthly: 1, yearly: -1 }), 6);
    expect(record.warnings).toContainEqual(
      expect.objectContaining({
        code: "unseen_category",
        values: expect.objectContaining({ column: "contract", rows: 7 }),
      }),
    );
  });

  it("unseen: other: the category of that name stands for it", async () => {
    const outcome = await runOf({
      write: layers([0, 0, 1, -1, 3]),
      model: { ...model, features: steps(["monthly", "yearly", "other"]), unseen: "other" },
      data,
    });
    expect(outcome).toMatchObject({ code: 0, isClean: true });
    // 6 digits: the network computes in single precision.
    expect(meanScore(recordOf(outcome, outcome.cwd))).toBeCloseTo(expected({ weekly: 3, monthly: 1, yearly: -1 }), 6);
  });

  it("unseen: other without such a category: exit 2", async () => {
    const outcome = await runOf({
      write: layers([0, 0, 1, -1]),
      model: { ...model, features: steps(["monthly", "yearly"]), unseen: "other" },
      data,
    });
    expect(outcome.stderr).toMatch(/feature "contract" of column "contract" has no such category.*unseen: missing/s);
    expect(outcome).toMatchObject({ code: 2, isClean: true });
  });
});

describe("a model that always answers the same", () => {
  const constant = {
    write: file(xgboost([], [treeOf("30", { split_conditions: [30, -1, -1] })])),
    model: { kind: "xgboost", features: numbers },
  };

  it.each([
    ["without explain", {}],
    ["with explain: {}", { explain: {} }],
    ["with every way to explain trees against a background", { explain: { method: "tree_background", rows: 50 } }],
    ["with exact values from answers alone", { explain: { method: "exact", rows: 50, background: 5 } }],
    ["with sampled values from answers alone", { explain: { method: "permutation", rows: 50, background: 5 } }],
  ])("%s: exit 0, and everything in the record is a number or has a reason", async (_, asked) => {
    const outcome = await runOf({
      ...constant,
      more: { ...asked, metrics: ["selection_rate", "roc_auc", "mean_score"] },
    });
    expect(outcome.stderr).not.toMatch(/NaN/);
    expect(outcome).toMatchObject({ code: 0, isClean: true });
    const record = recordOf(outcome, outcome.cwd);
    // A leaf of -1 and a base score of 1/2: 1 / (1 + e).
    const score = record.groups.find(({ metric, attribute }) => metric === "mean_score" && attribute === null);
    expect(score?.value).toBeCloseTo(1 / (1 + Math.E), 6);
    const area = record.groups.find(({ metric, group }) => metric === "roc_auc" && group === "f");
    expect(area?.value).toBe(0.5);
    for (const { feature, value } of record.attributions ?? []) if (feature !== null) expect(value).toBe(0);
  });
});

describe("rows to explain against", () => {
  const model = { write: file(xgboost()), model: { kind: "xgboost", features: numbers } };

  it("no background row asked for: exit 2, naming the place in the suite", async () => {
    const outcome = await runOf({ ...model, more: { explain: { background: 0 } } });
    expect(outcome.stderr).toMatch(/1:\d+ {2}background must be at least 1, found 0/);
    expect(outcome).toMatchObject({ code: 2, isClean: true });
  });

  it("no row left to be background: exit 3", async () => {
    const dataset = {
      source: "customers.csv",
      label: "churned",
      favourable: 1,
      where: { column: "gender", in: ["nobody"] },
    };
    const outcome = await runOf({ ...model, more: { explain: {}, dataset } });
    expect(outcome.stderr).toMatch(/all rows|no row/i);
    expect(outcome).toMatchObject({ code: 3, isClean: true });
  });
});

describe("an endpoint", () => {
  const remote = (url: string, changed: Model = {}): Pick<Case, "write" | "model" | "more"> => ({
    write: () => {},
    model: {
      path: undefined,
      kind: "http",
      url: `${url}/score`,
      features: numbers,
      request: { rows: `\${rows}` },
      response: "scores[*]",
      timeout: "500ms",
      deadline: "5s",
      retries: 0,
      cache: false,
      ...changed,
    },
  });
  const scored = (count: number, score: unknown = 0.5) => ({ scores: Array.from({ length: count }, () => score) });

  type Handler = Parameters<typeof serve>[0];
  const faults: readonly (readonly [string, Handler, RegExp, Model?])[] = [
    ["that is slow", () => {}, /no whole answer within 0\.5 s.*timeout: 2m/s],
    ["that never ends its answer", (_, r) => void r.writeHead(200).write("{"), /no whole answer within 0\.5 s/],
    ["with a row too few", (_, r) => json(r, scored(rows - 1)), /expected 240 answers for 240 rows, found 239/],
    ["with a row too many", (_, r) => json(r, scored(rows + 1)), /expected 240 answers for 240 rows, found 241/],
    ["with no row", (_, r) => json(r, scored(0)), /expected 240 answers for 240 rows, found 0/],
    ["of another shape", (_, r) => json(r, { scores: 0.5 }), /expected/],
    ["with texts in nested lists", (_, r) => json(r, scored(rows, [["a"]])), /expected/],
    ["with null for scores", (_, r) => json(r, scored(rows, null)), /expected/],
    ["with scores outside 0 to 1", (_, r) => json(r, scored(rows, 1.5)), /score outside 0 to 1/],
    ["that writes NaN", (_, r) => void r.end(`{"scores": [${"NaN,".repeat(rows - 1)}NaN]}`), /expected JSON/],
    ["that answers with a page", (_, r) => void r.end("<html>"), /expected JSON, found something else/],
    ["that answers with nothing", (_, r) => void r.writeHead(204).end(), /expected JSON, found an empty response/],
    ["that redirects", (_, r) => void r.writeHead(302, { location: "/elsewhere" }).end(), /redirects elsewhere/],
  ];
  const all = faults.map(([name, handler, says, changed = {}]) => ({ name, handler, says, changed }));

  it.each(all)("$name: exit 3, a clear word, nothing left behind", async ({ handler, says, changed }) => {
    const { url } = await serve(handler);
    const outcome = await runOf(remote(url, changed));
    expect(outcome.stderr).toMatch(says);
    expect(outcome.stderr).toContain('model "churn-v9"');
    expect(outcome.stderr).not.toMatch(/^\s+at /m);
    expect(outcome).toMatchObject({ code: 3, isClean: true });
  });

  it("that is down: exit 3, naming the address and what to do", async () => {
    // Port 1 (tcpmux) is one that nobody listens on.
    const outcome = await runOf(remote("http://127.0.0.1:1"));
    expect(outcome.stderr).toMatch(
      /model "churn-v9" at http:\/\/127\.0\.0\.1:1\/score: no server takes connections there/,
    );
    expect(outcome.stderr).toMatch(/Start it, or correct the port/);
    expect(outcome).toMatchObject({ code: 3, isClean: true });
  });
});
