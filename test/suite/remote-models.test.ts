import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { placeholders } from "../../src/core/json-template.js";
import { environmentOf, refuseRemote, withoutCache } from "../../src/suite/remote-settings.js";
import { remoteKeys } from "../../src/suite/remote-shape.js";
import { projectRoot } from "../fixtures.js";
import { example, parse, problemsOf, told } from "./example.js";

const as = (name: string): string => `\${${name}}`;
const transfer = '{recipient: Example AS, country: "NO", basis: "GDPR 28, 2026-3", columns: [tenure, contract]}';

/** The example with a remote model of these keys; undefined leaves one out. */
function suiteWith(changed: Readonly<Record<string, string | undefined>> = {}): string {
  const keys = {
    kind: "http",
    url: "https://models.example.no/score",
    features: "[tenure, {name: plan, column: contract, type: text}]",
    request: `{rows: "${as("rows")}"}`,
    response: '"predictions[*].probability"',
    transfer,
    ...changed,
  };
  const lines = Object.entries(keys).flatMap(([key, value]) => (value === undefined ? [] : [`  ${key}: ${value}`]));
  return example.replace(
    /model:\n {2}id: m1\n {2}kind: logged\n {2}score: score\n/,
    `model:\n  id: m1\n${lines.join("\n")}\n`,
  );
}

const settingsOf = (changed: Readonly<Record<string, string | undefined>> = {}) =>
  parse(suiteWith(changed)).models[0]!.remote!;

const complaints = (changed: Readonly<Record<string, string | undefined>>): readonly string[] =>
  problemsOf(() => parse(suiteWith(changed))).map(({ message }) => message);

describe("parseSuite(text) with a remote model", () => {
  it("fills in the defaults", () => {
    expect(settingsOf()).toEqual({
      url: "https://models.example.no/score",
      headers: {},
      request: { rows: as("rows") },
      response: { score: "predictions[*].probability", label: null, version: null },
      layout: null,
      batch: 500,
      concurrency: 4,
      timeout: 30_000,
      deadline: 600_000,
      retries: 3,
      allowHosts: null,
      version: null,
      transfer: { recipient: "Example AS", country: "NO", basis: "GDPR 28, 2026-3", columns: ["tenure", "contract"] },
      cache: true,
    });
  });

  it("takes every key", () => {
    const all = {
      headers: `{authorization: "Bearer ${as("env:CHURN_TOKEN")}", x-team: audit}`,
      response: '{score: "p[*]", label: "c[*]", version: model.version}',
      batch: "50",
      concurrency: "1",
      timeout: "500ms",
      deadline: "1.5h",
      retries: "0",
      allow_hosts: "[models.example.no]",
      version: '"2026-03"',
      cache: "false",
    };
    expect(settingsOf(all)).toMatchObject({
      headers: { authorization: `Bearer ${as("env:CHURN_TOKEN")}`, "x-team": "audit" },
      response: { score: "p[*]", label: "c[*]", version: "model.version" },
      timeout: 500,
      deadline: 5_400_000,
      retries: 0,
      allowHosts: ["models.example.no"],
      version: "2026-03",
      cache: false,
    });
  });

  it.each(["http://127.0.0.1:8080/x", "http://localhost/x", "https://[::1]/x", "http://model.localhost:1/x"])(
    "asks for no transfer where the rows stay on this machine: %s",
    (url) => {
      expect(settingsOf({ url, transfer: undefined }).transfer).toBeNull();
    },
  );

  it("shows the transfer that is missing", () => {
    const [problem] = problemsOf(() => parse(suiteWith({ transfer: undefined })));
    expect(problem?.message).toBe("rows leave this machine, and nothing says who gets them and by what right");
    expect(problem?.hint).toBe(
      'add to the model: transfer: {recipient: NAME, country: NO, basis: "GDPR 28, agreement NUMBER", columns: [tenure, contract]}',
    );
    expect(problem?.line).toBeGreaterThan(0);
    const added = problem?.hint?.replace("add to the model: transfer: ", "");
    expect(parse(suiteWith({ transfer: added })).models).toHaveLength(1);
  });

  it("reads features from a file, for the transfer too", () => {
    const readFile = () => '["tenure", "contract", "gender"]';
    const problems = problemsOf(() => parse(suiteWith({ features: "features.json" }), { readFile }));
    expect(problems.map(({ message }) => message)).toEqual([
      'transfer.columns leaves out what the features send: "gender"',
    ]);
  });

  it.each<readonly [string, Readonly<Record<string, string | undefined>>, string | RegExp]>([
    [
      "a column too few",
      { transfer: transfer.replace("tenure, ", "") },
      'transfer.columns leaves out what the features send: "tenure"',
    ],
    [
      "a column too many",
      { transfer: transfer.replace("[tenure", "[age, tenure") },
      'transfer.columns names what no feature sends: "age"',
    ],
    [
      "the feature's name for the column's",
      { transfer: transfer.replace("contract", "plan") },
      'transfer.columns leaves out what the features send: "contract"',
    ],
    ["no country", { transfer: transfer.replace('"NO"', "Norway") }, /country must be a country's two letters/],
    ["no basis", { transfer: transfer.replace(/ basis: "[^"]*",/, "") }, 'model.transfer needs "basis"'],
    ["no url", { url: undefined }, 'a model of kind "http" needs "url"'],
    ["no features", { features: undefined }, 'a model of kind "http" needs "features"'],
    ["no request", { request: undefined }, 'a model of kind "http" needs "request"'],
    ["no response", { response: undefined }, 'a model of kind "http" needs "response"'],
    ["http over the network", { url: "http://models.example.no/x" }, /^url must be https/],
    ["a name and password", { url: "https://a:b@models.example.no/x" }, "url holds a user name or password"],
    ["a fragment", { url: '"https://models.example.no/x#y"' }, /fragment/],
    ["no URL", { url: "models.example.no/x" }, /^url must begin with https/],
    ["another protocol", { url: "ftp://models.example.no/x" }, /^url must begin with https/],
    [
      "a host that is not allowed",
      { allow_hosts: "[models.example.dk]" },
      'url leads to "models.example.no", and allow_hosts names "models.example.dk"',
    ],
    ["a host from nowhere", { url: `"https://${as("env:HOST")}/x"` }, /an environment variable says which host/],
    ["a URL from nowhere", { url: `"${as("env:URL")}"` }, /an environment variable says which host/],
    ["a variable without env", { url: `"https://models.example.no/${as("KEY")}"` }, /is written \$\{env:NAME\}/],
    [
      "evenhand's own key",
      { url: `"https://models.example.no/${as("env:EVENHAND_KEY")}"` },
      /EVENHAND_KEY is evenhand's own/,
    ],
    [
      "a secret in the suite",
      { headers: '{Authorization: "Bearer abc"}' },
      'header "Authorization" holds a secret that would stand in the suite',
    ],
    ["a secret by another name", { headers: "{x-api-key: abc}" }, /holds a secret/],
    [
      "a header of the client's",
      { headers: '{Content-Length: "5"}' },
      'header "Content-Length" is set by evenhand itself',
    ],
    ["no header's name", { headers: '{"a b": c}' }, /a header's name/],
    [
      "a header with a line break",
      { headers: '{x-a: "b\\nc"}' },
      'header "x-a" holds a character that headers cannot hold',
    ],
    ["a request without rows", { request: "{a: 1}" }, /^request needs the rows exactly once, found 0 times/],
    [
      "a secret in the request",
      { request: `{k: "${as("env:KEY")}", rows: "${as("rows")}"}` },
      /^request environment variables are read in url and headers only/,
    ],
    ["one row at a time, in batches", { request: `{row: "${as("row")}"}`, response: "p" }, /needs batch: 1$/],
    ["a response that is no path", { response: '"a..b"' }, '"a..b" is no path'],
    ["a response without rows", { response: "probability" }, '"probability" must have [*] once, where the rows are'],
    [
      "a response for one row with rows",
      { request: `{row: "${as("row")}"}`, batch: "1", response: '"p[*]"' },
      '"p[*]" leads to one value, so [*] has no place',
    ],
    ["a response with neither", { response: "{version: v}" }, 'response needs "score" or "label"'],
    ["a path on disk", { path: "model.json" }, 'path does not go with kind "http"'],
    ["an output", { output: "p" }, 'output does not go with kind "http"'],
    ["logged keys", { score: "s" }, /^score does not go with kind "http"/],
    ["a time without unit", { timeout: "30" }, /timeout must be a text, found 30/],
    ["no time", { timeout: "soon" }, /a time such as 500ms/],
    [
      "two features of one name",
      { features: "[tenure, {name: tenure, column: contract}]" },
      'two features are called "tenure"; a request names each once',
    ],
    ["a layout", { layout: "matrix" }, 'layout does not go with kind "http"'],
    ["an unknown key", { retrys: "3" }, 'unknown key "retrys" in model; did you mean "retries"?'],
  ])("refuses %s", (_, changed, said) => {
    expect(complaints(changed)).toContainEqual(typeof said === "string" ? said : expect.stringMatching(said));
  });

  it.each([
    ["kserve", "https://models.example.no/v2/models/m/infer"],
    ["tf-serving", "https://models.example.no/v1/models/m:predict"],
  ])("refuses, for %s, the URL of what is asked", (kind, url) => {
    expect(complaints({ kind, url, request: undefined, response: undefined })).toEqual([
      expect.stringMatching(/url is that of the model/),
    ]);
  });

  it("refuses keys of remote models in others", () => {
    const text = example.replace(
      "  score: score\n",
      "  score: score\n  url: https://models.example.no\n  cache: true\n",
    );
    expect(told(problemsOf(() => parse(text)))).toEqual([
      expect.stringMatching(/url is for models behind a URL, and kind "logged" has none/),
      expect.stringMatching(/cache is for models behind a URL/),
    ]);
    const onnx = example.replace(
      "  kind: logged\n  score: score\n",
      "  kind: onnx\n  path: m.onnx\n  features: [{name: a, type: text}]\n",
    );
    expect(told(problemsOf(() => parse(onnx)))).toEqual([
      expect.stringMatching(/a feature's type is for models behind a URL/),
    ]);
  });
});

describe("docs/remote-models.md", () => {
  it("begins with a suite that can be run", () => {
    const page = readFileSync(path.join(projectRoot, "docs", "remote-models.md"), "utf8");
    const yaml = /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    expect(parse(yaml).models[0]?.remote?.transfer?.columns).toEqual(["tenure", "contract", "gender"]);
  });

  it("names every key and placeholder", () => {
    const page = readFileSync(path.join(projectRoot, "docs", "remote-models.md"), "utf8");
    for (const key of [...remoteKeys, ...Object.keys(placeholders)]) expect(page).toContain(key);
  });
});

describe("a suite with remote models", () => {
  const suite = parse(
    suiteWith({
      url: `"https://models.example.no/${as("env:A")}?v=${as("env:B")}"`,
      headers: `{authorization: "${as("env:B")} ${as("env:C")}"}`,
    }),
  );

  it("names the environment variables that it needs", () => {
    expect(environmentOf(suite)).toEqual(["A", "B", "C"]);
    expect(environmentOf(parse(example))).toEqual([]);
  });

  it("is refused offline, at the URL", () => {
    const [problem] = problemsOf(() => refuseRemote(suite));
    expect(problem).toMatchObject({
      message: '--offline: model "m1" is behind a URL, and nothing may be sent',
      file: suite.file,
      line: 14,
    });
    expect(() => refuseRemote(parse(example))).not.toThrow();
  });

  it("keeps no answers where it is told so", () => {
    expect(withoutCache(suite).models[0]?.remote?.cache).toBe(false);
    expect(withoutCache(parse(example)).models).toEqual(parse(example).models);
  });
});
