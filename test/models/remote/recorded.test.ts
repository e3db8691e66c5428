import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import type { RemoteSettings } from "../../../src/core/remote-settings.js";
import { loadModel } from "../../../src/models/index.js";
import type { Batch, FeatureStep, LoadedModel } from "../../../src/models/model.js";
import { fixturePath, withFixtures } from "../../fixtures.js";
import { batchOf, featureStepsOf, largestDifference, referenceOf, rowsOf, type Table } from "../reference.js";
import { type Got, json, requestTo, serve, settingsFor } from "./server.js";

/** What a real server was asked and answered. */
interface Recording {
  readonly score_of_the_library: readonly number[];
  readonly exchanges: readonly {
    readonly about: string;
    readonly request: { readonly method: string; readonly path: string; readonly body: unknown };
    readonly response: { readonly status: number; readonly content_type: string | null; readonly body: unknown };
  }[];
}

const recording = (server: string): Recording =>
  JSON.parse(readFileSync(fixturePath("model-server", `examples-${server}.json`), "utf8"));

type Body = { inputs?: { data: unknown[]; shape: number[] }[]; dataframe_split?: { data: unknown[] } };
/** What of a body decides its answer: the numbers, row after row. */
const valuesOf = (body: unknown): unknown => {
  const { inputs, dataframe_split: frame } = (body ?? {}) as Body;
  return (inputs?.[0]?.data ?? frame?.data ?? []).flat(2);
};

/** A server that answers as the recorded one did: to the same path and the same values. */
function replay({ exchanges }: Recording) {
  return serve(({ method, path, text }: Got, response) => {
    const found = exchanges.find(
      ({ request }) =>
        request.method === method &&
        request.path.replace(/^\/v2\/health\/ready$/, "/v2/models/telco-churn-xgboost/ready") === path &&
        JSON.stringify(valuesOf(request.body)) === JSON.stringify(valuesOf(text === "" ? null : JSON.parse(text))),
    );
    if (found === undefined) return json(response, { about: "not recorded" }, 418);
    const { status, body } = found.response;
    response.writeHead(status).end(typeof body === "string" ? body : JSON.stringify(body));
  });
}

const model = "telco-churn-xgboost";
/** The features by their columns: what is sent is then called as the model calls it, `gender=Female`. */
const features = (): FeatureStep[] =>
  featureStepsOf(referenceOf(model)).map((step) => ({ ...step, name: step.column ?? step.name }));

const cells = (kind: string, url: string, remote: Partial<RemoteSettings> = {}): Promise<LoadedModel> =>
  loadModel(requestTo(kind, settingsFor(url, remote), { featureSteps: features() }));

withFixtures("recorded exchanges with real servers", () => {
  let rows: Table = {};
  beforeAll(async () => {
    rows = await rowsOf(model);
  });

  /** The recorded rows; the first one without its tenure where that is recorded so. */
  const recorded = (loaded: LoadedModel, count: number, missing = false): Batch => {
    const batch = batchOf(rows, loaded.columns, 0, count);
    const tenure = loaded.columns.findIndex(({ column }) => column === "tenure");
    if (missing) (batch.columns[tenure] as Float64Array)[0] = Number.NaN;
    return batch;
  };

  describe("MLServer, kind kserve", () => {
    it("gives the scores of the library, for rows with and without missing values", async () => {
      const tape = recording("mlserver");
      const server = await replay(tape);
      const loaded = await cells("kserve", `${server.url}/v2/models/${model}`);
      const { score } = await loaded.predict(recorded(loaded, 3));
      // Both sides end in a float32; 1e-6 is what the recording names.
      expect(largestDifference([...score!], tape.score_of_the_library)).toBeLessThan(1e-6);
      expect((await loaded.predict(recorded(loaded, 1, true))).score![0]).toBeCloseTo(0.007849907502532005, 6);
      expect(loaded.facts.runtime).toBe(`kserve at ${server.url}/v2/models/${model}, version v1`);
      expect(server.got[0]?.path).toBe(`/v2/models/${model}/ready`);
      await loaded.close();
    });

    it("says that there is no such model", async () => {
      const server = await replay(recording("mlserver"));
      await expect(cells("kserve", `${server.url}/v2/models/none`)).rejects.toThrow(/found status 418/);
    });
  });

  describe("MLflow, kind mlflow", () => {
    it("gives the scores of the library", async () => {
      const tape = recording("mlflow");
      const server = await replay(tape);
      const loaded = await cells("mlflow", `${server.url}/invocations`);
      const { score } = await loaded.predict(recorded(loaded, 3));
      expect(largestDifference([...score!], tape.score_of_the_library)).toBeLessThan(1e-6);
      const split = tape.exchanges.find(({ about }) => about === "dataframe_split");
      expect(JSON.parse(server.got[0]?.text ?? "")).toEqual(split?.request.body);
      expect((await loaded.predict(recorded(loaded, 3, true))).score![0]).toBeCloseTo(0.007849907502532005, 6);
      await loaded.close();
    });

    it("sends one more row where a column of numbers would be all missing, which the server refuses", async () => {
      const server = await serve((_, response) => json(response, { predictions: [0.25, 0.5] }));
      const loaded = await cells("mlflow", `${server.url}/invocations`);
      expect((await loaded.predict(recorded(loaded, 1, true))).score).toEqual(Float64Array.of(0.25));
      const { data } = JSON.parse(server.got[0]?.text ?? "").dataframe_split;
      expect(data).toHaveLength(2);
      expect(data[0][0]).toBeNull();
      expect(new Set(data[1])).toEqual(new Set([0]));
      await loaded.close();
    });
  });
});
