import { auditsCommand } from "./audits-command.js";
import { baselineCommand } from "./baseline-command.js";
import { checkCommand } from "./check-command.js";
import { compareCommand } from "./compare-command.js";
import { completionCommand } from "./completion-command.js";
import { datasetsCommand } from "./datasets-command.js";
import { doctorCommand } from "./doctor-command.js";
import { explainCommand } from "./explain-command.js";
import { initCommand } from "./init-command.js";
import { reportCommand } from "./report-command.js";
import { runCommand } from "./run-command.js";
import { scheduleCommand } from "./schedule-command.js";
import { schemaCommand } from "./schema-command.js";

/** The commands, in the order of `--help`. */
export const commands = [
  initCommand,
  runCommand,
  checkCommand,
  explainCommand,
  reportCommand,
  compareCommand,
  baselineCommand,
  auditsCommand,
  scheduleCommand,
  datasetsCommand,
  schemaCommand,
  doctorCommand,
  completionCommand,
] as const;
