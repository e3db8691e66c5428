import os from "node:os";
import path from "node:path";
import { Failure, type Problem } from "../../src/core/errors.js";
import { type ParseOptions, parseSuite } from "../../src/suite/parse.js";
import type { Suite } from "../../src/suite/suite.js";

/** A suite without faults; tests break one part of it. */
export const example = `name: offers
purpose: retention
dataset:
  source: data/rows.csv
  unit: customer
  label: churned
  favourable: true
protected:
  - gender
  - {name: age, bins: [18, 30, 60], reference: 18–29}
model:
  id: m1
  kind: logged
  score: score
metrics: [selection_rate, roc_auc]
gates:
  - metric: selection_rate
    attribute: gender
    disparity: max_difference
    at_most: 0.05
`;

/** A folder that need not exist: paths are followed only as far as there is something to follow. */
export const folder = path.join(os.tmpdir(), "evenhand-no-such-project");

const registries = {
  metrics: ["selection_rate", "favourable_rate", "true_positive_rate", "false_positive_rate", "roc_auc"],
  disparities: ["max_difference", "min_ratio", "difference_to_reference", "ratio_to_rest", "between_group_sd"],
};

export const parse = (text: string, options: Partial<ParseOptions> = {}): Suite =>
  parseSuite(text, path.join(folder, "suite.yaml"), {
    projectFolder: folder,
    allowOutside: false,
    registries,
    ...options,
  });

/** The problems that a call fails with; none where it succeeds. @throws what is no usage failure */
export function problemsOf(call: () => unknown): readonly Problem[] {
  try {
    call();
    return [];
  } catch (error) {
    if (error instanceof Failure && error.kind === "usage") return error.problems;
    throw error;
  }
}

/** As {@link problemsOf}, for calls that take their time. */
export async function problemsOfLater(call: () => Promise<unknown>): Promise<readonly Problem[]> {
  try {
    await call();
    return [];
  } catch (error) {
    return problemsOf(() => {
      throw error;
    });
  }
}

/** Each problem as "line:column message". */
export const told = (problems: readonly Problem[]): string[] =>
  problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
