import { createInterface } from "node:readline";
import { Failure } from "../core/errors.js";
import { visible } from "../core/visible.js";
import type { Choices, Proposal } from "../proposals/proposal.js";

/** Asks one question; an empty answer takes what is proposed. */
export type Ask = (question: string) => Promise<string>;

/**
 * Lets people confirm the three parts that a suite rests on. What was said on the command line is not asked again.
 * @returns the choices with what was answered
 */
export async function confirmed(proposal: Proposal, choices: Choices, ask: Ask): Promise<Choices> {
  const { model } = proposal;
  const outcome = proposal.label ?? (model.kind === "outcome" ? model.outcome : null);
  const prediction = model.kind === "logged" ? model.prediction : null;
  const attributes = proposal.attributes.map(({ column }) => column.name).join(", ");
  const answers = {
    label: choices.label ?? (await answer(ask, "Which column holds the true outcome?", outcome?.column.name)),
    prediction:
      choices.prediction ?? (await answer(ask, "Which column holds the model's decision?", prediction?.column.name)),
    protected:
      choices.protected ?? listed(await answer(ask, "Which columns tell groups of people?", attributes || undefined)),
  };
  return { ...choices, ...Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined)) };
}

async function answer(ask: Ask, question: string, proposed: string | undefined): Promise<string | undefined> {
  const said = (await ask(visible(`${question} [${proposed ?? "none"}] `))).trim();
  return said === "" ? undefined : said;
}

const listed = (said: string | undefined): string[] | undefined =>
  said?.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));

/** Works with a terminal to ask on; Ctrl-C and Ctrl-D there interrupt. Answers may be typed, or pasted, ahead of their questions. */
export async function withTerminal<Result>(work: (ask: Ask) => Promise<Result>): Promise<Result> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const lines = terminal[Symbol.asyncIterator]();
  terminal.on("SIGINT", () => terminal.close());
  try {
    return await work(async (question) => {
      terminal.setPrompt(question);
      terminal.prompt();
      const { value, done } = await lines.next();
      if (done === true) throw new Failure("interrupted", [{ message: "interrupted" }]);
      return value;
    });
  } finally {
    terminal.close();
  }
}
