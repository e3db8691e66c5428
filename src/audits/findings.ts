import { createHash } from "node:crypto";
import type { GateRow } from "../record/run-record.js";
import { shownGate } from "../record/shown-gate.js";
import { canonicalJson, type Json } from "./canonical-json.js";
import type { Entry } from "./entry.js";
import type { Day } from "./said-values.js";

/** What a gate asks, whatever the limit: two gates that agree in this are one question, asked again. */
export type GateIdentity = Pick<
  GateRow,
  "metric" | "attribute" | "class" | "stratum" | "disparity" | "regression" | "drift"
>;

/** What a gate asks, and nothing else of it. A gate on growth or drift asks something else than one on the gap itself. */
export function identityOf(gate: GateIdentity): GateIdentity {
  const { metric, attribute, class: of, stratum, disparity, regression, drift } = gate;
  return {
    ...{ metric, attribute, class: of, stratum, disparity },
    ...(regression === undefined ? {} : { regression }),
    ...(drift === undefined ? {} : { drift }),
  };
}

/** What one audit measured of a gate. */
export type GateResult = Pick<GateRow, "verdict" | "value" | "low" | "high" | "bound" | "tolerance" | "reason">;

/** What was measured of a gate, and nothing else of it. */
export const resultOf = ({ verdict, value, low, high, bound, tolerance, reason }: GateResult): GateResult => ({
  ...{ verdict, value, low, high, bound, tolerance, reason },
});

/** A gate at the time of one audit. */
export interface Seen extends GateResult {
  /** The run folder, relative to the archive. */
  readonly run: string;
  /** The audit's entry in the log. */
  readonly entry: number;
  /** When the audit was sealed, UTC. */
  readonly time: string;
}

/** An audit, as far as findings follow from it. */
export interface AuditEvent {
  readonly kind: "audit";
  readonly suite: string;
  readonly run: string;
  readonly entry: number;
  readonly time: string;
  readonly gates: readonly (GateIdentity & GateResult)[];
}

/** What the log says, in its order, as far as findings follow from it. */
export type HistoryEvent =
  | AuditEvent
  | { readonly kind: "assignment"; readonly finding: string; readonly owner: string; readonly due: Day }
  /** Only one whose signature holds is an event. */
  | { readonly kind: "acceptance"; readonly finding: string; readonly acceptance: Acceptance };

export interface Acceptance {
  readonly by: string;
  readonly why: string;
  /** The last day on which it counts. */
  readonly until: Day;
  /** Whose signature it carries, as the reader calls the key. */
  readonly signedBy: string;
}

export type FindingStatus = "open" | "accepted" | "closed";

/** A gate that did not pass, from the audit that showed it to the one that showed it gone. */
export interface GateFinding {
  /** The same in every audit: see {@link findingId}. */
  readonly id: string;
  readonly suite: string;
  readonly gate: GateIdentity;
  readonly status: FindingStatus;
  /** The audit that opened it. */
  readonly opened: Seen;
  /** The last audit that had the gate. */
  readonly last: Seen;
  /** Whether the last audit of the suite had the gate no more: that closes nothing. */
  readonly isGone: boolean;
  /** Whether the gate last passed under a limit easier than the one it was opened with: that closes nothing either. */
  readonly isLoosened: boolean;
  readonly owner: string | null;
  readonly due: Day | null;
  /** The last acceptance since it was opened, in force or not. */
  readonly acceptance: Acceptance | null;
  /** Open, and the day it was due or accepted until is past. */
  readonly isOverdue: boolean;
}

/**
 * Names a finding: a hash of the suite's name and of what the gate asks. The limit is not part of it, so that a gate with another limit
 * goes on being the same question; nor is the model, whose next version must answer it too.
 */
export function findingId(suite: string, gate: GateIdentity): string {
  const text = canonicalJson({ suite, ...identityOf(gate) } as Json);
  return `F-${createHash("sha256").update(text).digest("hex").slice(0, 10)}`;
}

/** A finding before the day is known. */
interface Case {
  readonly suite: string;
  readonly gate: GateIdentity;
  opened: Seen;
  last: Seen;
  /** The strictest limit it did not pass since it was opened. */
  limit: number;
  isOpen: boolean;
  isGone: boolean;
  owner: string | null;
  due: Day | null;
  acceptance: Acceptance | null;
  /** The gate's verdict when it was accepted. */
  acceptedAs: GateRow["verdict"] | null;
}

/**
 * The findings that follow from a history, on a given day; nothing else decides them.
 * A gate that fails, is undecided or cannot be judged opens one. A later audit of the suite closes it when the same gate passes under a
 * limit no easier than it failed at; if the gate fails again later, the same finding is open again, with owner, day and acceptance of its
 * own. An acceptance rests it up to its day, unless an undecided gate fails in the meantime.
 * @returns in the order in which they were first opened, closed ones too
 */
export function findingsOf(history: readonly HistoryEvent[], today: Day): GateFinding[] {
  const cases = new Map<string, Case>();
  for (const event of history) {
    if (event.kind === "audit") foldAudit(cases, event);
    else foldWord(cases.get(event.finding), event);
  }
  return [...cases].map(([id, each]) => findingFrom(id, each, today));
}

/**
 * The audits of a suite with one more, without those that findings do not need: of audits in a row that answer every gate alike the first,
 * and always the last two. So what findings follow from grows with how often an answer changes, not with the number of audits.
 */
export function withoutRepeats(audits: readonly AuditEvent[], next: AuditEvent): AuditEvent[] {
  const [first, repeat, last] = audits.slice(-3);
  const isRepeated = first !== undefined && repeat !== undefined && answers(first) === answers(repeat);
  return last !== undefined && isRepeated ? [...audits.slice(0, -2), last, next] : [...audits, next];
}

/** All that a finding's course depends on. */
const answers = ({ gates }: AuditEvent): string => {
  const each = gates.map((gate) => ({
    ...identityOf(gate),
    ...{ verdict: gate.verdict, bound: gate.bound, tolerance: gate.tolerance },
  }));
  return canonicalJson(each as Json);
};

/** What findings follow from of an audit. */
export const auditEventOf = (
  suite: string,
  { path: run, index, time }: Pick<Entry, "path" | "index" | "time">,
  gates: readonly GateRow[],
): AuditEvent => ({
  ...{ kind: "audit", suite, run, entry: index, time },
  gates: gates.map(shownGate).map((gate) => ({ ...identityOf(gate), ...resultOf(gate) })),
});

function foldAudit(cases: Map<string, Case>, audit: AuditEvent): void {
  const asked = new Map<string, GateIdentity & GateResult>();
  for (const gate of audit.gates) {
    const id = findingId(audit.suite, gate);
    const other = asked.get(id);
    asked.set(id, other === undefined ? gate : harderOf(other, gate));
  }
  for (const [id, each] of cases) if (each.suite === audit.suite) each.isGone = !asked.has(id);
  const { run, entry, time, suite } = audit;
  for (const [id, asking] of asked) {
    const { verdict } = asking;
    const seen: Seen = { ...resultOf(asking), run, entry, time };
    const known = cases.get(id);
    if (known?.isOpen) goOn(known, seen);
    else if (verdict !== "pass") cases.set(id, newCase(suite, identityOf(asking), seen));
    else if (known !== undefined) known.last = seen;
  }
}

/** A suite may ask one question with two limits: it is answered when both are, and the stricter limit is the one to pass. */
function harderOf<Gate extends GateResult>(a: Gate, b: Gate): Gate {
  if (badness[a.verdict] !== badness[b.verdict]) return badness[a.verdict] > badness[b.verdict] ? a : b;
  return strictness(a) >= strictness(b) ? a : b;
}

const badness = { pass: 0, undecided: 1, error: 1, fail: 2 } as const;

/** Grows with how hard the limit is to keep. */
const strictness = ({ bound, tolerance }: Pick<GateResult, "bound" | "tolerance">): number =>
  bound === "at_most" ? -tolerance : tolerance;

const newCase = (suite: string, gate: GateIdentity, seen: Seen): Case => ({
  ...{ suite, gate, opened: seen, last: seen, limit: strictness(seen) },
  ...{ isOpen: true, isGone: false, owner: null, due: null, acceptance: null, acceptedAs: null },
});

function goOn(each: Case, seen: Seen): void {
  each.last = seen;
  if (seen.verdict === "pass") each.isOpen = strictness(seen) < each.limit;
  else each.limit = Math.max(each.limit, strictness(seen));
  // Who accepted that it is not known did not accept that it is over.
  if (seen.verdict === "fail" && each.acceptedAs !== "fail") each.acceptance = null;
}

function foldWord(each: Case | undefined, event: Exclude<HistoryEvent, { kind: "audit" }>): void {
  if (!each?.isOpen) return;
  if (event.kind === "assignment") {
    each.owner = event.owner;
    each.due = event.due;
  } else {
    each.acceptance = event.acceptance;
    each.acceptedAs = each.last.verdict;
  }
}

function findingFrom(id: string, each: Case, today: Day): GateFinding {
  const { suite, gate, opened, last, isOpen, isGone, owner, due, acceptance } = each;
  const isResting = acceptance !== null && today <= acceptance.until;
  const status = !isOpen ? "closed" : isResting ? "accepted" : "open";
  return {
    ...{ id, suite, gate, status, opened, last, isGone, owner, due, acceptance },
    isLoosened: isOpen && last.verdict === "pass",
    isOverdue: status === "open" && (acceptance !== null || (due !== null && due < today)),
  };
}
