import path from "node:path";
import { Failure, type Problem } from "../core/errors.js";
import { afterPeriod } from "../core/period.js";
import type { Complaint, Path } from "../suite/complaint.js";
import { confinePath, isBelow, reachedBy } from "../suite/confine-path.js";
import { documentProblems } from "../suite/document-problems.js";
import { quoted } from "../suite/quoted.js";
import { readBySchema } from "../suite/read-by-schema.js";
import { milliseconds } from "../suite/remote-settings.js";
import type { Suite } from "../suite/suite.js";
import { type Allowed, checkSchedules } from "./check-schedules.js";
import {
  type ChannelSpec,
  type RunSpec,
  type SchedulesFile,
  schedulesSchema,
  type Trigger,
} from "./schedules-schema.js";
import type { CronTime } from "./times.js";

/** One suite that is audited again and again. */
export interface Plan {
  /** Unique in its file. */
  readonly name: string;
  readonly suite: Suite;
  /** null: it is not due by the clock. */
  readonly time: CronTime | null;
  readonly on: ReadonlySet<Trigger>;
  /** ISO 8601 periods; null: any age will do. */
  readonly maxAge: { readonly audit: string | null; readonly model: string | null };
  readonly retries: number;
  /** Wait before the first further try, in ms. */
  readonly retryAfter: number;
  /** Names of channels. */
  readonly notify: readonly string[];
  readonly run: RunSpec;
}

/** A file of schedules, checked. */
export interface Schedules {
  readonly file: string;
  /** Most audits at a time. */
  readonly parallel: number;
  /** Time between looks at models and data, in ms. */
  readonly poll: number;
  readonly channels: ReadonlyMap<string, ChannelSpec>;
  readonly plans: readonly Plan[];
}

export interface LoadSchedules extends Allowed {
  /** The working folder. */
  readonly cwd: string;
  readonly allowOutside: boolean;
  /** Reads and checks a suite. @throws Failure (usage) */
  readonly readSuite: (file: string) => Promise<Suite>;
  /** Longest time between two audits that the organisation's policy allows; null: it does not say. */
  readonly auditAge: string | null;
}

/** Reads and checks a file of schedules and every suite that it names. @throws Failure (usage) with every problem at once */
export async function loadSchedules(file: string, options: LoadSchedules): Promise<Schedules> {
  const absolute = path.resolve(options.cwd, file);
  const { data, document } = readBySchema(absolute, {
    schema: schedulesSchema,
    called: "a file of schedules",
    check: (schedules, complain) => checkSchedules(schedules, options, complain),
  });
  const { plans, complaints, problems } = await readPlans(data, absolute, options);
  const all = [...documentProblems(document, absolute, complaints), ...problems];
  if (all.length > 0) throw new Failure("usage", all);
  const { parallel, poll, channels = {} } = data;
  return { file: absolute, parallel, poll: milliseconds(poll), channels: new Map(Object.entries(channels)), plans };
}

/** The plans of the schedules, and what is wrong with the suites that they name. */
async function readPlans(
  { schedules }: SchedulesFile,
  file: string,
  options: LoadSchedules,
): Promise<{ plans: Plan[]; complaints: Complaint[]; problems: Problem[] }> {
  const [plans, complaints, problems]: [Plan[], Complaint[], Problem[]] = [[], [], []];
  for (const [i, schedule] of schedules.entries()) {
    const at: Path = ["schedules", i];
    const reached = suitePath(schedule.suite, file, options);
    if ("problem" in reached) {
      complaints.push({ path: [...at, "suite"], message: reached.problem });
      continue;
    }
    try {
      const plan = planOf(schedule, await options.readSuite(reached.absolute), options.auditAge);
      if (plans.some(({ name }) => name === plan.name))
        complaints.push({
          path: at,
          message: `there are two schedules ${quoted(plan.name)}: give them names of their own`,
        });
      if (plan.on.has("model-change") && plan.suite.models.every(({ path: place }) => place === undefined))
        complaints.push({ path: [...at, "on"], message: "no model of the suite has a file that could change" });
      plans.push(plan);
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause;
      // A suite that is not there, or is no file, is a fault of the line that names it.
      const unread = cause.problems.find(({ file: of, line }) => of === reached.absolute && line === undefined);
      if (unread === undefined) problems.push(...cause.problems);
      else complaints.push({ path: [...at, "suite"], message: unread.message });
    }
  }
  return { plans, complaints, problems };
}

function suitePath(written: string, file: string, { cwd, allowOutside }: LoadSchedules) {
  const base = path.dirname(file);
  const [own, working] = [reachedBy(base) ?? base, reachedBy(cwd) ?? cwd];
  const folder = allowOutside ? path.parse(base).root : isBelow(own, working) ? working : own;
  return confinePath(written, { base, folder });
}

function planOf(schedule: SchedulesFile["schedules"][number], suite: Suite, auditAge: string | null): Plan {
  const { cron, time_zone, max_age = {}, retries, retry_after, notify = [], run = {} } = schedule;
  return {
    name: schedule.name ?? suite.name,
    suite,
    time: cron === undefined ? null : { cron, timeZone: time_zone },
    on: new Set(schedule.on),
    maxAge: { audit: shorter(max_age.audit ?? null, auditAge), model: max_age.model ?? null },
    retries,
    retryAfter: milliseconds(retry_after),
    notify,
    run,
  };
}

function shorter(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return afterPeriod(0, a) <= afterPeriod(0, b) ? a : b;
}
