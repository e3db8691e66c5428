import { describe, expect, it } from "vitest";
import { type Classes, type ClassesRequest, classesOf } from "../../src/core/classes.js";
import { Failure } from "../../src/core/errors.js";

const ask = (request: Partial<ClassesRequest>): Classes =>
  classesOf({ model: "m", labels: null, predictions: null, at: ["models", 0], ...request });

function refusal(request: Partial<ClassesRequest>): Failure {
  try {
    ask(request);
  } catch (error) {
    if (error instanceof Failure) return error;
  }
  throw new Error("was not refused");
}

describe("classesOf(request), binary", () => {
  it.each<[string, Partial<ClassesRequest>, string[]]>([
    ["true and false", { labels: ["true", "false"] }, ["false", "true"]],
    ["1 and 0", { labels: ["1", "0"] }, ["0", "1"]],
    ["1.0 and 0.0 of text", { labels: ["0.0", "1.0"] }, ["0.0", "1.0"]],
    ["yes and no, whatever their case", { labels: ["No", "YES"] }, ["No", "YES"]],
    ["one that is named", { labels: ["stay", "leave"], positive: "leave" }, ["stay", "leave"]],
    ["one that is named against its name", { labels: ["true", "false"], positive: false }, ["true", "false"]],
    ["one that is named as a number", { labels: ["2", "1"], positive: 2 }, ["1", "2"]],
    ["one value, whose opposite is known", { labels: ["no"] }, ["no", "yes"]],
    ["one value that is positive", { labels: ["1"] }, ["0", "1"]],
    ["one value beside a named one", { labels: ["stay"], positive: "leave" }, ["stay", "leave"]],
    ["one value that is the named one", { labels: ["leave"], positive: "leave" }, ["not leave", "leave"]],
    ["no labels, a score", {}, ["false", "true"]],
    ["no labels, predictions", { predictions: ["yes", "no"] }, ["no", "yes"]],
  ])("%s", (_, request, names) => {
    const classes = ask(request);
    expect(classes.names).toEqual(names);
    expect(classes.isBinary).toBe(true);
  });

  it("takes true/false and 1/0 for one another, and other names through `classes`", () => {
    expect(ask({ labels: ["true", "false"], predictions: ["1", "0.0"] }).predictionIndex).toEqual(
      new Map([
        ["1", 1],
        ["0.0", 0],
      ]),
    );
    expect(
      ask({ labels: ["Yes", "No"], predictions: ["1", "0"], names: { 1: "Yes", 0: "No" } }).predictionIndex,
    ).toEqual(
      new Map([
        ["1", 1],
        ["0", 0],
      ]),
    );
    expect(
      ask({ labels: ["true", "false"], predictions: ["Yes"], names: { Yes: true, No: false } }).predictionIndex,
    ).toEqual(new Map([["Yes", 1]]));
  });

  it.each<[string, Partial<ClassesRequest>, string, RegExp]>([
    ["two values of which none is known", { labels: ["a", "b"] }, "usage", /name the one that counts as positive/],
    ["one value of which the opposite is not known", { labels: ["a"] }, "usage", /name the one/],
    [
      "a positive value that no row has",
      { labels: ["a", "b"], positive: "c" },
      "usage",
      /^positive is no value of the label/,
    ],
    ["two values that are both positive", { labels: ["Yes", "yes"] }, "usage", /both values/],
    [
      "predictions with other names",
      { labels: ["Yes", "No"], predictions: ["1", "0"] },
      "unusable",
      /2 values that are no label value/,
    ],
    [
      "one prediction with another name",
      { labels: ["Yes", "No"], predictions: ["Yes", "Nope"] },
      "unusable",
      /1 value that is no label value/,
    ],
    [
      "one prediction that one label cannot name",
      { labels: ["Yes"], predictions: ["1"] },
      "unusable",
      /no label value/,
    ],
    ["three labels for a score", { labels: ["a", "b", "c"] }, "unusable", /3 values \(content withheld\)/],
    [
      "three labels for two predictions",
      { labels: ["yes", "no", "yess"], predictions: ["yes", "no"] },
      "unusable",
      /3 values/,
    ],
    [
      "three labels with a positive one",
      { labels: ["a", "b", "c"], predictions: ["a", "b", "c"], positive: "a" },
      "unusable",
      /3 values/,
    ],
  ])("refuses %s", (_, request, kind, message) => {
    const failure = refusal(request);
    expect(failure.kind).toBe(kind);
    expect(failure.message).toMatch(message);
    expect(failure.problems[0]?.at?.slice(0, 2)).toEqual(["models", 0]);
  });

  it("never tells a value of the data", () => {
    const failure = refusal({ labels: ["secret-1", "secret-2", "secret-3"] });
    expect(JSON.stringify(failure.problems)).not.toContain("secret");
  });
});

describe("classesOf(request), several classes", () => {
  it("sorts the classes and finds labels and predictions among them", () => {
    const classes = ask({ labels: ["b", "a", "c"], predictions: ["c", "a", "b"] });
    expect(classes.names).toEqual(["a", "b", "c"]);
    expect(classes.isBinary).toBe(false);
    expect(classes.labelIndex.get("c")).toBe(2);
    expect(classes.predictionIndex.get("a")).toBe(0);
  });

  it("keeps a class that is predicted and never labelled", () => {
    expect(ask({ labels: ["a", "b", "c"], predictions: ["a", "b", "d"] }).names).toEqual(["a", "b", "c", "d"]);
  });

  it("refuses predictions of which none is a label", () => {
    expect(refusal({ labels: ["a", "b", "c"], predictions: ["0", "1", "2"] }).message).toMatch(
      /3 values that are no label value/,
    );
  });

  it("refuses more than a thousand", () => {
    const many = Array.from({ length: 1001 }, (_, place) => String(place));
    expect(refusal({ labels: many, predictions: many }).message).toMatch(/1001 values/);
  });
});
