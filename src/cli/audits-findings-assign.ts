import { assignFinding } from "../audits/assign.js";
import { comingDay, dayOf, words } from "../audits/said-values.js";
import { visibleJson } from "../core/visible.js";
import { archiveFolder } from "./archive-options.js";
import { archiveFindings, findingNamed } from "./audits-findings.js";
import type { CommonOptions } from "./command.js";
import type { AuditsAssignOptions } from "./options.js";
import { sealedLine } from "./run-places.js";
import { keysToSign } from "./signing.js";

/** `evenhand audits findings assign`: who sees to a finding, and until when. */
export async function run(options: CommonOptions & AuditsAssignOptions): Promise<number> {
  const archive = archiveFolder(options);
  const keys = await keysToSign(options.signKey);
  const due = comingDay(options.due, "--due", dayOf(new Date()));
  const owner = words(options.owner, "--owner", 200);
  const { log, findings } = await archiveFindings(archive, options.key);
  const sealed = await assignFinding(archive, log, findingNamed(options.id, findings), { owner, due }, keys);
  console.log(options.json ? visibleJson(JSON.stringify(sealed)) : sealedLine(archive, sealed));
  return 0;
}
