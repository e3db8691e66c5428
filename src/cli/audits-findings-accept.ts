import { acceptFinding } from "../audits/assign.js";
import { comingDay, dayOf, words } from "../audits/said-values.js";
import { visibleJson } from "../core/visible.js";
import { archiveFolder } from "./archive-options.js";
import { archiveFindings, findingNamed } from "./audits-findings.js";
import type { CommonOptions } from "./command.js";
import type { AuditsAcceptOptions } from "./options.js";
import { signedLine } from "./run-places.js";
import { requiredKeys } from "./signing.js";

/** `evenhand audits findings accept`: somebody answers, with a signature, for a finding that stays open until a day. */
export async function run(options: CommonOptions & AuditsAcceptOptions): Promise<number> {
  const archive = archiveFolder(options);
  const keys = await requiredKeys(options.signKey);
  const accepted = {
    by: words(options.by, "--by", 200),
    why: words(options.why, "--why"),
    until: comingDay(options.until, "--until", dayOf(new Date())),
  };
  const { log, findings } = await archiveFindings(archive, options.key);
  const sealed = await acceptFinding(archive, log, findingNamed(options.id, findings), accepted, keys);
  console.log(options.json ? visibleJson(JSON.stringify(sealed)) : signedLine(archive, sealed, keys));
  return 0;
}
