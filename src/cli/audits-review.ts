import { readLog } from "../audits/log.js";
import { actionFrom, addReview } from "../audits/review.js";
import { dayOf, words } from "../audits/said-values.js";
import { visible, visibleJson } from "../core/visible.js";
import { archiveFolder, auditNamed, shown } from "./archive-options.js";
import type { CommonOptions } from "./command.js";
import type { AuditsReviewOptions } from "./options.js";
import { sealedLine } from "./run-places.js";
import { keysToSign } from "./signing.js";

/** `evenhand audits review`: what a person decided about an audit, in the log; the audit itself stays as it is. */
export async function run(options: CommonOptions & AuditsReviewOptions): Promise<number> {
  const archive = archiveFolder(options);
  const keys = await keysToSign(options.signKey);
  const today = dayOf(new Date());
  const review = {
    by: words(options.by, "--by", 200),
    role: words(options.role, "--role", 200),
    decision: options.decision,
    comment: options.comment === undefined ? null : words(options.comment, "--comment"),
    actions: options.action.map((text) => actionFrom(text, today)),
  };
  const audit = await auditNamed(options.run, archive, await readLog(archive));
  const sealed = await addReview(archive, audit, review, keys);
  if (options.json) console.log(visibleJson(JSON.stringify({ ...sealed, review })));
  else
    console.log(
      visible(`${review.decision} of ${shown(options.run)}, ${signedBy(keys.length)}; ${sealedLine(archive, sealed)}`),
    );
  return 0;
}

const signedBy = (keys: number): string =>
  keys === 0 ? "not signed" : `signed by ${keys === 1 ? "1 key" : `${keys} keys`}`;
