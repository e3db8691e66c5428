import type { Command } from "./command.js";
import type { CheckOptions } from "./options.js";
import { policyOption, supervisionOptions } from "./run-command.js";

export const checkCommand: Command<CheckOptions> = {
  usage: "check <suite>",
  describe: "Validate suite, data and model, and say what the audit could see; scores nothing",
  examples: [
    ["check suites/retention-offers.yaml", "everything that would stop or weaken a run"],
    ["check suites/retention-offers.yaml --lock", "also pin the data: writes its SHA-256 and row count into the suite"],
  ],
  options: (argv) =>
    argv.positional("suite", { type: "string", demandOption: true, describe: "Suite file" }).options({
      lock: { type: "boolean", default: false, describe: "Write dataset.lock into the suite" },
      policy: policyOption,
      ...supervisionOptions,
    }),
  run: () => import("./check.js"),
};
