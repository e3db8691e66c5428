import type { DecisionInput, DecisionReasons } from "../core/explained-decision.js";
import { roundedSteps } from "../report/rounded-steps.js";
import { digitsFor } from "./digits.js";

/** Inputs with their points as they are shown. */
export interface ShownInput {
  readonly input: DecisionInput;
  readonly points: number;
}

/** Reasons as they are shown: `start` + all points + `others` = `sum`, to the last digit shown. */
export interface ShownPoints {
  readonly digits: number;
  readonly start: number;
  readonly sum: number;
  /** Largest first. */
  readonly raised: readonly ShownInput[];
  readonly lowered: readonly ShownInput[];
  /** All inputs that are in neither list, together with what the method's error leaves. */
  readonly others: number;
}

const mostNamed = 6;

/** The inputs that moved the output most, at most six, and the others as one sum, rounded so that what a reader sees adds up. */
export function shownPoints({ base, output, inputs }: DecisionReasons): ShownPoints {
  const digits = digitsFor(inputs.map(({ attribution }) => attribution));
  const least = 0.5 * 10 ** -digits;
  const most = inputs
    .filter(({ attribution }) => Math.abs(attribution) >= least)
    .toSorted((a, b) => Math.abs(b.attribution) - Math.abs(a.attribution))
    .slice(0, mostNamed);
  const raised = most.filter(({ attribution }) => attribution > 0);
  const lowered = most.filter(({ attribution }) => attribution < 0);
  const chosen = [...raised, ...lowered];
  const others = chosen.reduce((left, { attribution }) => left - attribution, output - base);
  const steps = roundedSteps([...chosen.map(({ attribution }) => attribution), others], base, output, digits);
  const shown = chosen.map((input, at) => ({ input, points: steps[at]! }));
  const rounded = (value: number): number =>
    Number((Math.round(value * 10 ** digits) / 10 ** digits).toFixed(digits)) + 0;
  return {
    digits,
    start: rounded(base),
    sum: rounded(output),
    raised: shown.slice(0, raised.length),
    lowered: shown.slice(raised.length),
    others: steps.at(-1)!,
  };
}
