import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Complain, Path } from "../suite/complaint.js";
import { Draft } from "../suite/draft.js";
import { placeIn } from "../suite/node-places.js";
import { readBySchema } from "../suite/read-by-schema.js";
import { type Registries, unknownName } from "../suite/registries.js";
import type { Place } from "../suite/suite.js";
import { type PolicyRules, policySchema } from "./policy-schema.js";
import { checkKeys } from "./suite-keys.js";

/** What an organisation asks of every suite, and where it says so. */
export interface Policy {
  readonly file: string;
  readonly name: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  readonly rules: PolicyRules;
  /** Where a rule stands in the file. */
  readonly place: (at: Path) => Place | null;
}

/** The name of a policy that is found without being named. */
export const policyName = "policy.yaml";

/**
 * Reads and checks a policy file.
 * @param registries names that its gates may use; default: any
 * @throws Failure (usage) with every problem, each with its place
 */
export function loadPolicy(file: string, registries: Registries = { metrics: null, disparities: null }): Policy {
  const absolute = path.resolve(file);
  const check = (rules: PolicyRules, complain: Complain): void => checkRules(rules, registries, complain);
  const wanted = { schema: policySchema, called: "the policy", check };
  const { data: rules, text, document } = readBySchema(absolute, wanted);
  const sha256 = createHash("sha256").update(text).digest("hex");
  return { file: absolute, name: rules.name, sha256, rules, place: (at) => placeIn(document, at) };
}

/** What the shape of a policy cannot say. */
function checkRules(rules: PolicyRules, registries: Registries, complain: Complain): void {
  for (const [i, gate] of (rules.gates ?? []).entries()) {
    for (const kind of ["metric", "disparity"] as const)
      unknownName(kind, new Draft(gate[kind], ["gates", i, kind]), registries, complain);
    if ((gate.at_most === undefined) === (gate.at_least === undefined))
      complain(["gates", i], "a required gate has one limit: at_most or at_least");
  }
  for (const list of ["require", "forbid"] as const) checkKeys(list, rules[list] ?? [], complain);
}

/**
 * The policy of a working folder: `policy.yaml` in it or in a folder above, up to the root of its repository (the nearest folder with
 * `.git`); outside of any repository in the working folder alone.
 * @returns its path; null where there is none
 */
export function findPolicy(cwd: string): string | null {
  const own = path.resolve(cwd);
  const root = repositoryOf(own);
  for (let folder = own; ; folder = path.dirname(folder)) {
    const file = path.join(folder, policyName);
    if (existsSync(file)) return file;
    if (root === null || folder === root) return null;
  }
}

function repositoryOf(from: string): string | null {
  for (let folder = from; ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, ".git"))) return folder;
    if (folder === path.dirname(folder)) return null;
  }
}

/** How many different keys must sign an audit under this policy; 0: it need not be signed. */
export const requiredSigners = (policy: Policy | null): number => policy?.rules.signers ?? 0;
