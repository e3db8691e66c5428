import type { Plan, Schedules } from "./schedules.js";
import type { Overdue } from "./standing.js";
import { observe, type World } from "./world.js";

/** Where a plan stands, for people and programs. Times are UTC, ISO 8601; null: there is none. */
export interface PlanStatus {
  readonly name: string;
  readonly suite: string;
  readonly last_audit: {
    readonly finished: string;
    readonly verdict: string;
    /** The run folder, relative to the archive. */
    readonly path: string;
  } | null;
  /** The last run that the scheduler began, with its exit code; null: none, or its memory was lost. */
  readonly last_run: { readonly ended: string; readonly exit_code: number } | null;
  readonly next: string | null;
  /** Why it is due now; empty: it is not. */
  readonly due: readonly string[];
  readonly overdue: readonly {
    readonly reason: Overdue["kind"];
    readonly since: string;
    readonly limit: string | null;
  }[];
  readonly running: boolean;
  /** Messages that nobody took yet. */
  readonly unsent: number;
}

/** Where every plan stands, in the order of the file. @throws Failure where the archive cannot be read */
export async function statusOf(
  { plans }: Pick<Schedules, "plans">,
  world: Pick<World, "archive" | "history" | "clock">,
  running: ReadonlySet<string> = new Set(),
): Promise<PlanStatus[]> {
  await world.history.refresh();
  return Promise.all(plans.map((plan) => planStatus(plan, world, running)));
}

async function planStatus(
  plan: Plan,
  world: Pick<World, "archive" | "history" | "clock">,
  running: ReadonlySet<string>,
): Promise<PlanStatus> {
  const { audit, state, standing } = await observe(plan, world);
  const { last } = state;
  return {
    name: plan.name,
    suite: plan.suite.name,
    last_audit: audit && { finished: isoOf(audit.finished), verdict: audit.verdict, path: audit.path },
    last_run: last && { ended: isoOf(last.ended), exit_code: last.exit_code },
    next: standing.next === null ? null : isoOf(standing.next),
    due: standing.due,
    overdue: standing.overdue.map((each) => ({
      reason: each.kind,
      since: isoOf(each.since),
      limit: each.kind === "missed" ? null : each.limit,
    })),
    running: running.has(plan.name),
    unsent: state.unsent.length,
  };
}

const isoOf = (time: number): string => new Date(time).toISOString();
