import type { Command } from "./command.js";

export const schemaKinds = ["suite", "run", "metrics"] as const;

export interface SchemaOptions {
  readonly kind: (typeof schemaKinds)[number];
}

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
