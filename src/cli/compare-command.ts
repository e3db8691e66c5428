import type { Command } from "./command.js";
import { formatOption } from "./format-option.js";
import type { CompareOptions } from "./options.js";
import { supervisionLimits } from "./run-command.js";

export const compareCommand: Command<CompareOptions> = {
  usage: "compare <before> <now>",
  describe: "What changed between two runs; paired where both kept predictions of the same rows",
  examples: [
    ["compare prod reports/churn/2026-10-05T0612Z", "a run against the accepted baseline"],
    ["compare reports/churn/2026-04-07T0610Z reports/churn/2026-10-05T0612Z", "two runs"],
    ["compare prod run.json --json | jq '.changes[] | select(.reading == \"worse\")'", "what got worse, for a script"],
    ["compare prod run.json --format md --out change.md", "a comment for a pull request"],
  ],
  options: (argv) =>
    argv
      .positional("before", {
        type: "string",
        demandOption: true,
        describe: "Accepted baseline, run folder or run.json",
      })
      .positional("now", { type: "string", demandOption: true, describe: "Accepted baseline, run folder or run.json" })
      .options({
        "suite-order": { type: "boolean", default: false, describe: "Rows in the order of the suite, not worst first" },
        format: formatOption,
        out: { type: "string", requiresArg: true, describe: "With --format: the file, or the folder for several" },
        ...supervisionLimits,
      }),
  run: () => import("./compare.js"),
};
