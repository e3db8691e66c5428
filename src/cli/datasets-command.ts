import { dataSets } from "../catalogue/data-sets.js";
import type { Command, CommandGroup } from "./command.js";
import type { DatasetsGetOptions } from "./options.js";
import { supervisionLimits } from "./run-command.js";

const list: Command<Record<never, never>> = {
  usage: "list",
  describe: "Public data sets: what they are, under which licence, whom they tell apart",
  examples: [
    ["datasets list", "a few lines for each"],
    ["datasets list --json", "everything, with addresses and SHA-256"],
  ],
  options: () => {},
  run: () => import("./datasets-list.js"),
};

const get: Command<DatasetsGetOptions> = {
  usage: "get <set>",
  describe: "Fetch a data set to this machine, check its SHA-256, and write it as Parquet with a suite that runs",
  examples: [
    ["datasets get telco-churn", "writes datasets/telco-churn/telco-churn.parquet and suite.yaml"],
    ["datasets get adult --from ~/Downloads/adult.csv.gz", "from a copy, where the network is not reached"],
  ],
  options: (argv) =>
    argv
      .positional("set", {
        type: "string",
        demandOption: true,
        choices: dataSets.map(({ name }) => name),
        describe: "Name in the catalogue",
      })
      .options({
        from: { type: "string", requiresArg: true, describe: "A copy of the file, packed with gzip or not" },
        out: { type: "string", requiresArg: true, describe: "Folder; default datasets/<name>" },
        ...supervisionLimits,
      }),
  run: () => import("./datasets-get.js"),
};

export const datasetsCommand: CommandGroup = {
  usage: "datasets",
  describe: "Public data sets to try evenhand on",
  commands: [list, get] as readonly Command<never>[],
};
