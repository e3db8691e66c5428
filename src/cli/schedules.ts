import { loadSuite } from "../evaluate.js";
import type { Policy } from "../policy/policy.js";
import { openHistory } from "../schedule/history.js";
import { loadSchedules as load, type Schedules } from "../schedule/schedules.js";
import { archiveFolder } from "./archive-options.js";
import { formatNames } from "./format-option.js";
import type { ScheduleStatusOptions } from "./options.js";

/** The schedules of a file, each suite of them held against the policy. @throws Failure (usage) */
export function loadSchedules(options: ScheduleStatusOptions, policy: Policy | null): Promise<Schedules> {
  const { file, allowOutside, allowCode, offline } = options;
  return load(file, {
    cwd: process.cwd(),
    allowOutside,
    code: allowCode,
    formats: formatNames,
    readSuite: (suite) => loadSuite(suite, { allowOutside, allowCode, offline, policy }),
    auditAge: policy?.rules.audit_age ?? null,
  });
}

/** The archive of the schedules, and what it says of past audits. */
export function historyOf(options: ScheduleStatusOptions) {
  const archive = archiveFolder(options);
  return { archive, history: openHistory(archive) };
}
