import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { z } from "zod";
import { gatePlacesSchema } from "./gate-places.js";

export const manifestSchemaId = "urn:evenhand:schema:manifest:1";

const file = z.strictObject({ name: z.string(), bytes: z.number(), sha256: z.string() });

export const manifestSchema = z.strictObject({
  $schema: z.literal(manifestSchemaId),
  version: z.literal("1.0"),
  /** Files of the run folder that hold no personal data, sorted by name. */
  files: z.array(file),
  /** Row-level files, in a list of their own so that they can be erased while the rest still verifies. */
  row_level_files: z.array(file),
  tool: z.strictObject({ name: z.literal("evenhand"), version: z.string() }),
  dependencies: z.record(z.string(), z.string()),
  /** Where the gates stand; runs of older versions do not say. */
  suite: gatePlacesSchema.optional(),
  suite_sha256: z.string().nullable(),
  data_sha256: z.string().nullable(),
  model_sha256: z.record(z.string(), z.string().nullable()),
  seed: z.number(),
  /** The command that repeats the run. */
  command: z.array(z.string()),
  started: z.string(),
  finished: z.string(),
  host: z.strictObject({
    platform: z.string(),
    arch: z.string(),
    node: z.string(),
    name: z.string(),
    folder: z.string(),
    cpus: z.number(),
  }),
});

/** What surrounds a run: hashes, versions, clock and host. The only file of a run folder that differs between repetitions. */
export type Manifest = z.infer<typeof manifestSchema>;

/** Name, size and SHA-256 of a file that is written already. @throws the file system's error */
export async function standingEntry(name: string, file: string): Promise<Manifest["files"][number]> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const part of createReadStream(file, { highWaterMark: 1 << 18 }) as AsyncIterable<Buffer>) {
    hash.update(part);
    bytes += part.length;
  }
  return { name, bytes, sha256: hash.digest("hex") };
}

/** Name, size and SHA-256 of a file to be written. */
export function fileEntry(name: string, content: string | Uint8Array): Manifest["files"][number] {
  const bytes = Buffer.from(content);
  return { name, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}
