import type { Clock } from "./clock.js";
import type { History } from "./history.js";
import type { Perform } from "./run-child.js";
import type { Plan } from "./schedules.js";
import type { Send } from "./send.js";
import { changesOf, type Evidence, type Standing, standingOf } from "./standing.js";
import { type Material, readState, type State, writeState } from "./state.js";

/** What the scheduler acts on. */
export interface World {
  /** Absolute path. */
  readonly archive: string;
  readonly clock: Clock;
  readonly history: History;
  readonly perform: Perform;
  /** A text that changes with the files of data and models. */
  readonly stamp: (plan: Plan) => Promise<string>;
  /** Reads data and models for their hashes. @throws Failure */
  readonly hashes: (plan: Plan, signal: AbortSignal) => Promise<Omit<Material, "stamp">>;
  readonly send: Send;
  /** Takes what is done, a line at a time. */
  readonly tell: (line: string) => void;
  /** Takes what went wrong, a line at a time. */
  readonly warn: (line: string) => void;
}

/** Where a plan stands by what the archive and its state say, as last looked at. @throws Failure */
export async function observe(
  plan: Plan,
  { archive, history, clock }: Pick<World, "archive" | "history" | "clock">,
): Promise<Evidence & { readonly standing: Standing }> {
  const [state, audit] = [await readState(archive, plan.name), history.last(plan.suite.name)];
  const watches = plan.on.has("model-change") || plan.on.has("data-change");
  const audited = watches && audit !== null ? await history.manifest(audit) : null;
  const evidence: Evidence = {
    audit,
    state,
    changed: changesOf(plan.on, state, audited),
    modelSince: plan.maxAge.model === null ? null : await history.modelSince(plan.suite.name),
  };
  return { ...evidence, standing: standingOf(plan, evidence, clock.now()) };
}

/** Looks whether data or models changed, and remembers it. Files are read only where one of them may have. @throws Failure */
export async function look(plan: Plan, world: World, signal: AbortSignal): Promise<void> {
  const state = await readState(world.archive, plan.name);
  const stamp = await world.stamp(plan);
  if (state.material?.stamp === stamp) return;
  const material: Material = { stamp, ...(await world.hashes(plan, signal)) };
  const next: State = { ...(await readState(world.archive, plan.name)), material };
  await writeState(world.archive, plan.name, next);
}
