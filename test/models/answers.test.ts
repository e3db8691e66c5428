import { describe, expect, it } from "vitest";
import { answersOf, type RawAnswers } from "../../src/models/answers.js";

const raw = (rest: Partial<RawAnswers>): RawAnswers => ({
  scores: null,
  labels: null,
  classNames: null,
  rows: 2,
  incomplete: [],
  ...rest,
});
const scores = (values: number[], shape: number[]) => ({ name: "p", values: Float64Array.from(values), shape });

describe("answersOf(model, raw)", () => {
  it.each([
    { shape: [2], values: [0.25, 0.5], expected: [0.25, 0.5] },
    { shape: [2, 1], values: [0.25, 0.5], expected: [0.25, 0.5] },
    { shape: [2, 2], values: [0.75, 0.25, 0.5, 0.5], expected: [0.25, 0.5] },
  ])("reads scores of the shape $shape", ({ shape, values, expected }) => {
    const answers = answersOf("m", raw({ scores: scores(values, shape) }));
    expect([...answers.score!]).toEqual(expected);
    expect(answers.label).toBeNull();
  });

  it("takes the largest of several classes, and its name where there is one", () => {
    const three = scores([0.1, 0.7, 0.2, 0.4, 0.3, 0.3], [2, 3]);
    const values = Float64Array.of(0.1, 0.7, 0.2, 0.4, 0.3, 0.3);
    expect(answersOf("m", raw({ scores: three }))).toEqual({
      score: Float64Array.of(0.7, 0.4),
      label: ["1", "0"],
      classes: { names: ["0", "1", "2"], values },
    });
    expect(answersOf("m", raw({ scores: three, classNames: ["a", "b", "c"] })).label).toEqual(["b", "a"]);
    expect(answersOf("m", raw({ scores: three, classNames: ["a", "b", "c"], labels: ["c", "c"] })).label).toEqual([
      "c",
      "c",
    ]);
  });

  it("keeps every class's score where the classes have names, of the model or by their places", () => {
    const three = scores([0.1, 0.7, 0.2, 0.4, 0.3, 0.3], [2, 3]);
    expect(answersOf("m", raw({ scores: three, classNames: ["a", "b", "c"] })).classes?.names).toEqual(["a", "b", "c"]);
    // Labels of the model's own say that its classes are not called by their places.
    expect(answersOf("m", raw({ scores: three, labels: ["c", "c"] }))).not.toHaveProperty("classes");
    expect(answersOf("m", raw({ scores: scores([0.2, 0.8, 0.6, 0.4], [2, 2]) }))).not.toHaveProperty("classes");
  });

  it("gives rows with NaN among the classes, and rows that miss an input, no score", () => {
    const answers = answersOf(
      "m",
      raw({ rows: 3, scores: scores([0.1, Number.NaN, 0.2, 0.5, 0.3, 0.2, 0.5, 0.3, 0.2], [3, 3]), incomplete: [2] }),
    );
    expect([...answers.score!]).toEqual([Number.NaN, 0.5, Number.NaN]);
    expect(answers.label?.[0]).toBe("");
  });

  it("refuses a missing input when there is no score that could say so", () => {
    expect(() => answersOf("m", raw({ labels: ["a", "b"], incomplete: [1] }))).toThrow(/takes no missing numbers/);
  });

  it.each([
    { what: "another number of rows", scores: scores([0.5], [1]) },
    { what: "a tensor of three dimensions", scores: scores([0.5, 0.5], [2, 1, 1]) },
    { what: "no columns", scores: scores([], [2, 0]) },
  ])("refuses $what", ({ scores: given }) => {
    expect(() => answersOf("m", raw({ scores: given }))).toThrow(expect.objectContaining({ kind: "unusable" }));
  });

  it("refuses another number of labels", () => {
    expect(() => answersOf("m", raw({ labels: ["a"] }))).toThrow(/answered 1 rows with scores where 2 were asked/);
  });
});
