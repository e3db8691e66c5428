import { describe, expect, it } from "vitest";
import { confirmed } from "../../src/cli/init-questions.js";
import { propose } from "../../src/proposals/propose.js";
import { column, profileOf } from "../proposals/profiles.js";

const profile = profileOf([
  column("gender", { f: 500, m: 500 }),
  column("area", { n: 500, s: 500 }),
  column("churned", { "0": 700, "1": 300 }),
  column("pred", { "0": 800, "1": 200 }),
]);
const proposal = propose(profile, {}, "people.csv");

/** Answers in turn, and the questions that were asked. */
function answering(...answers: readonly string[]) {
  const questions: string[] = [];
  return { questions, ask: async (question: string) => answers[questions.push(question) - 1] ?? "" };
}

describe("confirmed", () => {
  it("takes what is proposed where nothing is answered", async () => {
    const { ask, questions } = answering("", " ", "");
    expect(await confirmed(proposal, {}, ask)).toEqual({});
    expect(questions.map((question) => /\[(.*)\]/.exec(question)?.[1])).toEqual(["churned", "pred", "gender, area"]);
  });

  it("takes answers as choices, several columns between commas", async () => {
    const { ask } = answering("", "none", "gender, area");
    expect(await confirmed(proposal, {}, ask)).toEqual({ prediction: "none", protected: ["gender", "area"] });
  });

  it("asks nothing that the command line has said", async () => {
    const { ask, questions } = answering();
    const choices = { label: "churned", prediction: "pred", protected: ["gender"] };
    expect(await confirmed(proposal, choices, ask)).toEqual(choices);
    expect(questions).toEqual([]);
  });
});
