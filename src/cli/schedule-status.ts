import { exitCodes } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import { systemClock } from "../schedule/clock.js";
import { type PlanStatus, statusOf } from "../schedule/status.js";
import type { CommonOptions } from "./command.js";
import type { ScheduleStatusOptions } from "./options.js";
import { paint, styleOf } from "./output.js";
import { policyFor } from "./policy.js";
import { historyOf, loadSchedules } from "./schedules.js";

/** `evenhand schedule status`: what the archive says of each plan; reads neither data nor models. */
export async function run(options: CommonOptions & ScheduleStatusOptions): Promise<number> {
  const schedules = await loadSchedules(options, policyFor(options));
  const statuses = await statusOf(schedules, { ...historyOf(options), clock: systemClock });
  if (options.json) process.stdout.write(`${visibleJson(JSON.stringify({ schedules: statuses }, null, 2))}\n`);
  else print(statuses, options.quiet);
  return statuses.some(({ overdue }) => overdue.length > 0) ? exitCodes.fail : exitCodes.pass;
}

function print(statuses: readonly PlanStatus[], quiet: boolean): void {
  const { over, within } = paint(styleOf(process.stdout));
  const shown = quiet ? statuses.filter(({ overdue }) => overdue.length > 0) : statuses;
  const rows = shown.map((status) => ({ status, cells: cellsOf(status).map(visible) }));
  const widths = [0, 1, 2, 3].map((place) => Math.max(0, ...rows.map(({ cells }) => cells[place]?.length ?? 0)));
  for (const { status, cells } of rows) {
    const isOverdue = status.overdue.length > 0;
    const word = isOverdue ? over("overdue") : within("in time");
    const padded = cells.map((cell, place) => cell.padEnd(widths[place] ?? 0));
    console.log(`  ${word}  ${padded.join("  ").trimEnd()}`);
    for (const each of status.overdue) console.log(`           ${reasonText(each)}`);
  }
}

/** Name, last audit, its verdict, and what comes next. */
function cellsOf({ name, last_audit, last_run, next, due, running }: PlanStatus): string[] {
  const coming = running
    ? "runs now"
    : due.length > 0
      ? `due (${due.join(", ")})`
      : next === null
        ? ""
        : `next ${minute(next)}`;
  const failed =
    last_run !== null && ![0, 1, 4].includes(last_run.exit_code) ? `; last run exit ${last_run.exit_code}` : "";
  return [
    name,
    last_audit === null ? "never" : `${minute(last_audit.finished)} (${age(last_audit.finished)})`,
    last_audit?.verdict ?? "",
    `${coming}${failed}`,
  ];
}

const minute = (time: string): string => `${time.slice(0, 16).replace("T", " ")}Z`;

/** "3 days", "5 hours": how long ago. */
function age(time: string): string {
  const hours = Math.max(0, Math.floor((systemClock.now() - Date.parse(time)) / 3_600_000));
  return hours < 48 ? `${hours} h ago` : `${Math.floor(hours / 24)} days ago`;
}

const reasonText = ({ reason, since, limit }: PlanStatus["overdue"][number]): string =>
  ({
    missed: `its time was ${minute(since)}, and no audit was made since`,
    audit_age: `the last audit is older than ${limit} since ${minute(since)}`,
    model_age: `the model is in use for longer than ${limit} since ${minute(since)}`,
  })[reason];
