import { visible } from "../core/visible.js";
import { names } from "../evaluate.js";
import { findPolicy, loadPolicy, type Policy } from "../policy/policy.js";
import { shown } from "./archive-options.js";
import type { PolicyOptions } from "./options.js";

/**
 * The policy that a command holds suites against, and says so: the one that is named, else `policy.yaml` of the working folder or a
 * folder above. null: there is none. @throws Failure (usage)
 */
export function policyFor({ policy: named, quiet }: PolicyOptions & { readonly quiet: boolean }): Policy | null {
  const file = named ?? findPolicy(process.cwd());
  if (file === null) return null;
  const policy = loadPolicy(file, names);
  if (!quiet)
    process.stderr.write(
      visible(`policy: ${policy.name}, ${shown(policy.file)}, SHA-256 ${policy.sha256.slice(0, 16)}…\n`),
    );
  return policy;
}
