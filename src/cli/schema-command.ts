import type { Command } from "./command.js";
import { type SchemaOptions, schemaKinds } from "./options.js";

export const schemaCommand: Command<SchemaOptions> = {
  usage: "schema [kind]",
  describe: "Print the JSON Schema of suites or run records, or the list of metrics",
  examples: [
    ["schema suite > suite.schema.json", "for editors and CI"],
    ["schema metrics", "every metric: what it measures, range, direction, source"],
  ],
  options: (argv) => argv.positional("kind", { choices: schemaKinds, default: "suite" as const, describe: "Which" }),
  run: () => import("./schema.js"),
};
