import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/core/errors.js";
import type { RemoteSettings } from "../../../src/core/remote-settings.js";
import { loadModel } from "../../../src/models/index.js";
import type { FeatureStep, ModelRequest } from "../../../src/models/model.js";
import { json, requestTo, type Server, serve, settingsFor } from "./server.js";

interface Tensor {
  readonly name: string;
  readonly datatype: string;
  readonly shape: readonly number[];
  readonly data?: unknown;
}

/** A server of one model, with these metadata and answers. */
const served = (
  inputs: readonly Tensor[],
  outputs: readonly Tensor[] | null,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Server> =>
  serve(({ method, path }, response) => {
    if (path.endsWith("/ready")) response.end();
    else if (method === "GET") json(response, { name: "m", versions: ["7"], inputs, outputs: [], ...more });
    else json(response, { model_name: "m", outputs });
  });

const steps: readonly FeatureStep[] = [{ name: "a" }, { name: "b" }];
const columns = [Float64Array.of(1, 2), Float64Array.of(3, 4.5)];
const p = (data: unknown, shape: readonly number[] = [2, 1], datatype = "FP32"): Tensor => ({
  name: "p",
  datatype,
  shape,
  data,
});

async function asked(
  server: Server,
  rest: Partial<ModelRequest> = {},
  remote: Partial<RemoteSettings> = {},
  given: readonly (Float64Array | string[])[] = columns,
) {
  const model = await loadModel(
    requestTo("kserve", settingsFor(`${server.url}/v2/models/m`, remote), { featureSteps: steps, ...rest }),
  );
  try {
    const answers = await model.predict({ rows: 2, columns: given });
    return { answers, body: JSON.parse(server.got.at(-1)?.text ?? "null"), facts: model.facts };
  } finally {
    await model.close();
  }
}

describe("kind kserve: the request", () => {
  it("is one matrix where the server declares one, of its name and datatype", async () => {
    const server = await served([{ name: "x", datatype: "FP32", shape: [-1, 2] }], [p([0.25, 0.75])]);
    const { answers, body, facts } = await asked(server);
    expect(body).toEqual({ inputs: [{ name: "x", shape: [2, 2], datatype: "FP32", data: [1, 3, 2, 4.5] }] });
    expect(server.got.at(-1)?.text).toContain("[1.0,3.0,2.0,4.5]");
    expect(answers.score).toEqual(Float64Array.of(0.25, 0.75));
    expect(facts).toMatchObject({
      runtime: `kserve at ${server.url}/v2/models/m, version 7`,
      features: 2,
      inputs: [{ name: "x", type: "FP32", shape: ["N", 2] }],
    });
    expect(server.got.map(({ path }) => path)).toEqual(["/v2/models/m/ready", "/v2/models/m", "/v2/models/m/infer"]);
  });

  it("is one tensor for each feature where the server declares several: numbers, whole numbers and texts, by rank", async () => {
    const inputs = [
      { name: "b", datatype: "INT64", shape: [-1] },
      { name: "t", datatype: "BYTES", shape: [-1, 1] },
      { name: "a", datatype: "FP64", shape: [-1, 1] },
    ];
    const featureSteps: FeatureStep[] = [{ name: "a" }, { name: "b" }, { name: "t" }];
    const given = [Float64Array.of(3, 4), ["x", "y"], Float64Array.of(1, 2)];
    const { body } = await asked(await served(inputs, [p([1, 0])]), { featureSteps }, {}, given);
    expect(body.inputs).toEqual([
      { name: "b", shape: [2], datatype: "INT64", data: [3, 4] },
      { name: "t", shape: [2, 1], datatype: "BYTES", data: ["x", "y"] },
      { name: "a", shape: [2, 1], datatype: "FP64", data: [1, 2] },
    ]);
  });

  it("is one matrix of FP64 where the server declares nothing, and one tensor each where features are texts", async () => {
    expect((await asked(await served([], [p([1, 0])]))).body.inputs).toEqual([
      { name: "input", shape: [2, 2], datatype: "FP64", data: [1, 3, 2, 4.5] },
    ]);
    const featureSteps: FeatureStep[] = [{ name: "a" }, { name: "t", type: "text" }];
    const texts = await asked(await served([], [p([1, 0])]), { featureSteps }, {}, [Float64Array.of(1, 2), ["x", "y"]]);
    expect(texts.body.inputs.map(({ name, datatype }: Tensor) => [name, datatype])).toEqual([
      ["a", "FP64"],
      ["t", "BYTES"],
    ]);
  });

  it("is as `layout` says", async () => {
    const { body } = await asked(await served([], [p([1, 0])]), {}, { layout: "columns" });
    expect(body.inputs.map(({ name, shape }: Tensor) => [name, shape])).toEqual([
      ["a", [2, 1]],
      ["b", [2, 1]],
    ]);
    const featureSteps: FeatureStep[] = [{ name: "t", type: "text" }];
    await expect(asked(await served([], []), { featureSteps }, { layout: "matrix" })).rejects.toMatchObject({
      kind: "usage",
    });
  });

  it("names the output that the suite names", async () => {
    const outputs = [p([0.1, 0.2]), { ...p([9, 9]), name: "q" }];
    const { answers, body } = await asked(await served([], outputs), { output: "p" });
    expect(body.outputs).toEqual([{ name: "p" }]);
    expect(answers.score).toEqual(Float64Array.of(0.1, 0.2));
    await expect(asked(await served([], outputs))).rejects.toMatchObject({
      kind: "usage",
      message: expect.stringContaining("2 outputs that could be the score: p, q"),
    });
  });

  it("leaves rows without a number out where the tensor is one of whole numbers", async () => {
    const inputs = [{ name: "x", datatype: "INT32", shape: [-1, 2] }];
    const server = await served(inputs, [p([0.25], [1, 1])]);
    const { answers, body } = await asked(server, {}, {}, [Float64Array.of(1, Number.NaN), Float64Array.of(3, 4)]);
    expect(body.inputs[0]).toMatchObject({ shape: [1, 2], data: [1, 3] });
    expect([...answers.score!]).toEqual([0.25, Number.NaN]);
    await expect(asked(await served(inputs, [p([1, 0])]))).rejects.toThrow(
      /takes whole numbers, and some rows have others/,
    );
  });

  it.each<readonly [string, readonly Tensor[], RegExp]>([
    [
      "another number of inputs",
      [{ name: "x", datatype: "FP32", shape: [-1, 3] }],
      /takes 3 inputs .* features give 2/,
    ],
    [
      "other names",
      ["c", "d"].map((name) => ({ name, datatype: "FP32", shape: [-1, 1] })),
      /takes no input called a, b/,
    ],
    ["images", [{ name: "x", datatype: "FP32", shape: [-1, 3, 8, 8] }], /only one row of values/],
    [
      "a datatype of its own",
      [{ name: "x", datatype: "STRING", shape: [-1, 2] }],
      /datatype STRING, which is not of version 2/,
    ],
  ])("cannot be made for %s", async (_, inputs, said) => {
    await expect(asked(await served(inputs, []))).rejects.toThrow(said);
  });
});

describe("kind kserve: the response", () => {
  it("holds a score, two probabilities or one for each class, flat or nested", async () => {
    const scoreOf = async (tensor: Tensor) => (await asked(await served([], [tensor]))).answers;
    expect((await scoreOf(p([0.25, 0.75], [2]))).score).toEqual(Float64Array.of(0.25, 0.75));
    expect((await scoreOf(p([0.9, 0.1, 0.2, 0.8], [2, 2]))).score).toEqual(Float64Array.of(0.1, 0.8));
    expect(
      (
        await scoreOf(
          p(
            [
              [0.9, 0.1],
              [0.2, 0.8],
            ],
            [2, 2],
          ),
        )
      ).score,
    ).toEqual(Float64Array.of(0.1, 0.8));
    expect(await scoreOf(p([0.1, 0.2, 0.7, 0.8, 0.1, 0.1], [2, 3]))).toMatchObject({
      score: Float64Array.of(0.7, 0.8),
      label: ["2", "0"],
    });
  });

  it("holds classes, beside the score or alone", async () => {
    const label = { name: "label", datatype: "BYTES", shape: [2], data: ["no", "yes"] };
    expect((await asked(await served([], [label]))).answers).toEqual({ score: null, label: ["no", "yes"] });
    expect((await asked(await served([], [label, p([0.2, 0.8])]))).answers).toEqual({
      score: Float64Array.of(0.2, 0.8),
      label: ["no", "yes"],
    });
  });

  it.each<readonly [string, readonly unknown[] | null, RegExp]>([
    ["too few rows", [p([0.5], [1, 1])], /expected 2 answers for 2 rows, found 1/],
    ["data that disagree with the shape", [p([0.5], [2, 1])], /expected 2 values .* found 1/],
    ["a number that is missing", [p([0.5, null])], /finite numbers in output "p"/],
    ["no outputs", [], /outputs of version 2/],
    ["none at all", null, /outputs of version 2/],
    [
      "binary data",
      [{ name: "p", datatype: "FP32", shape: [2, 1], parameters: { binary_data_size: 8 } }],
      /outputs with name, datatype, shape and data/,
    ],
  ])("is refused: %s", async (_, outputs, said) => {
    const failure = await asked(await served([], outputs as Tensor[])).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect((failure as Failure).message).toMatch(said);
  });
});

describe("kind kserve: the model", () => {
  it("must be there and ready", async () => {
    const server = await serve((_, response) => json(response, { error: "not ready" }, 400));
    await expect(asked(server)).rejects.toThrow(/found status 400/);
  });

  it("must be of the version that the suite names, before any row is sent", async () => {
    const server = await served([], [p([1, 0])]);
    await expect(asked(server, {}, { version: "8" })).rejects.toThrow(
      /expected version 8 of the model, found version 7/,
    );
    expect(server.got.every(({ method }) => method === "GET")).toBe(true);
  });
});
