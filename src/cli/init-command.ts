import type { Command } from "./command.js";
import { choiceOptions, type InitOptions } from "./init-options.js";
import { supervisionLimits } from "./run-command.js";

export const initCommand: Command<InitOptions> = {
  usage: "init [data]",
  describe: "Look at a data file and write a suite for it, with a reason for every line",
  examples: [
    ["init interactions.csv", "writes suite.yaml, checks it, and says what was found"],
    ["init interactions.csv --label churned --prediction predicted --out churn.yaml", "what you know stands"],
    ["init interactions.csv --protected gender age --unit none", "these groups only; none leaves a part out"],
    ["init --example", "a small data set with a suite that runs at once, in evenhand-example/"],
  ],
  options: (argv) =>
    argv
      .positional("data", { type: "string", describe: "Data file: csv, tsv, jsonl or parquet, also .gz and .zst" })
      .options({
        out: { type: "string", requiresArg: true, default: "suite.yaml", describe: "The suite to write" },
        force: { type: "boolean", default: false, describe: "Write over a file that is there" },
        yes: { type: "boolean", default: false, describe: "Ask nothing, on a terminal too" },
        ...choiceOptions,
        "allow-outside": { type: "boolean", default: false, describe: "Let the data lie outside the project folder" },
        example: { type: "string", describe: "Write an example to this folder, default evenhand-example" },
        ...supervisionLimits,
      }),
  run: () => import("./init.js"),
};
