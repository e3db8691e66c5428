import { describe, expect, it } from "vitest";
import { Failure } from "../../src/core/errors.js";
import { parseSuite } from "../../src/suite/parse.js";

const registries = { metrics: null, disparities: null };
const suite = (model: string) => `name: code
purpose: test
dataset: {source: rows.csv}
protected: [gender]
model: {id: m, ${model}}
`;
const parse = (model: string) =>
  parseSuite(suite(model), "/project/suites/code.yaml", {
    projectFolder: "/project",
    allowOutside: false,
    registries,
  });
const complaints = (model: string): string[] => {
  try {
    parse(model);
    return [];
  } catch (error) {
    if (error instanceof Failure) return error.problems.map(({ message }) => message);
    throw error;
  }
};

describe("a model of the suite's own code", () => {
  it("has its defaults filled in", () => {
    expect(parse("kind: command, command: [python3, score.py], features: [a]").models[0]?.code).toEqual({
      command: ["python3", "score.py"],
      folder: "/project/suites",
      batch: 1000,
      timeout: 60_000,
    });
    expect(parse("kind: module, path: m.js, features: [a], batch: 7, timeout: 2m").models[0]).toMatchObject({
      path: "/project/suites/m.js",
      code: { command: [], batch: 7, timeout: 120_000 },
    });
  });
  it("may say which of its features are texts", () => {
    expect(complaints("kind: command, command: [x], features: [{name: a, type: text}]")).toEqual([]);
  });
  it.each([
    ["kind: command, features: [a]", /needs "command"/],
    ["kind: command, command: [x]", /needs "features"/],
    ["kind: command, command: x, features: [a]", /command/],
    ["kind: command, command: [], features: [a]", /command/],
    ["kind: command, command: [x], path: x.py, features: [a]", /path does not go with kind "command"/],
    ["kind: command, command: [x], url: http://localhost, features: [a]", /url does not go with kind "command"/],
    ["kind: command, command: [x], score: s, features: [a]", /score does not go with kind "command"/],
    ["kind: module, features: [a]", /needs "path"/],
    ["kind: module, path: ../../m.js, features: [a]", /outside the project/],
    ["kind: onnx, path: m.onnx, command: [x]", /command does not go with kind "onnx"/],
    ["kind: logged, prediction: p, command: [x]", /command does not go with kind "logged"/],
  ])("%s: refused", (model, message) => {
    expect(complaints(model).join("\n")).toMatch(message);
  });
});
