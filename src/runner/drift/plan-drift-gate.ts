import { driftSubjects } from "../../core/drift.js";
import type { DriftSubject, GateSpec } from "../../record/run-record.js";
import type { GateFileSpec, SuiteContent } from "../../suite/suite.js";

/** What a gate on drift is judged on. */
interface Surroundings {
  readonly suite: SuiteContent;
  readonly model: { readonly id: string; readonly classes: readonly string[] };
  readonly isFirst: boolean;
  /** Attributes that the gate is about. */
  readonly attributes: readonly string[];
}

type Complain = (message: string, ...key: string[]) => void;

/** A gate on drift, one per attribute; none after a complaint. The suite's checks have seen to what can be told without data. */
export function planDriftGate(gate: GateFileSpec, surroundings: Surroundings, complain: Complain): GateSpec[] {
  const { suite, model, isFirst, attributes } = surroundings;
  const { drift, of, at_most: tolerance } = gate;
  if (drift === undefined || of === undefined || tolerance === undefined) return [];
  const subject = subjectOf(of);
  const known = new Map(suite.attributes.map((attribute) => [attribute.name, attribute]));
  if (attributes.some((name) => !known.has(name))) complain("drift is told by single attributes", "attribute");
  const overlapping = attributes.find((name) => known.get(name)?.separator !== undefined);
  if (overlapping !== undefined) complain(`groups of ${overlapping} overlap: their drift is not told`, "attribute");
  const named = subject.of === "label" || subject.of === "prediction";
  if (drift === "kolmogorov_smirnov" && named && model.classes.length > 0)
    complain(`kolmogorov_smirnov is of values with an order, and a ${subject.of} of this model has none`, "of");
  return attributes.map((attribute) => ({
    id: [
      gate.id ?? subject.feature ?? subject.of,
      ...idParts(gate, attribute),
      ...(isFirst || gate.id !== undefined ? [] : [model.id]),
    ].join("."),
    model: model.id,
    metric: null,
    attribute,
    class: null,
    stratum: null,
    disparity: drift,
    bound: "at_most",
    tolerance,
    confidence: gate.confidence ?? suite.confidence,
    small_groups: gate.small_groups ?? "undecided",
    drift: subject,
  }));
}

/** A name of one's own is followed by the attribute where the gate is about several. */
function idParts({ id, drift, attribute: named }: GateFileSpec, attribute: string): string[] {
  if (id !== undefined) return named === "*" ? [attribute] : [];
  return [attribute, drift as string];
}

/** Groups, labels, predictions and scores by their words; everything else is a column. */
function subjectOf(of: string): DriftSubject {
  const subject = driftSubjects.find((each) => each === of && each !== "feature");
  return subject === undefined ? { of: "feature", feature: of } : { of: subject, feature: null };
}
