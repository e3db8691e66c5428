/** What is known when a gate is to be decided. */
export interface Decision {
  /** The failing bound is beyond the tolerance. */
  readonly fails: boolean;
  /** The passing bound of the judged groups is within the tolerance. */
  readonly passes: boolean;
  /** How many groups are judged, and how many there are. */
  readonly judged: number;
  readonly groups: number;
  /** Some group has an empty denominator: a vanished group never makes a gate pass. */
  readonly vanished: boolean;
  /** The gate says `small_groups: list`: it may pass while naming groups that it did not judge. */
  readonly listSmallGroups: boolean;
}

/** fail, pass or undecided; a fail needs no judged groups, a pass needs two and speaks only for them. */
export function gateVerdict(decision: Decision): "pass" | "fail" | "undecided" {
  if (decision.fails) return "fail";
  if (decision.vanished || decision.judged < 2 || !decision.passes) return "undecided";
  return decision.judged === decision.groups || decision.listSmallGroups ? "pass" : "undecided";
}
