import { checkpointName } from "../audits/checkpoint.js";
import { auditOf, type Entry } from "../audits/entry.js";
import { statementsOf } from "../audits/history.js";
import { type Log, readLog } from "../audits/log.js";
import { hexOf, inclusionProof } from "../audits/merkle.js";
import { placeOf } from "../audits/places.js";
import { type Review, reviewIn } from "../audits/review.js";
import { visible, visibleJson } from "../core/visible.js";
import { archiveFolder, auditNamed, gatesText, many, shown } from "./archive-options.js";
import type { CommonOptions } from "./command.js";
import type { AuditsShowOptions } from "./options.js";

/** `evenhand audits show`: the entry of an audit, the later ones about the same run, and what its reviews say. */
export async function run(options: CommonOptions & AuditsShowOptions): Promise<number> {
  const archive = archiveFolder(options);
  const log = await readLog(archive);
  const entry = await auditNamed(options.run, archive, log);
  const later = log.entries.filter(({ path, index }) => path === entry.path && index > entry.index);
  const reviews = await reviewsOf(archive, later);
  const text = options.json
    ? visibleJson(JSON.stringify({ ...documentOf(log, entry, later), reviews }, null, 2))
    : textOf();
  process.stdout.write(`${text}\n`);
  return 0;

  function textOf(): string {
    const lines = [
      ...factsOf(entry),
      ["sealed", `${entry.time}, entry ${entry.index} of ${many(log.entries.length, "entry", "entries")}`],
      ["manifest", entry.manifest_sha256],
      ["checkpoint", checkpointName(log.checkpoint)],
      ...later.map((each) => [each.kind, `${each.time}, entry ${each.index}${saidBy(each)}`]),
      ...reviews.flatMap(reviewLines),
    ].map(([word = "", what = ""]) => `  ${word.padEnd(11)} ${visible(what)}`);
    return [...lines, "", visible(shown(placeOf(archive, entry.path)))].join("\n");
  }
}

function factsOf(entry: Entry): string[][] {
  const audit = auditOf(entry);
  if (audit === null) return [];
  return [
    ["suite", audit.suite],
    ["model", audit.models.join(", ")],
    ["verdict", `${audit.verdict}: ${gatesText(entry)}`],
    ["run", `${audit.started} to ${audit.finished}, evenhand ${audit.tool}`],
  ];
}

/** What a later entry says, as far as a line holds it. */
const saidBy = ({ summary }: Entry): string =>
  Object.entries(summary)
    .filter(([, value]) => typeof value === "string" || typeof value === "number")
    .map(([key, value]) => `, ${key} ${value}`)
    .join("");

/** The entry, and the proof that it is in the log of that checkpoint (RFC 6962, section 2.1.1). */
const documentOf = ({ leaves, checkpoint }: Log, entry: Entry, later: readonly Entry[]) => ({
  entry,
  later,
  inclusion: {
    leaf: hexOf(leaves[entry.index] as Uint8Array),
    proof: inclusionProof(leaves, entry.index).map(hexOf),
    size: checkpoint.size,
    root: checkpoint.root,
  },
});

/** A review of the run, and the entry that brought it. */
interface SealedReview {
  readonly entry: number;
  readonly is_signed: boolean;
  readonly review: Review;
}

async function reviewsOf(archive: string, later: readonly Entry[]): Promise<SealedReview[]> {
  const reviews: SealedReview[] = [];
  for (const entry of later.filter(({ kind }) => kind === "review"))
    for (const { isSigned, statement } of await statementsOf(archive, entry)) {
      const review = reviewIn(statement);
      if (review !== null) reviews.push({ entry: entry.index, is_signed: isSigned, review });
    }
  return reviews;
}

function reviewLines({ entry, is_signed, review }: SealedReview): string[][] {
  const { by, role, decision, comment, actions } = review;
  const signature = is_signed ? "signed (audits verify says by whom)" : "not signed";
  return [
    ["reviewed", `${decision} by ${by}, ${role}; entry ${entry}, ${signature}`],
    ...(comment === null ? [] : [["comment", comment]]),
    ...actions.map(({ what, owner, due }) => ["action", `${what}; ${owner}; until ${due}`]),
  ];
}
