import { readFile } from "node:fs/promises";
import { z } from "zod";
import { unusable } from "../core/errors.js";
import { reasonOf, replaceFile } from "../record/run-folder.js";
import { noticeSchema } from "./notice.js";
import { stateFile } from "./places.js";
import { triggers } from "./schedules-schema.js";

const hash = z.string().nullable();

const materialSchema = z.strictObject({
  /** Changes with any change of a file's size, time or place: then the hashes are worked out again. */
  stamp: z.string(),
  data_sha256: hash,
  model_sha256: z.record(z.string(), hash),
});

/** What data and models a suite would be audited with now. */
export type Material = z.infer<typeof materialSchema>;

const unsentSchema = z.strictObject({
  channel: z.string(),
  notice: noticeSchema,
  tries: z.int().min(0),
  /** When it was first tried, and when it is tried next, in ms since 1970. */
  since: z.number(),
  next: z.number(),
});

/** A message that a channel did not take. */
export type Unsent = z.infer<typeof unsentSchema>;

const stateSchema = z.strictObject({
  version: z.literal("1.0"),
  /** The latest cron time that was served, by an audit or by a try that failed for good; ms since 1970. */
  handled: z.number().nullable(),
  last: z
    .strictObject({
      /** ms since 1970 */
      started: z.number(),
      ended: z.number(),
      trigger: z.array(z.enum(triggers)),
      exit_code: z.number(),
      verdict: z.string().nullable(),
      run: z.string().nullable(),
    })
    .nullable(),
  /** As last looked at. */
  material: materialSchema.nullable(),
  /** Stamp of the material that was last tried. */
  tried: z.string().nullable(),
  unsent: z.array(unsentSchema),
});

/** What the scheduler remembers of a schedule between audits. Losing it costs at most one audit too many. */
export type State = z.infer<typeof stateSchema>;

const emptyState: State = { version: "1.0", handled: null, last: null, material: null, tried: null, unsent: [] };

/** The state of a schedule; empty where there is none, or none that can be read. @throws Failure (unusable) */
export async function readState(archive: string, name: string): Promise<State> {
  const file = stateFile(archive, name);
  try {
    const result = stateSchema.safeParse(JSON.parse(await readFile(file, "utf8")));
    return result.success ? result.data : emptyState;
  } catch (cause) {
    if (cause instanceof SyntaxError || (cause as NodeJS.ErrnoException).code === "ENOENT") return emptyState;
    throw unusable(`${file} cannot be read: ${reasonOf(cause)}`, {}, cause);
  }
}

/** Writes the state as a whole. @throws Failure (unusable) */
export const writeState = (archive: string, name: string, state: State): Promise<void> =>
  replaceFile(stateFile(archive, name), `${JSON.stringify(state)}\n`);
