import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Failure } from "../../src/core/errors.js";
import type { AskedDecision, ExplainedDecision } from "../../src/core/explained-decision.js";
import { loadModel } from "../../src/models/index.js";
import type { Loader } from "../../src/models/model.js";
import { explainDecision } from "../../src/runner/explain-decision.js";
import type { Actionable, SuiteContent } from "../../src/suite/suite.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { featureStepsOf, referenceOf, rowsOf, type Table } from "../models/reference.js";
import { failureOf, suiteOf, temporaryFolder } from "./measure-suite.js";

const folder = temporaryFolder();

/** A suite over a model's own rows, which have the customer's id. */
function suiteFor(name: string, kind: string, file: string, actionable: Record<string, Actionable> = {}): SuiteContent {
  const suite = suiteOf({
    folder,
    sources: [fixturePath("models", name, "rows.parquet")],
    dataset: { label: "Churn", id: "customerID" },
    models: [
      {
        kind: kind as "onnx",
        path: fixturePath("models", name, file),
        featureSteps: featureStepsOf(referenceOf(name)) as NonNullable<SuiteContent["models"][number]["featureSteps"]>,
      },
    ],
  });
  return { ...suite, projectFolder: "/", explain: { method: "auto", rows: 2000, precision: 0.05, actionable } };
}

type Asked = Pick<AskedDecision, "id" | "set"> & Partial<AskedDecision>;

async function decided(suite: SuiteContent, asked: Asked, load: Loader = loadModel): Promise<ExplainedDecision> {
  const workFolder = mkdtempSync(path.join(folder, "work-"));
  try {
    return await explainDecision(
      suite,
      {
        workFolder,
        memoryLimit: "500MB",
        threads: 2,
        needs: { means: false, scores: false, confidences: false, values: false, ranks: false },
        seed: 1,
        loadModel: load,
        onProgress: () => {},
      },
      { model: null, compare: null, ...asked },
    );
  } finally {
    rmSync(workFolder, { recursive: true, force: true });
  }
}

interface Contributions {
  readonly order: readonly string[];
  readonly values: readonly (readonly number[])[];
}

/** φ of one row as the library that wrote the model gives them, by column: 0/1 inputs of one column are one player. */
function referencePhi(name: string, row: number): Map<string, number> {
  const reference = JSON.parse(readFileSync(fixturePath("models", name, "reference.json"), "utf8")) as {
    readonly pred_contribs: Contributions;
  };
  const columnOf = new Map(referenceOf(name).features.map((feature) => [feature.name, feature.column]));
  const { order, values } = reference.pred_contribs;
  const phi = new Map<string, number>();
  order.forEach((input, at) => {
    const column = columnOf.get(input) ?? input;
    phi.set(column, (phi.get(column) ?? 0) + values[row]![at]!);
  });
  return phi;
}

const kinds = [
  ["telco-churn-xgboost", "xgboost", "model.json"],
  ["telco-churn-lightgbm", "lightgbm", "model.txt"],
  ["telco-churn-logistic-onnx", "onnx", "model.onnx"],
  ["telco-churn-keras", "tfjs-layers", "tfjs_layers/model.json"],
] as const;

withFixtures("explainDecision(suite, options, asked)", () => {
  describe.each(kinds)("%s", (name, kind, file) => {
    let table: Table;
    const place = 7;
    beforeAll(async () => {
      table = await rowsOf(name);
    });
    const ask = (set: readonly string[] = [], actionable?: Record<string, Actionable>): Promise<ExplainedDecision> =>
      decided(suiteFor(name, kind, file, actionable), { id: String(table.customerID![place]), set });

    it("gives the score that the model's own library gave, and the class on its side of the limit", async () => {
      const { outcome, rule } = await ask();
      // Single precision: 24 bits.
      expect(outcome.score).toBeCloseTo(Number(table.score![place]), 6);
      expect(rule).toEqual({ positive: "Yes", limit: 0.5, capacity: false });
      expect(outcome.class).toBe(Number(table.score![place]) >= 0.5 ? "Yes" : "No");
    });

    it("gives inputs that add up to the output", async () => {
      const { explanation } = await ask();
      const { base, output, inputs } = explanation!.reasons;
      const sum = inputs.reduce((total, { attribution }) => total + attribution, base);
      // Expected gradients sample the way from the background; their error is what the method itself reports for a row.
      expect(Math.abs(output - sum)).toBeLessThan(explanation!.method === "expected_gradients" ? 0.05 : 1e-5);
    });

    it("re-scores corrected data as the model scores them", async () => {
      const { outcome, corrected } = await ask([`tenure=${table.tenure![place]}`]);
      expect(corrected).toMatchObject({ changed: false, outcome });
    });

    it("finds changes that turn the decision, as asking again with them shows", async () => {
      const given = await ask([], { tenure: "any", MonthlyCharges: "any", Contract: ["Month-to-month", "Two year"] });
      expect(given.alternatives!.tried).toBeGreaterThan(0);
      for (const { changes, outcome } of given.alternatives!.found) {
        const { corrected } = await ask(changes.map(({ column, to }) => `${column}=${to}`));
        expect(corrected).toMatchObject({ changed: true, outcome });
      }
    });
  });

  it.each([
    ["telco-churn-xgboost", "xgboost", "model.json"],
    ["telco-churn-lightgbm", "lightgbm", "model.txt"],
  ] as const)("%s: attributions equal those of the model's own library", async (name, kind, file) => {
    const table = await rowsOf(name);
    for (const place of [0, 3, 199]) {
      const { explanation } = await decided(suiteFor(name, kind, file), {
        id: String(table.customerID![place]),
        set: [],
      });
      expect(explanation!.method).toBe("tree_path");
      const expected = referencePhi(name, place);
      // XGBoost sums in single precision, over some hundred trees.
      for (const { name: input, attribution } of explanation!.reasons.inputs)
        expect(attribution, input).toBeCloseTo(expected.get(input)!, 5);
    }
  });

  describe("a search for changes", () => {
    const suite = (actionable: Record<string, Actionable>) =>
      suiteFor("telco-churn-xgboost", "xgboost", "model.json", actionable);
    const leaver = "8149-RSOUN";

    it("moves in the declared direction only, and changes nothing that is not declared", async () => {
      const { alternatives } = await decided(suite({ tenure: "increase" }), { id: leaver, set: [] });
      const changes = alternatives!.found.flatMap(({ changes }) => changes);
      expect(changes.length).toBeGreaterThan(0);
      for (const { column, from, to } of changes) {
        expect(column).toBe("tenure");
        expect(Number(to)).toBeGreaterThan(Number(from));
      }
      const other = await decided(suite({ tenure: "decrease" }), { id: leaver, set: [] });
      expect(other.alternatives!.found).toEqual([]);
    });

    it("finds the nearest of all values in the data, where one change is enough", async () => {
      const given = suite({ tenure: "increase" });
      const { alternatives } = await decided(given, { id: leaver, set: [] });
      const nearest = Number(alternatives!.found[0]!.changes[0]!.to);
      // Whole months: every value between is tried one by one.
      for (const tenure of [2, nearest - 1]) {
        const { corrected } = await decided(given, { id: leaver, set: [`tenure=${tenure}`] });
        expect(corrected!.changed, String(tenure)).toBe(tenure >= nearest);
      }
    });

    it("gives fewer changes first, and is the same each time", async () => {
      const given = suite({ tenure: "increase", Contract: "any", PaperlessBilling: "any", TechSupport: "any" });
      const first = await decided(given, { id: leaver, set: [] });
      const sizes = first.alternatives!.found.map(({ changes }) => changes.length);
      expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
      expect(sizes.length).toBeGreaterThan(1);
      expect(await decided(given, { id: leaver, set: [] })).toEqual(first);
    });

    it("is not made where the suite declares nothing", async () => {
      const found = await decided(suite({}), { id: leaver, set: [] });
      expect(found).toMatchObject({ alternatives: null, unsought: "nothing_declared" });
    });

    it.each([
      [{ Contract: "increase" as const }, /texts, which nothing can increase/],
      [{ tenure: ["long", "short"] }, /its values are numbers/],
      [{ tenur: "any" as const }, /takes no column "tenur"; did you mean "tenure"/],
    ])("refuses %j", async (actionable, message) => {
      const failure = await failureOf(decided(suite(actionable), { id: leaver, set: [] }));
      expect(failure).toMatchObject({ kind: "usage", message: expect.stringMatching(message) });
    });
  });

  it.each([
    ["tenure", /column=value/],
    ["tenur=3", /takes no column "tenur"/],
    ["tenure=long", /holds numbers/],
  ])("refuses --set %s without repeating the value", async (pair, message) => {
    const failure = await failureOf(
      decided(suiteFor("telco-churn-xgboost", "xgboost", "model.json"), { id: "8149-RSOUN", set: [pair] }),
    );
    expect(failure).toMatchObject({ kind: "usage", message: expect.stringMatching(message) });
    expect((failure as Failure).message).not.toContain("long");
  });

  it("takes a value away where nothing follows the sign", async () => {
    const { corrected } = await decided(suiteFor("telco-churn-xgboost", "xgboost", "model.json"), {
      id: "8149-RSOUN",
      set: ["tenure="],
    });
    expect(corrected!.changes).toEqual([{ column: "tenure", from: 1, to: null }]);
  });

  describe("the model that is asked", () => {
    const two = (): SuiteContent => {
      const [one, other] = (["telco-churn-xgboost", "telco-churn-keras"] as const).map((name) =>
        name === "telco-churn-xgboost"
          ? suiteFor(name, "xgboost", "model.json")
          : suiteFor(name, "tfjs-layers", "tfjs_layers/model.json"),
      ) as [SuiteContent, SuiteContent];
      const logged = { ...one.models[0]!, id: "logged", kind: "logged" as const, prediction: "Churn" };
      return {
        ...one,
        models: [logged, { ...one.models[0]!, id: "trees" }, { ...other.models[0]!, id: "network" }],
      };
    };
    const leaver = { id: "8149-RSOUN", set: [] };

    it("is the first that scores, or the one that is named", async () => {
      expect((await decided(two(), leaver)).model.id).toBe("trees");
      const named = await decided(two(), { ...leaver, model: "network" });
      expect(named.model).toMatchObject({ id: "network", kind: "tfjs-layers" });
      const alone = await decided(suiteFor("telco-churn-keras", "tfjs-layers", "tfjs_layers/model.json"), leaver);
      expect(named.outcome).toEqual(alone.outcome);
    });

    it.each([
      ["logged", /"logged" holds logged predictions/],
      ["tree", /no model "tree"; did you mean "trees"/],
    ])("is none called %s", async (model, message) => {
      const failure = await failureOf(decided(two(), { ...leaver, model }));
      expect(failure).toMatchObject({ kind: "usage", message: expect.stringMatching(message) });
    });

    it("is told where all predictions are logged", async () => {
      const suite = two();
      const failure = await failureOf(decided({ ...suite, models: suite.models.slice(0, 1) }, leaver));
      expect(failure).toMatchObject({ kind: "usage", message: expect.stringMatching(/logged predictions only/) });
    });
  });

  describe("the rows that are scored", () => {
    /** How many rows a model answers for one decision. */
    async function asked(change: Partial<SuiteContent["models"][number]>): Promise<number> {
      const suite = suiteFor("telco-churn-xgboost", "xgboost", "model.json");
      let rows = 0;
      const counting: Loader = async (request) => {
        const model = await loadModel(request);
        return {
          ...model,
          predict: (batch) => {
            rows += batch.rows;
            return model.predict(batch);
          },
        };
      };
      const models = suite.models.map((model) => ({ ...model, ...change }));
      await decided({ ...suite, models }, { id: "8149-RSOUN", set: [] }, counting);
      return rows;
    }

    it("are the one asked about, where its limit is a number", async () => {
      expect(await asked({})).toBeLessThan(10);
    });

    it("are all of them where the limit is a capacity", async () => {
      expect(await asked({ threshold: { top_share: 0.2 } })).toBeGreaterThan(2000);
    });
  });

  describe("the rows that it is compared with", () => {
    const suite = (): SuiteContent => suiteFor("telco-churn-xgboost", "xgboost", "model.json");
    const leaver = { id: "8149-RSOUN", set: [] };

    it("are those of the training where the file tells of them, else drawn from everybody", async () => {
      expect((await decided(suite(), leaver)).explanation!.comparison).toEqual({ of: "training", rows: null });
      const named: SuiteContent = { ...suite(), explain: { ...suite().explain!, method: "tree_background" } };
      expect((await decided(named, leaver)).explanation!.comparison).toEqual({ of: "data", rows: 200 });
    });

    it("are of one group, and no others, where one is named", async () => {
      const table = await rowsOf("telco-churn-xgboost");
      const of = { ...suite(), attributes: [{ name: "gender" }] };
      for (const group of ["Male", "Female"]) {
        const { explanation } = await decided(of, { ...leaver, compare: `gender=${group}` });
        const rows = table.gender!.filter((each) => each === group).length;
        const among = { attribute: "gender", group, rows };
        expect(explanation!.comparison).toEqual({ of: "data", rows: 200, among });
        const usual = explanation!.reasons.inputs.find(({ name }) => name === "gender");
        if (usual !== undefined) expect(usual.columns[0]!.typical).toBe(group);
      }
    });

    it("are those of the row's own group where the attribute alone is named", async () => {
      const of = { ...suite(), attributes: [{ name: "gender" }] };
      const found = await decided(of, { ...leaver, compare: "gender" });
      const { group } = found.explanation!.comparison.among!;
      expect(found).toEqual(await decided(of, { ...leaver, compare: `gender=${group}` }));
    });

    it("may be named as another number of the same value", async () => {
      const of = { ...suite(), attributes: [{ name: "senior", column: "SeniorCitizen" }] };
      const one = await decided(of, { ...leaver, compare: "senior=1" });
      expect(await decided(of, { ...leaver, compare: "senior=1.0" })).toEqual(one);
    });

    it.each<[string, Partial<SuiteContent>, RegExp]>([
      ["age=old", {}, /no attribute "age"/],
      ["gender=Neither", {}, /has no such group/],
      ["gender=Male", { suppressBelow: 100_000 }, /fewer than 100000 rows are in that group/],
      ["gender", { attributes: [{ name: "gender", separator: "," }] }, /groups of "gender" overlap/],
      ["gender", { explain: { method: "tree_path", rows: 2000, precision: 0.05 } }, /not with a group of the data/],
    ])("are refused for %s", async (compare, change, message) => {
      const of = { ...suite(), attributes: [{ name: "gender" }], ...change };
      const failure = await failureOf(decided(of, { ...leaver, compare }));
      expect(failure).toMatchObject({ kind: "usage", message: expect.stringMatching(message) });
    });
  });

  describe("a row that cannot be explained", () => {
    it("is a usage error where the suite names no row id", async () => {
      const suite = suiteFor("telco-churn-xgboost", "xgboost", "model.json");
      const { id: _, ...dataset } = suite.dataset;
      const failure = await failureOf(decided({ ...suite, dataset }, { id: "1", set: [] }));
      expect(failure).toMatchObject({ kind: "usage", message: expect.stringContaining("which column names a row") });
    });

    it("does not exist, or is left out by the suite", async () => {
      const suite = suiteFor("telco-churn-xgboost", "xgboost", "model.json");
      const none = await failureOf(decided(suite, { id: "no such customer", set: [] }));
      expect(none).toMatchObject({ kind: "unusable", message: 'no row has this id in column "customerID"' });
      const where = { column: "Contract", in: ["Two year"] };
      const left = await failureOf(
        decided({ ...suite, dataset: { ...suite.dataset, where } }, { id: "8149-RSOUN", set: [] }),
      );
      expect(left).toMatchObject({ kind: "unusable", message: expect.stringContaining("`where` leaves it out") });
      const several = await failureOf(
        decided({ ...suite, dataset: { ...suite.dataset, id: "Contract" } }, { id: "One year", set: [] }),
      );
      expect(several).toMatchObject({ kind: "unusable", message: expect.stringMatching(/^\d+ rows have this id/) });
    });
  });
});
