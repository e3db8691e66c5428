import path from "node:path";
import { Failure, type Problem } from "../core/errors.js";
import { joinNames } from "../core/groups.js";
import { intersectionParts } from "../suite/check-gates.js";
import type { Path } from "../suite/complaint.js";
import { quoted } from "../suite/quoted.js";
import type { GateFileSpec, Suite } from "../suite/suite.js";
import type { Policy } from "./policy.js";
import type { PolicyRules } from "./policy-schema.js";
import { holdersOf } from "./suite-keys.js";

/** Says what is weaker in the suite (`at`, as in the suite) than a rule of the policy (`rule`). */
type Objection = (at: Path, rule: Path, message: string) => void;
type RequiredGate = NonNullable<PolicyRules["gates"]>[number];

/** @throws Failure (usage) with everything in which a suite is weaker than the policy, each with its place and the rule's */
export function requirePolicy(suite: Suite, policy: Policy): void {
  const problems = violations(suite, policy);
  if (problems.length > 0) throw new Failure("usage", problems);
}

/** Everything in which a suite is weaker than the policy; empty where it is not. */
export function violations(suite: Suite, policy: Policy): Problem[] {
  const problems: Problem[] = [];
  const object: Objection = (at, rule, message) => {
    const place = suite.place(at) ?? { line: 1, column: 1, length: 1 };
    problems.push({ message: `${message} (${ruleName(policy, rule)})`, file: suite.file, ...place });
  };
  const { rules } = policy;
  checkAttributes(suite, rules, object);
  for (const [i, gate] of (rules.gates ?? []).entries()) checkGate(suite, gate, i, object);
  checkLeast(suite, rules, object);
  checkKeys(suite, rules, object);
  if (rules.dpia !== undefined) checkAssessment(suite, object);
  return problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}

/** "policy house, policy.yaml:8:5" */
function ruleName({ file, name, place }: Policy, rule: Path): string {
  const { line, column } = place(rule) ?? { line: 1, column: 1 };
  return `policy ${quoted(name)}, ${path.relative(process.cwd(), file)}:${line}:${column}`;
}

function checkAttributes(suite: Suite, { attributes = [] }: PolicyRules, object: Objection): void {
  const own = new Set(suite.attributes.map(({ name }) => name));
  for (const [i, name] of attributes.entries())
    if (!own.has(name)) object(["protected"], ["attributes", i], `protected lacks the attribute ${quoted(name)}`);
}

function checkGate(suite: Suite, wanted: RequiredGate, i: number, object: Objection): void {
  const alike = suite.gates.flatMap((gate, at) => (isAlike(gate, wanted, suite) ? [{ gate, at }] : []));
  for (const attribute of attributesOf(wanted, suite)) {
    const gates = alike.filter(({ gate }) => covers(gate, attribute));
    if (gates.some(({ gate }) => weaknessOf(gate, wanted) === null)) continue;
    const [weak] = gates;
    if (weak === undefined) object(["gates"], ["gates", i], `gates lack one on ${gateName(wanted, attribute)}`);
    else {
      const { key, message } = weaknessOf(weak.gate, wanted) as Weakness;
      object(["gates", weak.at, key], ["gates", i], `${message}, on ${gateName(wanted, attribute)}`);
    }
  }
}

/** Whether a gate asks the same question of the model that is judged. */
const isAlike = (gate: GateFileSpec, wanted: RequiredGate, { models }: Suite): boolean =>
  gate.metric === wanted.metric &&
  gate.disparity === wanted.disparity &&
  (wanted.class === undefined || gate.class === wanted.class) &&
  gate.regression === undefined &&
  (gate.model === undefined || gate.model === models[0]?.id);

/** A requirement on "*" is one on each attribute of the suite. */
function attributesOf({ attribute }: RequiredGate, { attributes }: Suite): string[] {
  if (attribute === "*") return attributes.map(({ name }) => name);
  const names = attributes.map(({ name }) => name);
  const written = typeof attribute === "string" ? intersectionParts(attribute) : attribute;
  return [joinNames([...written].sort((a, b) => names.indexOf(a) - names.indexOf(b)))];
}

const covers = ({ attribute }: GateFileSpec, name: string): boolean =>
  attribute === name || (attribute === "*" && intersectionParts(name).length === 1);

interface Weakness {
  readonly key: "at_most" | "at_least" | "small_groups";
  readonly message: string;
}

/** In what a gate is weaker than the one that is wanted; null: in nothing. */
function weaknessOf(gate: GateFileSpec, wanted: RequiredGate): Weakness | null {
  const { at_most: most, at_least: least } = wanted;
  if (most !== undefined && !(gate.at_most !== undefined && gate.at_most <= most))
    return { key: "at_most", message: `at_most must be ${most} or lower, found ${gate.at_most ?? "none"}` };
  if (least !== undefined && !(gate.at_least !== undefined && gate.at_least >= least))
    return { key: "at_least", message: `at_least must be ${least} or higher, found ${gate.at_least ?? "none"}` };
  if (gate.small_groups === "list")
    return { key: "small_groups", message: "small_groups: list passes groups that could not be judged" };
  return null;
}

const gateName = ({ metric, disparity }: RequiredGate, attribute: string): string =>
  [metric, attribute, disparity].filter((part) => part !== undefined).join(", ");

function checkLeast(suite: Suite, rules: PolicyRules, object: Objection): void {
  const { confidence, suppress_below, min_group } = rules;
  const least = (key: string, at: Path, found: number | undefined, wanted: number | undefined): void => {
    if (wanted !== undefined && found !== undefined && found < wanted)
      object(at, [key], `${key} must be ${wanted} or more, found ${found}`);
  };
  least("confidence", ["confidence"], suite.confidence, confidence);
  for (const [i, gate] of suite.gates.entries())
    least("confidence", ["gates", i, "confidence"], gate.confidence, confidence);
  least("suppress_below", ["suppress_below"], suite.suppressBelow, suppress_below);
  least("min_group", ["min_group"], suite.minGroup, min_group);
}

function checkKeys(suite: Suite, { require = [], forbid = [] }: PolicyRules, object: Objection): void {
  for (const [i, key] of require.entries())
    for (const { at } of holdersOf(suite, key).lacking) object(at, ["require", i], `${key} is missing`);
  for (const [i, key] of forbid.entries())
    for (const { at } of holdersOf(suite, key).having)
      object([...at, key.split(".").at(-1) as string], ["forbid", i], `${key} must not be there`);
}

function checkAssessment({ dpia }: Suite, object: Objection): void {
  if (dpia === undefined)
    object([], ["dpia"], "dpia is missing: the impact assessment with its date, and the first decision's");
  else if (dpia.date >= dpia.first_decision)
    object(
      ["dpia", "date"],
      ["dpia"],
      `the impact assessment of ${dpia.date} is not dated before the first decision of ${dpia.first_decision}`,
    );
}
