import type { Command, CommandGroup } from "./command.js";
import type { BaselineAcceptOptions, BaselineShowOptions } from "./options.js";
import { signKeyOption } from "./run-command.js";

const accept: Command<BaselineAcceptOptions> = {
  usage: "accept <run>",
  describe: "Give a run a name that later ones are compared with: baselines/NAME.json, without rows",
  examples: [
    [
      'baseline accept reports/churn/2026-10-05T0612Z --as prod --by "Kari Moe" --why "goes live on 12 October"',
      "writes baselines/prod.json, to be committed",
    ],
    ["run suites/churn.yaml --baseline prod", "what has changed since"],
  ],
  options: (argv) =>
    argv.positional("run", { type: "string", demandOption: true, describe: "Run folder or run.json" }).options({
      as: { type: "string", demandOption: true, requiresArg: true, describe: "The baseline's name" },
      by: { type: "string", demandOption: true, requiresArg: true, describe: "Who accepts it" },
      why: { type: "string", demandOption: true, requiresArg: true, describe: "Why it is good enough to compare with" },
      "sign-key": signKeyOption,
    }),
  run: () => import("./baseline-accept.js"),
};

const show: Command<BaselineShowOptions> = {
  usage: "show [name]",
  describe: "The accepted baselines of the working folder, or one of them",
  examples: [
    ["baseline show", "all of them, a line each"],
    ["baseline show prod --json", "who accepted it, when, why, and which run it is"],
  ],
  options: (argv) => void argv.positional("name", { type: "string", describe: "One baseline; default: all" }),
  run: () => import("./baseline-show.js"),
};

export const baselineCommand: CommandGroup = {
  usage: "baseline",
  describe: "Runs that later ones are compared with",
  commands: [accept, show] as readonly Command<never>[],
};
