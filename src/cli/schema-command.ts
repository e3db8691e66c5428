import type { Command } from "./command.js";
import { type SchemaOptions, schemaKinds } from "./options.js";

export const schemaCommand: Command<SchemaOptions> = {
  usage: "schema [kind]",
  describe: "Print the JSON Schema of a kind of file, or the list of metrics and disparities",
  examples: [
    ["schema suite > suite.schema.json", "for editors and CI"],
    ["schema metrics", "every metric and disparity: definition, range, direction, interval, source"],
    ["schema metrics --json", "the same for programs"],
  ],
  options: (argv) =>
    argv.positional("kind", {
      choices: schemaKinds,
      default: "suite" as const,
      describe: "suite, run, schedules, policy, baseline: a JSON Schema; metrics: the list of metrics and disparities",
    }),
  run: () => import("./schema.js"),
};
