import { describe, expect, it } from "vitest";
import { loadModel } from "../../../src/models/index.js";
import type { FeatureStep, ModelRequest } from "../../../src/models/model.js";
import { json, requestTo, type Server, serve, settingsFor } from "./server.js";

type Tensors = Readonly<Record<string, readonly [dtype: string, ...sizes: number[]]>>;

/** A signature as the server's metadata have it; written after the examples of tensorflow.org/tfx/serving/api_rest. */
const metadata = (inputs: Tensors) => ({
  model_spec: { name: "m", signature_name: "", version: "3" },
  metadata: {
    signature_def: {
      signature_def: {
        serving_default: {
          inputs: Object.fromEntries(
            Object.entries(inputs).map(([name, [dtype, ...sizes]]) => [
              name,
              {
                dtype,
                tensor_shape: { dim: sizes.map((size) => ({ size: String(size), name: "" })), unknown_rank: false },
                name: `serving_default_${name}:0`,
              },
            ]),
          ),
          outputs: {
            score: { dtype: "DT_FLOAT", tensor_shape: { dim: [{ size: "-1" }, { size: "1" }], unknown_rank: false } },
          },
          method_name: "tensorflow/serving/predict",
        },
      },
    },
  },
});

const status = (...states: string[]) => ({
  model_version_status: states.map((state, i) => ({
    version: String(i + 1),
    state,
    status: { error_code: "OK", error_message: "" },
  })),
});

const served = (inputs: Tensors, predictions: unknown, states = ["UNLOADING", "AVAILABLE"]): Promise<Server> =>
  serve(({ path }, response) => {
    if (path.endsWith("/metadata")) json(response, metadata(inputs));
    else if (path.endsWith(":predict")) json(response, { predictions });
    else json(response, status(...states));
  });

const steps: readonly FeatureStep[] = [{ name: "a" }, { name: "b" }];
const columns = [Float64Array.of(1, 2), Float64Array.of(3, 4.5)];

async function asked(
  server: Server,
  rest: Partial<ModelRequest> = {},
  given: readonly (Float64Array | string[])[] = columns,
) {
  const model = await loadModel(
    requestTo("tf-serving", settingsFor(`${server.url}/v1/models/m`), { featureSteps: steps, ...rest }),
  );
  try {
    const answers = await model.predict({ rows: 2, columns: given });
    return { answers, text: server.got.at(-1)?.text, facts: model.facts };
  } finally {
    await model.close();
  }
}

describe("kind tf-serving", () => {
  it("sends rows as lists where the model has one input, and names version and signature", async () => {
    const server = await served({ x: ["DT_FLOAT", -1, 2] }, [[0.25], [0.75]]);
    const { answers, text, facts } = await asked(server);
    expect(text).toBe('{"instances":[[1.0,3.0],[2.0,4.5]]}');
    expect(answers).toEqual({ score: Float64Array.of(0.25, 0.75), label: null });
    expect(facts).toMatchObject({
      runtime: `tf-serving at ${server.url}/v1/models/m, version 2`,
      inputs: [{ name: "x", type: "DT_FLOAT", shape: ["N", 2] }],
    });
    expect(server.got.map(({ path }) => path)).toEqual([
      "/v1/models/m",
      "/v1/models/m/metadata",
      "/v1/models/m:predict",
    ]);
  });

  it("sends rows as maps where it has several, by rank and type", async () => {
    const inputs: Tensors = { a: ["DT_FLOAT", -1, 1], b: ["DT_INT64", -1], t: ["DT_STRING", -1] };
    const featureSteps: FeatureStep[] = [{ name: "a" }, { name: "b" }, { name: "t" }];
    const given = [Float64Array.of(1, 2.5), Float64Array.of(3, 4), ["x", "y"]];
    const { text } = await asked(await served(inputs, [0.25, 0.75]), { featureSteps }, given);
    expect(text).toBe('{"instances":[{"a":[1.0],"b":3,"t":"x"},{"a":[2.5],"b":4,"t":"y"}]}');
  });

  it("reads two probabilities, one for each class, and one of several outputs", async () => {
    const of = async (predictions: unknown, rest: Partial<ModelRequest> = {}) =>
      (await asked(await served({ x: ["DT_FLOAT", -1, 2] }, predictions), rest)).answers;
    expect(
      (
        await of([
          [0.9, 0.1],
          [0.2, 0.8],
        ])
      ).score,
    ).toEqual(Float64Array.of(0.1, 0.8));
    expect(
      await of([
        [0.1, 0.2, 0.7],
        [0.8, 0.1, 0.1],
      ]),
    ).toMatchObject({ score: Float64Array.of(0.7, 0.8), label: ["2", "0"] });
    const maps = [
      { p: [0.1], z: [5] },
      { p: [0.2], z: [6] },
    ];
    expect((await of(maps, { output: "p" })).score).toEqual(Float64Array.of(0.1, 0.2));
    await expect(of(maps)).rejects.toMatchObject({ kind: "usage", message: expect.stringContaining("p, z") });
    await expect(of([{ p: 1 }, { q: 1 }], { output: "p" })).rejects.toThrow(/expected a finite number.* found nothing/);
  });

  it("does not send rows that miss a number, and leaves them without a score", async () => {
    const server = await served({ x: ["DT_FLOAT", -1, 2] }, [[0.5]]);
    const { answers, text, facts } = await asked(server, {}, [Float64Array.of(Number.NaN, 2), Float64Array.of(3, 4)]);
    expect(text).toBe('{"instances":[[2.0,4.0]]}');
    expect([...answers.score!]).toEqual([Number.NaN, 0.5]);
    expect(facts.transfer).toMatchObject({ rows: 1 });
  });

  it("says nothing of versions where several answer", async () => {
    const server = await served({ x: ["DT_FLOAT", -1, 2] }, [[0.5], [0.5]], ["AVAILABLE", "AVAILABLE"]);
    expect((await asked(server)).facts.runtime).not.toContain("version");
  });

  it.each<readonly [string, Tensors, unknown, RegExp]>([
    ["without a default signature", {}, [], /signature "serving_default"/],
    ["with inputs of another width", { x: ["DT_FLOAT", -1, 5] }, [], /takes 5 inputs .* features give 2/],
    ["that takes no features", { x: ["DT_VARIANT", -1] }, [], /the type DT_VARIANT/],
    ["with too few answers", { x: ["DT_FLOAT", -1, 2] }, [[0.5]], /expected 2 answers for 2 rows, found 1/],
    ["with no list of answers", { x: ["DT_FLOAT", -1, 2] }, { a: 1 }, /a map with the list "predictions"/],
  ])("refuses a model %s", async (_, inputs, predictions, said) => {
    await expect(asked(await served(inputs, predictions))).rejects.toThrow(said);
  });
});
