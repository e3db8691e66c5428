import { createHash } from "node:crypto";
import { z } from "zod";
import { usage } from "../core/errors.js";
import { canonicalJson } from "./canonical-json.js";
import { type Frontier, frontierRoot, type Hash, hashOf, hexOf, leafHash, withLeaf } from "./merkle.js";

const hex = z.string().regex(/^[0-9a-f]{64}$/);

const checkpointSchema = z.strictObject({
  /** Entries in the log. */
  size: z.int().min(0),
  /** Root of the RFC 6962 tree over them. */
  root: hex,
  /** When the last one was appended, UTC; null: none was. */
  time: z.iso.datetime().nullable(),
  /** Bytes of the log. */
  bytes: z.int().min(0),
  /** Roots of the tree's largest complete subtrees, left to right, from which the next root follows. */
  frontier: z.array(hex),
});

/** The state of a log. Size and root alone say what every entry up to there is. */
export type Checkpoint = z.infer<typeof checkpointSchema>;

export const emptyCheckpoint: Checkpoint = checkpointOf(0, [], 0, null);

function checkpointOf(size: number, frontier: Frontier, bytes: number, time: string | null): Checkpoint {
  return { size, root: hexOf(frontierRoot(frontier)), time, bytes, frontier: frontier.map(hexOf) };
}

/** The state after one more line: O(log n) work, whatever stands in the log. */
export function withEntry(checkpoint: Checkpoint, line: string, time: string): Checkpoint {
  const bytes = Buffer.from(line);
  const frontier = checkpoint.frontier.map((each) => hashOf(each) as Hash);
  return checkpointOf(
    checkpoint.size + 1,
    withLeaf(frontier, checkpoint.size, leafHash(bytes)),
    checkpoint.bytes + bytes.length + 1,
    time,
  );
}

/**
 * JSON of one line with a hash of itself, so that damage to it is told from damage to what it describes. It says nothing of who
 * wrote it: whoever can write the file can write the hash.
 */
export function selfHashed(value: Record<string, unknown>): string {
  const text = canonicalJson(value as Parameters<typeof canonicalJson>[0]);
  return `${text.slice(0, -1)},"sha256_of_the_rest":"${createHash("sha256").update(text).digest("hex")}"}\n`;
}

/** The value of such a text; null where it is not exactly what was written. */
export function parseSelfHashed(text: string): unknown {
  const match = /^(\{.*),"sha256_of_the_rest":"[0-9a-f]{64}"\}\n$/s.exec(text);
  try {
    const value = JSON.parse(`${match?.[1]}}`) as Record<string, unknown>;
    return selfHashed(value) === text ? value : null;
  } catch {
    return null;
  }
}

/** `checkpoint.json` as text. */
export const checkpointText = (checkpoint: Checkpoint): string => selfHashed(checkpoint);

/** A checkpoint from its text; null where it is damaged. */
export function parseCheckpoint(text: string): Checkpoint | null {
  const result = checkpointSchema.safeParse(parseSelfHashed(text));
  if (!result.success) return null;
  const { size, root, frontier } = result.data;
  const ones = [...size.toString(2)].filter((digit) => digit === "1").length;
  const follows =
    frontier.length === ones && hexOf(frontierRoot(frontier.map((each) => hashOf(each) as Hash))) === root;
  return follows ? result.data : null;
}

/** What people keep elsewhere to see later that the log was not cut or rewritten: `SIZE:ROOT`. */
export const checkpointName = ({ size, root }: Pick<Checkpoint, "size" | "root">): string => `${size}:${root}`;

/** Reads `SIZE:ROOT`. @throws Failure (usage) */
export function parseCheckpointName(text: string): Pick<Checkpoint, "size" | "root"> {
  const match = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text.trim());
  if (match === null)
    throw usage(
      `a checkpoint is SIZE:ROOT, the number of entries and 64 hexadecimal digits, found ${JSON.stringify(text)}`,
      {
        hint: "evenhand audits verify prints one",
      },
    );
  return { size: Number(match[1]), root: match[2] as string };
}
