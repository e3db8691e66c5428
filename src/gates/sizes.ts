import type { Member } from "./gate-groups.js";

/** Rows behind a value: the metric's denominator, not weighted. */
export function rowsBehind({ evidence: { interval, basis } }: Member): number {
  const [first = 0, second = 0, third = 0, fourth = 0] = basis;
  switch (interval) {
    case "wilson_effective":
    case "t_mean":
    case "t_logit":
    case "t_log":
    case "t_log_complement":
    case "t_bounded":
    case "delong_logit_clustered":
      return fourth;
    case "balanced_accuracy_scas":
      return second + fourth;
    case "mcc_fisher_z":
      return first + second + third + fourth;
    case "delong_logit":
      return third + fourth;
    case "newcombe_auc":
      return second + third;
    default:
      return second;
  }
}

/** Independent rows that are worth as much: fewer than {@link rowsBehind} where rows of one unit or unequal weights repeat each other. */
export const effectiveRows = (member: Member): number =>
  member.evidence.interval === "wilson_effective" ? (member.evidence.basis[1] as number) : rowsBehind(member);

/** Whether a value is a plain share of rows, with Wilson's interval on its own or effective size. */
export const isShare = ({ evidence }: Member): boolean =>
  ["wilson", "wilson_effective", "jeffreys", "clopper_pearson"].includes(evidence.interval);
