import { z } from "zod";
import { usage } from "../core/errors.js";
import type { Sealed } from "./append.js";
import { auditOf, type Entry } from "./entry.js";
import type { SigningKey } from "./keys.js";
import { comingDay, type Day, isDay, words } from "./said-values.js";
import { say } from "./say.js";
import { predicateTypes, type Statement } from "./statement.js";

/** What a reviewer may decide: nothing to do, good enough with what is agreed to be done, or not good enough. */
export const decisions = ["pass", "accept", "reject"] as const;
export type Decision = (typeof decisions)[number];

const day = z.string().refine(isDay);
const reviewSchema = z.object({
  by: z.string(),
  role: z.string(),
  decision: z.enum(decisions),
  comment: z.string().nullable(),
  actions: z.array(z.strictObject({ what: z.string(), owner: z.string(), due: day })),
});

/** A person's judgement of an audit. */
export type Review = z.infer<typeof reviewSchema>;

/** The review that a statement holds; null: it holds something else. */
export function reviewIn({ predicateType, predicate }: Statement): Review | null {
  const result = predicateType === predicateTypes.review ? reviewSchema.safeParse(predicate) : null;
  return result?.success ? result.data : null;
}

/**
 * An agreed action from its text "what;owner;YYYY-MM-DD"; the first part may hold semicolons.
 * @throws Failure (usage)
 */
export function actionFrom(text: string, today: Day): Review["actions"][number] {
  const match = /^(.+);([^;]+);([^;]+)$/s.exec(text);
  if (match === null) throw usage(`--action wants "what;owner;YYYY-MM-DD", found ${JSON.stringify(text)}`);
  const [, what = "", owner = "", due = ""] = match;
  return {
    what: words(what, "the first part of --action"),
    owner: words(owner, "the owner in --action", 200),
    due: comingDay(due.trim(), "--action", today),
  };
}

/**
 * Appends a review to the archive; no file of the run changes.
 * @throws Failure (usage) for an acceptance without an action, and for a pass of an audit that did not pass
 */
export function addReview(archive: string, audit: Entry, review: Review, keys: readonly SigningKey[]): Promise<Sealed> {
  const verdict = auditOf(audit)?.verdict ?? "unknown";
  if (review.decision === "pass" && verdict !== "pass" && verdict !== "none")
    throw usage(`the audit's verdict is ${verdict}, which a review cannot turn into a pass`, {
      hint: "accept it with an --action that says what is done about it, or reject it",
    });
  if (review.decision === "accept" && review.actions.length === 0)
    throw usage("--decision accept needs an --action: what is done, by whom, until when", {
      hint: '--action "more data on late callers;Data team;2027-01-31"',
    });
  const summary = { decision: review.decision, actions: review.actions.length };
  return say(archive, audit, { kind: "review", predicate: review, summary, keys });
}
