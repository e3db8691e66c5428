import { auditsCommand } from "./audits-command.js";
import { checkCommand } from "./check-command.js";
import { doctorCommand } from "./doctor-command.js";
import { explainCommand } from "./explain-command.js";
import { reportCommand } from "./report-command.js";
import { runCommand } from "./run-command.js";
import { schemaCommand } from "./schema-command.js";

/** The commands, in the order of `--help`. */
export const commands = [
  runCommand,
  checkCommand,
  explainCommand,
  reportCommand,
  auditsCommand,
  schemaCommand,
  doctorCommand,
] as const;
