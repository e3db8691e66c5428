import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/core/errors.js";
import type { RemoteSettings } from "../../../src/core/remote-settings.js";
import { loadModel } from "../../../src/models/index.js";
import type { Batch, FeatureStep, LoadedModel } from "../../../src/models/model.js";
import { json, requestTo, serve, settingsFor } from "./server.js";

const steps: readonly FeatureStep[] = [
  { name: "tenure" },
  { name: "plan", column: "contract", type: "text", lower_case: true },
  { name: "gender", one_hot: ["f", "m"] },
  { name: "is_da", column: "language", one_hot: ["da"] },
];
const batch: Batch = {
  rows: 3,
  columns: [Float64Array.of(1, 2.5, Number.NaN), ["Year", null, "MONTH"], ["f", "m", "x"], ["da", "nb", null]],
};
const sent = {
  rows: [
    { tenure: 1, plan: "year", "gender=f": 1, "gender=m": 0, is_da: 1 },
    { tenure: 2.5, plan: null, "gender=f": 0, "gender=m": 1, is_da: 0 },
    { tenure: null, plan: "month", "gender=f": 0, "gender=m": 0, is_da: 0 },
  ],
  values: [
    [1, "year", 1, 0, 1],
    [2.5, null, 0, 1, 0],
    [null, "month", 0, 0, 0],
  ],
  columns: {
    tenure: [1, 2.5, null],
    plan: ["year", null, "month"],
    "gender=f": [1, 0, 0],
    "gender=m": [0, 1, 0],
    is_da: [1, 0, 0],
  },
  names: ["tenure", "plan", "gender=f", "gender=m", "is_da"],
};
const as = (name: string): string => `\${${name}}`;

const load = (url: string, rest: Partial<RemoteSettings>, featureSteps = steps): Promise<LoadedModel> =>
  loadModel(requestTo("http", settingsFor(url, rest), { featureSteps }));

/** Loads, asks once and closes. */
async function asked(url: string, rest: Partial<RemoteSettings>) {
  const model = await load(url, rest);
  try {
    return await model.predict(batch);
  } finally {
    await model.close();
  }
}

const paths = (score: string | null, label: string | null = null, version: string | null = null) => ({
  score,
  label,
  version,
});

describe("kind http: the request", () => {
  it("asks the data for the columns behind the features", async () => {
    const model = await load("http://127.0.0.1:9/", {});
    expect(model.columns).toEqual([
      { column: "tenure", type: "number" },
      { column: "contract", type: "text" },
      { column: "gender", type: "text" },
      { column: "language", type: "text" },
    ]);
    expect(model.facts).toMatchObject({ kind: "http", runtime: "http at http://127.0.0.1:9/", features: 5 });
    await model.close();
  });

  it.each([
    [{ rows: as("rows") }, { rows: sent.rows }],
    [
      { instances: as("values"), mode: "fast" },
      { instances: sent.values, mode: "fast" },
    ],
    [{ frame: as("columns") }, { frame: sent.columns }],
    [{ data: { columns: as("names"), data: as("values") } }, { data: { columns: sent.names, data: sent.values } }],
  ])("of the form %j", async (request, body) => {
    const server = await serve((_, response) => json(response, { scores: [0.1, 0.2, 0.3] }));
    expect((await asked(server.url, { request })).score).toEqual(Float64Array.of(0.1, 0.2, 0.3));
    expect(server.got.map(({ text }) => JSON.parse(text))).toEqual([body]);
  });

  it("one row at a time", async () => {
    const server = await serve(({ text }, response) => json(response, { p: JSON.parse(text).input.is_da / 4 }));
    const answers = await asked(server.url, { request: { input: as("row") }, response: paths("p"), batch: 1 });
    expect(answers.score).toEqual(Float64Array.of(0.25, 0, 0));
    expect(server.got.map(({ text }) => JSON.parse(text).input)).toEqual(expect.arrayContaining(sent.rows));
  });

  it("is refused for numbers that JSON cannot say", async () => {
    const model = await load("http://127.0.0.1:9/", {});
    const endless = { ...batch, columns: [Float64Array.of(1, Infinity, 2), ...batch.columns.slice(1)] };
    await expect(model.predict(endless)).rejects.toThrow(/feature "tenure" is infinite in some rows/);
    await model.close();
  });
});

describe("kind http: the response", () => {
  const answer = async (body: unknown, response: RemoteSettings["response"]) => {
    const server = await serve((_, reply) => json(reply, body));
    return asked(server.url, { response });
  };

  it("holds scores", async () => {
    expect(await answer({ p: [{ v: 0.1 }, { v: 0.2 }, { v: 1 }] }, paths("p[*].v"))).toEqual({
      score: Float64Array.of(0.1, 0.2, 1),
      label: null,
    });
  });

  it("holds classes, as texts, numbers or truths", async () => {
    expect(await answer({ c: ["a", "b", "a"] }, paths(null, "c[*]"))).toEqual({ score: null, label: ["a", "b", "a"] });
    expect((await answer({ c: [1, 0, 1] }, paths(null, "c[*]"))).label).toEqual(["1", "0", "1"]);
    expect((await answer({ c: ["a", "b", "a"] }, paths("c[*]"))).label).toEqual(["a", "b", "a"]);
    expect((await answer([true, false, true], paths("[*]"))).label).toEqual(["true", "false", "true"]);
  });

  it("holds both", async () => {
    const body = [0.9, 0.2, 0.6].map((p, i) => ({ p, c: i }));
    expect(await answer(body, paths("[*].p", "[*].c"))).toEqual({
      score: Float64Array.of(0.9, 0.2, 0.6),
      label: ["0", "1", "2"],
    });
  });

  it("holds one probability for each of two classes, or of more", async () => {
    expect(
      (
        await answer(
          {
            p: [
              [0.9, 0.1],
              [0.2, 0.8],
              [0.5, 0.5],
            ],
          },
          paths("p[*]"),
        )
      ).score,
    ).toEqual(Float64Array.of(0.1, 0.8, 0.5));
    expect(
      (
        await answer(
          {
            p: [
              [0.9, 0.1],
              [0.2, 0.8],
              [0.5, 0.5],
            ],
          },
          paths("p[*][0]"),
        )
      ).score,
    ).toEqual(Float64Array.of(0.9, 0.2, 0.5));
    const three = await answer(
      {
        p: [
          [0.7, 0.2, 0.1],
          [0.1, 0.2, 0.7],
          [0.3, 0.4, 0.3],
        ],
      },
      paths("p[*]"),
    );
    expect(three).toMatchObject({ score: Float64Array.of(0.7, 0.7, 0.4), label: ["0", "2", "1"] });
  });

  const canary = "canary of a person";
  it.each<readonly [string, unknown, RemoteSettings["response"], RegExp]>([
    ["too few", { p: [0.1, 0.2] }, paths("p[*]"), /expected 3 answers for 3 rows, found 2/],
    ["too many", { p: [0.1, 0.2, 0.3, 0.4] }, paths("p[*]"), /found 4/],
    ["no list", { p: canary }, paths("p[*]"), /expected a list at \$\.p, found a text/],
    ["another key", { q: [canary] }, paths("p[*]"), /expected a map with "p" at \$, found a map/],
    ["null", { p: [0.1, null, 0.2] }, paths("p[*]"), /found null/],
    ["a map", { p: [{ canary }, {}, {}] }, paths("p[*]"), /found a map/],
    [
      "a text among numbers",
      { p: [0.1, canary, 0.2] },
      paths("p[*]"),
      /answers of one shape, found a number, and a text for row 2/,
    ],
    ["lists of several lengths", { p: [[0.1, 0.9], [1], [1, 0]] }, paths("p[*]"), /answers of one shape/],
    ["an empty list", { p: [[], [], []] }, paths("p[*]"), /finite number/],
    [
      "no class",
      { p: [1, 2, 3], c: ["a", null, "b"] },
      paths("p[*]", "c[*]"),
      /expected a class for each row, found null/,
    ],
    ["no version", { p: [1, 2, 3], v: { canary } }, paths("p[*]", null, "v"), /expected a version at v/],
  ])("is refused: %s", async (_, body, response, said) => {
    const failure = await answer(body, response).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Failure);
    expect(failure).toMatchObject({ kind: "unusable", message: expect.stringMatching(said) });
    expect(JSON.stringify((failure as Failure).problems)).not.toContain(canary);
  });

  it("is refused: a number too large for a double", async () => {
    const server = await serve((_, reply) => void reply.end('{"scores":[1e999,0,0]}'));
    await expect(asked(server.url, {})).rejects.toThrow(/found a number that is none JSON can say/);
  });
});
