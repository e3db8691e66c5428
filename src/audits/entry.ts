import { z } from "zod";
import { canonicalJson, type Json } from "./canonical-json.js";
import { isArchivePath, isFileName } from "./places.js";

/** What an entry of the log says was done. A reader takes any word, so that an older evenhand verifies a newer archive. */
export const entryKinds = ["audit", "baseline", "signature", "review", "assignment", "acceptance", "erasure"] as const;
export type EntryKind = (typeof entryKinds)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const json: z.ZodType<Json> = z.lazy(() =>
  z.union([z.null(), z.boolean(), z.number(), z.string(), z.array(json), z.record(z.string(), json)]),
);

const entrySchema = z.strictObject({
  /** Place in the log, from 0. */
  index: z.int().min(0),
  kind: z.string().regex(/^[a-z][a-z_]*$/),
  /** When it was appended, UTC. */
  time: z.iso.datetime(),
  /** The run folder it is about, relative to the archive, with "/". */
  path: z.string().refine(isArchivePath),
  manifest_sha256: sha256,
  /** Files that came into the run folder with this entry: a review, a signature. Empty for an audit: its manifest names them. */
  files: z.array(z.strictObject({ name: z.string().refine(isFileName), bytes: z.int().min(0), sha256 })),
  /** A few facts for lists, by kind; no personal data. */
  summary: z.record(z.string(), json),
});

/** One line of the log. */
export type Entry = z.infer<typeof entrySchema>;

/** The line of the log, without its line feed: canonical JSON, whose UTF-8 bytes are the leaf of the tree. */
export const entryLine = (entry: Entry): string => canonicalJson(entry as unknown as Json);

/** An entry from its line; null where the line is not exactly what evenhand writes for entry number `index`. */
export function parseEntry(line: string, index: number): Entry | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  const result = entrySchema.safeParse(value);
  return result.success && result.data.index === index && entryLine(result.data) === line ? result.data : null;
}

/** An entry from its line, wherever it stands; null where the line is none. */
export function entryIn(line: string): Entry | null {
  try {
    const { index } = JSON.parse(line) as { index: number };
    return parseEntry(line, index);
  } catch {
    return null;
  }
}

/** What the entry of an audit says of it. */
const auditSummarySchema = z.object({
  suite: z.string(),
  models: z.array(z.string()),
  verdict: z.string(),
  /** Gates by verdict. */
  gates: z.object({ pass: z.number(), fail: z.number(), undecided: z.number(), error: z.number() }),
  started: z.string(),
  finished: z.string(),
  tool: z.string(),
});
export type AuditSummary = z.infer<typeof auditSummarySchema>;

/** The facts of an audit's entry; null for entries of another kind, or of a later version of evenhand. */
export function auditOf(entry: Entry): AuditSummary | null {
  if (entry.kind !== "audit") return null;
  const result = auditSummarySchema.safeParse(entry.summary);
  return result.success ? result.data : null;
}
