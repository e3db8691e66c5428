import { recordFormats } from "../exports/format-names.js";

/** Everything that `--format` takes. */
export const formatNames = ["html", ...recordFormats, "mlflow"] as const;

/** The option of the commands that write pages of a run. */
export const interactiveOption = {
  type: "boolean",
  default: false,
  describe: "Pages with a runtime: figures that tell a row's numbers, tables that sort and filter (about 400 kB more)",
} as const;

/** The option of the commands that write a run or a stored one. */
export const formatOption = {
  type: "string",
  array: false,
  requiresArg: true,
  default: [] as string[],
  defaultDescription: "html",
  coerce: (given: string | readonly string[]): string[] => [given].flat(),
  describe: `Comma-separated list: ${formatNames.join(", ")}`,
} as const;
