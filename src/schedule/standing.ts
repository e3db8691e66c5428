import { afterPeriod } from "../core/period.js";
import type { PastAudit } from "./history.js";
import type { Plan } from "./schedules.js";
import type { Trigger } from "./schedules-schema.js";
import type { State } from "./state.js";
import { lastTime, nextTime } from "./times.js";

/** What a plan's standing follows from, besides the time. */
export interface Evidence {
  /** The suite's latest audit in the archive; null: it was never audited. */
  readonly audit: PastAudit | null;
  readonly state: State;
  /** What of model and data is another than in that audit, and was not tried yet. */
  readonly changed: readonly Trigger[];
  /** When the models in use were first seen, in ms since 1970; null: not known. */
  readonly modelSince: number | null;
}

/** Why something is overdue. */
export type Overdue =
  /** A time has passed and no audit was made. `since`: ms since 1970 */
  | { readonly kind: "missed"; readonly since: number }
  /** Older than allowed. `since`: when it became too old */
  | { readonly kind: "audit_age" | "model_age"; readonly since: number; readonly limit: string };

/** Where a plan stands at a moment. Times are ms since 1970. */
export interface Standing {
  /** Why it is due now; empty: it is not. */
  readonly due: readonly Trigger[];
  /** The cron time that an audit begun now serves; null: none. */
  readonly serves: number | null;
  /** The next cron time. */
  readonly next: number | null;
  readonly overdue: readonly Overdue[];
}

/** An audit that its time has come for is overdue after this long: it may be running, or waiting for another one. */
const late = 3_600_000; // ms

/** Where a plan stands at a moment: the same answer from the same evidence, whatever ran in between. */
export function standingOf(
  { time, on, maxAge }: Plan,
  { audit, state, changed, modelSince }: Evidence,
  now: number,
): Standing {
  const serves = time === null ? null : lastTime(time, now);
  // Times that were missed are made up for by one audit.
  const isServed = (by: number | null): boolean => serves === null || (by !== null && by >= serves);
  const isDue = on.has("cron") && !isServed(audit?.started ?? null) && !isServed(state.handled);
  const isFirst = audit === null && state.tried === null && time === null;
  const first = isFirst ? [...on] : [];
  return {
    due: [...new Set<Trigger>([...(isDue ? (["cron"] as const) : []), ...changed, ...first])],
    serves,
    next: time === null ? null : nextTime(time, now),
    overdue: [
      ...(serves !== null && on.has("cron") && !isServed(audit?.started ?? null) && now - serves > late
        ? [{ kind: "missed", since: serves } as const]
        : []),
      ...tooOld("audit_age", audit?.finished ?? null, maxAge.audit, now),
      ...tooOld("model_age", modelSince, maxAge.model, now),
    ],
  };
}

function tooOld(kind: "audit_age" | "model_age", from: number | null, limit: string | null, now: number): Overdue[] {
  if (from === null || limit === null) return [];
  const since = afterPeriod(from, limit);
  return now > since ? [{ kind, since, limit }] : [];
}

/** What of model and data is another than in an audit; null material: it cannot be told. */
export function changesOf(
  on: ReadonlySet<Trigger>,
  { material, tried }: Pick<State, "material" | "tried">,
  audited: {
    readonly data_sha256: string | null;
    readonly model_sha256: Readonly<Record<string, string | null>>;
  } | null,
): Trigger[] {
  if (material === null || audited === null || material.stamp === tried) return [];
  const isData = material.data_sha256 !== audited.data_sha256;
  const isModel = JSON.stringify(sorted(material.model_sha256)) !== JSON.stringify(sorted(audited.model_sha256));
  return [
    ...(isModel && on.has("model-change") ? (["model-change"] as const) : []),
    ...(isData && on.has("data-change") ? (["data-change"] as const) : []),
  ];
}

const sorted = (map: Readonly<Record<string, string | null>>): [string, string | null][] =>
  Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1));
