import { usage } from "../core/errors.js";
import type { Sealed } from "./append.js";
import type { Entry } from "./entry.js";
import type { GateFinding } from "./findings.js";
import type { SigningKey } from "./keys.js";
import type { Log } from "./log.js";
import type { Day } from "./said-values.js";
import { say } from "./say.js";

/** Who sees to a finding, and until when. */
export interface Assignment {
  readonly owner: string;
  readonly due: Day;
}

/** Why a finding may stay as it is for a while, and who answers for that. */
export interface AcceptanceWords {
  readonly by: string;
  readonly why: string;
  /** The last day on which it counts. */
  readonly until: Day;
}

/** Says in the log who sees to a finding. @throws Failure (usage) where it is closed */
export const assignFinding = (
  archive: string,
  log: Log,
  finding: GateFinding,
  { owner, due }: Assignment,
  keys: readonly SigningKey[],
): Promise<Sealed> =>
  say(archive, lastAudit(log, finding), {
    kind: "assignment",
    predicate: { finding: finding.id, owner, due },
    summary: { finding: finding.id, due },
    keys,
  });

/** Says in the log, signed, that a finding may stay open until a day. @throws Failure (usage) where it is closed */
export const acceptFinding = (
  archive: string,
  log: Log,
  finding: GateFinding,
  { by, why, until }: AcceptanceWords,
  keys: readonly SigningKey[],
): Promise<Sealed> =>
  say(archive, lastAudit(log, finding), {
    kind: "acceptance",
    predicate: { finding: finding.id, by, why, until },
    summary: { finding: finding.id, until },
    keys,
  });

/** What is said of a finding is said of the last audit that showed it. */
function lastAudit({ entries }: Log, { id, status, last }: GateFinding): Entry {
  const audit = entries[last.entry];
  if (status === "closed" || audit === undefined)
    throw usage(`${id} is closed: the gate passed in ${last.run}`, { hint: "evenhand audits findings --all shows it" });
  return audit;
}
