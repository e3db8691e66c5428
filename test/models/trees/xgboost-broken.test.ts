import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadModel } from "../../../src/models/index.js";
import { treeScorer } from "../../../src/models/trees/score-trees.js";
import { xgboostTrees } from "../../../src/models/trees/xgboost.js";
import { readXgboostDocument } from "../../../src/models/trees/xgboost-json.js";
import { mulberry32 } from "../../mulberry32.js";
import { requestFor } from "../reference.js";
import { temporaryFolder } from "../tiny-models.js";
import { fixture } from "./library-models.js";

const recorded = JSON.parse(fixture("xgboost-3.2.0.json").toString()).models as Record<
  string,
  { json: string; ubj?: string }
>;
const json = (name: string): Buffer => Buffer.from(recorded[name]!.json);
const ubj = (name: string): Buffer => Buffer.from(recorded[name]!.ubj!, "base64");
const read = (content: Uint8Array) => xgboostTrees(readXgboostDocument("m", content));

type Values = Record<string, unknown>;
interface Document {
  version: number[];
  learner: Values & {
    learner_model_param: Values;
    gradient_booster: Values & { model: Values & { trees: (Values & { tree_param: Values })[] } };
  };
}
/** A model with something about it changed. */
function changed(name: string, change: (document: Document, tree: Record<string, number[]>) => void): Buffer {
  const document = JSON.parse(recorded[name]!.json) as Document;
  change(document, document.learner.gradient_booster.model?.trees[1] as unknown as Record<string, number[]>);
  return Buffer.from(JSON.stringify(document));
}

const cases: readonly { what: string; content: () => Uint8Array; says: RegExp }[] = [
  {
    what: "an empty file",
    content: () => Buffer.from(""),
    says: /said to be an XGBoost model, but its file is an empty file/,
  },
  {
    what: "another model",
    content: () => Buffer.from('{"oblivious_trees": []}'),
    says: /but its file is a CatBoost model/,
  },
  { what: "a text", content: () => Buffer.from("tree\nversion=v4\n"), says: /but its file is a LightGBM model/ },
  {
    what: "JSON of another kind",
    content: () => Buffer.from('{"learner": 1}'),
    says: /but its file is a JSON file of another kind/,
  },
  { what: "a list", content: () => Buffer.from("[1]"), says: /but its file is a JSON file of another kind/ },
  {
    what: "deep JSON",
    content: () => Buffer.from(`{"learner":${"[".repeat(1_000_000)}`),
    says: /breaks off or is damaged/,
  },
  {
    what: "lists without end",
    content: () => Buffer.from(`{"learner":[${"[],".repeat(2 ** 22)}0]}`),
    says: /holds more than 4194304 lists and objects/,
  },
  {
    what: "deep JSON that is whole",
    content: () => Buffer.from(`{"learner":${"[".repeat(100_000)}${"]".repeat(100_000)}}`),
    says: /but its file is a JSON file/,
  },
  {
    what: "a learner with nothing in it",
    content: () => Buffer.from('{"learner":{},"version":[3,0,0]}'),
    says: /learner\.objective\.name is missing/,
  },
  {
    what: "no version",
    content: () => changed("logistic", (document) => Reflect.deleteProperty(document, "version")),
    says: /version is missing/,
  },
  {
    what: "a newer version",
    content: () => changed("logistic", (document) => (document.version = [4, 1, 0])),
    says: /written by XGBoost 4\.1\.0; versions 1 to 3/,
  },
  {
    what: "many inputs",
    content: () => changed("logistic", ({ learner }) => (learner.learner_model_param.num_feature = "1000000000")),
    says: /num_feature is 1000000000; expected 0 to 100000/,
  },
  {
    what: "many classes",
    content: () => changed("softprob", ({ learner }) => (learner.learner_model_param.num_class = "1000000000")),
    says: /num_class is 1000000000/,
  },
  {
    what: "a count of inputs in words",
    content: () => changed("logistic", ({ learner }) => (learner.learner_model_param.num_feature = "six")),
    says: /num_feature is no whole number/,
  },
  {
    what: "a base score of 0 for a probability",
    content: () => changed("logistic", ({ learner }) => (learner.learner_model_param.base_score = "0E0")),
    says: /base_score is no number that the objective can begin with/,
  },
  {
    what: "no base score",
    content: () => changed("logistic", ({ learner }) => (learner.learner_model_param.base_score = "[]")),
    says: /base_score is no number/,
  },
  {
    what: "base scores of other classes",
    content: () => changed("softprob", ({ learner }) => (learner.learner_model_param.base_score = "[1,2]")),
    says: /base_score has 2 entries; expected 1 or 3/,
  },
  {
    what: "names of other inputs",
    content: () => changed("logistic", ({ learner }) => (learner.feature_names = ["a"])),
    says: /feature_names has 1 entries; expected 6/,
  },
  {
    what: "names that are none",
    content: () => changed("logistic", ({ learner }) => (learner.feature_names = [1, 2, 3, 4, 5, 6])),
    says: /feature_names\[0\] is no text/,
  },
  {
    what: "fewer trees than it says",
    content: () => changed("logistic", ({ learner }) => learner.gradient_booster.model.trees.pop()),
    says: /trees has 2 entries; expected 3/,
  },
  {
    what: "many trees",
    content: () =>
      changed(
        "logistic",
        ({ learner }) => (learner.gradient_booster.model.gbtree_model_param = { num_trees: "1000000000" }),
      ),
    says: /num_trees is 1000000000/,
  },
  {
    what: "a tree of another class",
    content: () => changed("softprob", ({ learner }) => (learner.gradient_booster.model.tree_info = Array(9).fill(3))),
    says: /tree_info\[0\] is 3; expected 0 to 2/,
  },
  {
    what: "weights of other trees",
    content: () => changed("dart", ({ learner }) => (learner.gradient_booster.weight_drop = [1])),
    says: /weight_drop has 1 entries; expected 3/,
  },
  {
    what: "more nodes than there are",
    content: () =>
      changed(
        "logistic",
        ({ learner }) => (learner.gradient_booster.model.trees[0]!.tree_param.num_nodes = "2000000000"),
      ),
    says: /trees\[0\]\.left_children has \d+ entries; expected 2000000000/,
  },
  {
    what: "no thresholds",
    content: () => changed("logistic", (_, tree) => Reflect.deleteProperty(tree, "split_conditions")),
    says: /trees\[1\]\.split_conditions is missing/,
  },
  {
    what: "a threshold that is no number",
    content: () => changed("logistic", (_, tree) => (tree.split_conditions![0] = Number.NaN)),
    says: /trees\[1\] has a threshold that is no number/,
  },
  {
    what: "a threshold in words",
    content: () => changed("logistic", (_, tree) => ((tree.split_conditions as unknown[])[0] = "0")),
    says: /split_conditions\[0\] is no number/,
  },
  {
    what: "a leaf without a value",
    content: () => changed("logistic", (_, tree) => tree.split_conditions!.splice(-1, 1, Number.NaN)),
    says: /trees\[1\] has a leaf whose value is no finite number/,
  },
  {
    what: "a child out of range",
    content: () => changed("logistic", (_, tree) => (tree.left_children![0] = 99)),
    says: /trees\[1\]\.left_children\[0\] is 99/,
  },
  {
    what: "one child alone",
    content: () => changed("logistic", (_, tree) => (tree.right_children![0] = -1)),
    says: /right_children\[0\] is -1/,
  },
  {
    what: "a circle",
    content: () => changed("logistic", (_, tree) => (tree.left_children![1] = 0)),
    says: /trees\[1\] reaches node 0 twice/,
  },
  {
    what: "a shared child",
    content: () => changed("logistic", (_, tree) => (tree.left_children![0] = tree.right_children![0]!)),
    says: /trees\[1\] reaches node 2 twice/,
  },
  {
    what: "an input out of range",
    content: () => changed("logistic", (_, tree) => (tree.split_indices![0] = 6)),
    says: /split_indices\[0\] is 6; expected 0 to 5/,
  },
  {
    what: "a direction that is none",
    content: () => changed("logistic", (_, tree) => (tree.default_left![0] = 2)),
    says: /default_left\[0\] is 2/,
  },
  {
    what: "a cover below 0",
    content: () => changed("logistic", (_, tree) => tree.sum_hessian!.fill(-1)),
    says: /trees\[1\] has a leaf with a count that is none/,
  },
  {
    what: "a category without a list",
    content: () => changed("logistic", (_, tree) => (tree.split_type![0] = 1)),
    says: /categories_nodes does not list node 0/,
  },
  {
    what: "categories beyond their list",
    content: () =>
      changed(
        "logistic",
        (_, tree) =>
          Object.assign(tree.split_type!, [1]) &&
          Object.assign(tree, {
            categories_nodes: [0],
            categories_segments: [0],
            categories_sizes: [9],
            categories: [1],
          }),
      ),
    says: /categories_sizes\[0\] is 9; expected 0 to 1/,
  },
  {
    what: "a category of 2^24",
    content: () =>
      changed(
        "logistic",
        (_, tree) =>
          Object.assign(tree.split_type!, [1]) &&
          Object.assign(tree, {
            categories_nodes: [0],
            categories_segments: [0],
            categories_sizes: [1],
            categories: [2 ** 24],
          }),
      ),
    says: /categories\[0\] is 16777216; expected 0 to 16777215/,
  },
  {
    what: "vectors of another length",
    content: () => changed("vectors", (_, tree) => tree.leaf_weights!.pop()),
    says: /leaf_weights has \d+ entries/,
  },
  {
    what: "offsets beyond the letters",
    content: () =>
      changed("categories-texts", ({ learner }) => {
        const cats = learner.gradient_booster.model.cats as { enc: { offsets: number[] }[] };
        cats.enc[5]!.offsets[2] = 1e9;
      }),
    says: /cats\.enc\[5\]\.offsets\[2\] is 1000000000/,
  },
];

describe("xgboostTrees(document) of a broken model", () => {
  it.each(cases)("names the place: $what", ({ content, says }) => {
    expect(() => read(content())).toThrow(
      expect.objectContaining({ name: "Failure", kind: "unusable", message: expect.stringMatching(says) }),
    );
  });

  it("refuses a tree that is deeper than any library makes one", () => {
    const nodes = 4001;
    const content = changed("logistic", ({ learner }) => {
      const chain = Array.from({ length: nodes }, (_, node) => node);
      const isLeaf = (node: number) => node === nodes - 1 || node % 2 === 1;
      learner.gradient_booster.model.trees[0] = {
        tree_param: { num_nodes: String(nodes) },
        left_children: chain.map((node) => (isLeaf(node) ? -1 : node + 1)),
        right_children: chain.map((node) => (isLeaf(node) ? -1 : node + 2)),
        split_indices: chain.fill(0),
        split_conditions: chain.map(() => 0.5),
        default_left: chain.map(() => 0),
        sum_hessian: chain.map(() => 1),
      };
    });
    expect(() => read(content)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/trees\[0\] is deeper than 1000 splits/) }),
    );
  });

  it("refuses lists of categories that would not fit in memory", () => {
    const count = 40;
    const content = changed("logistic", ({ learner }) => {
      const nodes = Array.from({ length: 2 * count + 1 }, (_, node) => node);
      const isLeaf = (node: number) => node === 2 * count || node % 2 === 1;
      const splits = nodes.filter((node) => !isLeaf(node));
      learner.gradient_booster.model.trees[0] = {
        tree_param: { num_nodes: String(nodes.length) },
        left_children: nodes.map((node) => (isLeaf(node) ? -1 : node + 1)),
        right_children: nodes.map((node) => (isLeaf(node) ? -1 : node + 2)),
        split_indices: nodes.map(() => 0),
        split_conditions: nodes.map(() => 0.5),
        default_left: nodes.map(() => 0),
        split_type: nodes.map((node) => (isLeaf(node) ? 0 : 1)),
        categories_nodes: splits,
        categories_segments: splits.map(() => 0),
        categories_sizes: splits.map(() => 1),
        categories: [2 ** 24 - 1],
      };
    });
    expect(() => read(content)).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/lists of categories larger than are read/) }),
    );
  });

  it.each(["json", "ubj"] as const)("refuses a file that is cut off anywhere (%s)", (form) => {
    const whole = form === "json" ? json("softprob") : ubj("softprob");
    for (let part = 0; part < 40; part++) {
      const cut = whole.subarray(0, Math.floor((whole.length * part) / 40));
      expect(() => read(cut)).toThrow(expect.objectContaining({ name: "Failure", kind: "unusable" }));
    }
    expect(() => read(whole.subarray(0, -1))).toThrow(expect.objectContaining({ name: "Failure" }));
  });

  it.each(["json", "ubj"] as const)("scores 300 damaged copies or refuses them (%s)", (form) => {
    const random = mulberry32(form === "json" ? 31 : 32);
    const pick = (most: number) => Math.floor(random() * most);
    const whole = form === "json" ? json("categories-texts") : ubj("categories-texts");
    let refused = 0;
    for (let copy = 0; copy < 300; copy++) {
      const content = Buffer.from(whole);
      for (let damage = pick(4); damage >= 0; damage--) content[pick(content.length)] = pick(256);
      try {
        const { trees } = read(content);
        const inputs = Array.from({ length: trees.width }, () => Float64Array.of(0.5, Number.NaN));
        expect(treeScorer(trees).raw(inputs, 2)).toHaveLength(2 * trees.outputs);
      } catch (cause) {
        expect(cause).toMatchObject({ name: "Failure", kind: "unusable" });
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(30);
  });
});

describe("loadModel({ kind: xgboost })", () => {
  const root = temporaryFolder();
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const write = (name: string, content: Uint8Array): string => {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), content);
    return path.join(root, name);
  };
  const numbers = { featureSteps: Array.from({ length: 6 }, (_, at) => ({ name: `x${at}` })) };

  it("tells JSON and UBJ apart by their content, whatever the file is called, and takes a folder", async () => {
    const [first, second] = [
      await loadModel(requestFor("xgboost", write("model.bin", ubj("logistic")), numbers)),
      await loadModel(requestFor("xgboost", path.dirname(write("folder/model.json", json("logistic"))), numbers)),
    ];
    const batch = { rows: 2, columns: Array.from({ length: 6 }, (_, at) => Float64Array.of(at / 4, Number.NaN)) };
    expect(await first.predict(batch)).toEqual(await second.predict(batch));
    expect(first.facts).toMatchObject({
      kind: "xgboost",
      runtime: "evenhand (file of XGBoost 3.2.0)",
      inputs: [{ name: "features", type: "float32", shape: ["N", 6] }],
      outputs: [{ name: "probability", type: "float64", shape: ["N"] }],
      features: 6,
    });
    expect(first.facts.files.map(({ name }) => name)).toEqual(["model.bin"]);
  });

  it("says that a file is not there", async () => {
    await expect(loadModel(requestFor("xgboost", path.join(root, "gone.json")))).rejects.toMatchObject({
      kind: "unusable",
      message: 'model file "gone.json" does not exist',
    });
  });
});
