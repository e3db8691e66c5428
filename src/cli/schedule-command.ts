import type { Command } from "./command.js";
import type { ScheduleOptions, ScheduleStatusOptions } from "./options.js";
import { archiveOption, policyOption } from "./run-command.js";

const file = { type: "string", demandOption: true, describe: "File of schedules" } as const;

/** What the suites may reach; the file of schedules cannot grant it. */
const reach = {
  "allow-outside": { type: "boolean", default: false, describe: "Let suites name files outside the project folder" },
  "allow-code": {
    type: "boolean",
    default: false,
    describe: "Run models and notifications that are programs, with your rights",
  },
  offline: { type: "boolean", default: false, describe: "Refuse suites with models behind a URL" },
} as const;

const status: Command<ScheduleStatusOptions> = {
  usage: "status <file>",
  describe: "When each suite was audited last and is next; exit 1 when one is overdue",
  examples: [
    ["schedule status schedules.yaml", "a line each"],
    ["schedule status schedules.yaml --json", "for monitoring"],
  ],
  options: (argv) => argv.positional("file", file).options({ archive: archiveOption, policy: policyOption, ...reach }),
  run: () => import("./schedule-status.js"),
};

export const scheduleCommand: Command<ScheduleOptions> = {
  usage: "schedule <file>",
  describe: "Audit suites when they are due, and tell people; runs until it is stopped",
  examples: [
    ["schedule schedules.yaml", "stays, and audits when it is time"],
    ["schedule schedules.yaml --once", "what is due now, for cron or a Kubernetes CronJob"],
    ["schedule schedules.yaml --health 9464", "with GET http://127.0.0.1:9464/health"],
  ],
  commands: [status as Command<never>],
  options: (argv) =>
    argv.positional("file", file).options({
      once: { type: "boolean", default: false, describe: "Do what is due now and end with the worst exit code" },
      health: { type: "number", requiresArg: true, describe: "Port of this machine that answers GET /health" },
      grace: {
        type: "number",
        default: 20,
        requiresArg: true,
        describe: "Seconds that running audits have to end when the scheduler is stopped; then they are interrupted",
      },
      archive: archiveOption,
      policy: policyOption,
      ...reach,
    }),
  run: () => import("./schedule.js"),
};
