import type { Command } from "./command.js";
import { formatOption, interactiveOption } from "./format-option.js";
import { langOption } from "./lang-option.js";
import type { RunOptions } from "./options.js";

/** Bounds on the process that reads rows, with their defaults. */
export const supervisionLimits = {
  "memory-limit": {
    type: "string",
    describe: "Memory for reading and scoring; default half the machine's, at most 8GB",
  },
  "time-limit": { type: "number", default: 3600, describe: "Seconds for reading and scoring" },
  threads: { type: "number", describe: "Threads for reading and scoring; default: the number of processors" },
} as const;

/** Options of every command that reads data, with their defaults. */
export const supervisionOptions = {
  "allow-outside": { type: "boolean", default: false, describe: "Let the suite name files outside the project folder" },
  "allow-code": {
    type: "boolean",
    default: false,
    describe: "Run models that are programs or modules of the suite's own, with your rights",
  },
  offline: { type: "boolean", default: false, describe: "Refuse suites with models behind a URL" },
  ...supervisionLimits,
} as const;

/** The archive that a command works on. */
export const archiveOption = {
  type: "string",
  requiresArg: true,
  describe: "The archive of audits; default reports",
} as const;

/** What suites are held against. */
export const policyOption = {
  type: "string",
  requiresArg: true,
  describe: "What the organisation asks of every suite; default: policy.yaml here or above, in the same repository",
} as const;

/** Keys to sign with. */
export const signKeyOption = {
  type: "string",
  array: true,
  default: [] as string[],
  nargs: 1,
  describe: "File with a private key to sign with; several may sign; default: EVENHAND_SIGNING_KEY",
} as const;

export const runCommand: Command<RunOptions> = {
  usage: "run <suites..>",
  describe: "Score, measure, judge, and write one run folder per suite",
  examples: [
    ["run suites/retention-offers.yaml", "the audit; the last line is the report's path"],
    ["run suites/*.yaml --out reports/today --strict", "several suites; undecided gates fail too"],
    [
      "run suites/churn.yaml --model churn-v2=models/candidate/model.json",
      "another file for one of the suite's models",
    ],
    ["run suites/churn.yaml --format html,junit,md", "for a pipeline: test report and job summary beside the page"],
    ["run suites/churn.yaml --baseline prod", "what changed since the accepted baseline; gates on growth are judged"],
    ["run suites/churn.yaml --lang da,en", "the page in Danish, and in English as report.en.html"],
    [
      "run suites/churn.yaml --interactive",
      "the page with tooltips, sorting and filters, still one file and no request",
    ],
    ["run suites/churn.yaml --json --no-report | jq .verdict", "the record on stdout, and no page"],
  ],
  options: (argv) =>
    argv.positional("suites", { type: "string", array: true, demandOption: true, describe: "Suite files" }).options({
      out: {
        type: "string",
        requiresArg: true,
        describe: "The run folder (several suites: OUT/<suite>); default reports/<suite>/<UTC time>",
      },
      archive: archiveOption,
      model: {
        type: "string",
        array: true,
        default: [] as string[],
        requiresArg: true,
        describe: "id=path: use another file for a model of the suite",
      },
      baseline: {
        type: "string",
        requiresArg: true,
        describe: "Compare with another model of the suite, an accepted baseline, or a run folder",
      },
      policy: policyOption,
      seed: { type: "number", default: 1, requiresArg: true, describe: "Seed of everything random" },
      "key-file": {
        type: "string",
        requiresArg: true,
        describe: "File with the key that kept rows are named under, for suites with keep; default: EVENHAND_KEY",
      },
      "sign-key": signKeyOption,
      format: formatOption,
      lang: langOption,
      interactive: interactiveOption,
      report: { type: "boolean", default: true, describe: "Write report.html; --no-report writes the record alone" },
      cache: {
        type: "boolean",
        default: true,
        describe: "Keep answers of models behind a URL; --no-cache asks for all of them anew",
      },
      strict: { type: "boolean", default: false, describe: "Exit 4 when a gate is undecided" },
      ...supervisionOptions,
    }),
  run: () => import("./run.js"),
};
