import { languages } from "../core/languages.js";
import type { Command } from "./command.js";
import type { ExplainOptions } from "./options.js";
import { supervisionOptions } from "./run-command.js";

export const explainCommand: Command<ExplainOptions> = {
  usage: "explain [suite]",
  describe: "One decision in plain words: what counted most, and what would have changed it",
  examples: [
    ["explain suites/churn.yaml --id 7590-VHVEG", "the decision on one row, by the suite's dataset.id"],
    ["explain suites/churn.yaml --id 7590-VHVEG --set tenure=24", "whether corrected data change the decision"],
    ["explain suites/churn.yaml --id 7590-VHVEG --model churn-v3", "the decision of another model of the suite"],
    ["explain suites/churn.yaml --id 7590-VHVEG --compare gender=Male", "compared with men instead of everybody"],
    ["explain suites/churn.yaml --id 7590-VHVEG --lang da --out decision.html", "a page for the person, in Danish"],
    ["explain suites/churn.yaml --id 7590-VHVEG --json > decision.json", "everything that it takes to check it"],
    ["explain --verify decision.json", "work it out again; exit 5 where it differs"],
  ],
  options: (argv) =>
    argv
      .positional("suite", { type: "string", describe: "Suite file; with --verify the one that the file names" })
      .options({
        id: { type: "string", requiresArg: true, describe: "Value of the suite's dataset.id in the row" },
        set: {
          type: "string",
          array: true,
          nargs: 1,
          default: [] as string[],
          requiresArg: true,
          describe: "column=value: corrected data; may be given several times",
        },
        model: { type: "string", requiresArg: true, describe: "Id of the model; else the first that can be asked" },
        compare: {
          type: "string",
          requiresArg: true,
          describe: "attribute=group: compare with that group (attribute alone: the row's own); else with everybody",
        },
        out: { type: "string", requiresArg: true, describe: "Write the explanation as HTML" },
        verify: { type: "string", requiresArg: true, describe: "A stored explanation (JSON) to work out again" },
        lang: { choices: languages, default: "en" as const, requiresArg: true, describe: "Language of text and page" },
        seed: { type: "number", default: 1, requiresArg: true, describe: "Seed of everything random" },
        ...supervisionOptions,
      }),
  run: () => import("./explain.js"),
};
