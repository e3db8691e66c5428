import { z } from "zod";
import { unusable } from "../core/errors.js";
import { visibleJson } from "../core/visible.js";
import { parseRecord } from "./read.js";
import { type RunRecord, runRecordSchema } from "./run-record.js";
import { serializeRecord } from "./serialize.js";

export const baselineSchemaId = "urn:evenhand:schema:baseline:1";

/** Folder of named baselines, beside a suite or in the working folder. */
export const baselinesFolder = "baselines";

const acceptanceSchema = z.strictObject({
  by: z.string().describe("Who accepted the run."),
  why: z.string().describe("Why."),
  at: z.iso.datetime().describe("When it was accepted, UTC."),
  run_sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .describe("SHA-256 of the run's run.json."),
  finished: z.string().nullable().describe("When that run ended; null: its manifest does not say."),
  run: z
    .string()
    .nullable()
    .describe('The run folder from the folder that holds baselines, with "/"; null: it lies elsewhere.'),
});

/** Who accepted a run as a baseline, when and why. */
export type Acceptance = z.infer<typeof acceptanceSchema>;

/** A run under a name, with which later ones are compared: the file `baselines/NAME.json`. It holds no rows. */
export interface AcceptedBaseline {
  readonly name: string;
  readonly acceptance: Acceptance;
  readonly record: RunRecord;
}

const fileSchema = z.strictObject({
  $schema: z.literal(baselineSchemaId),
  version: z.literal("1.0"),
  name: z.string(),
  acceptance: acceptanceSchema,
  record: z.unknown(),
});

/** The whole file, for programs that read it. */
export const baselineSchema = fileSchema.extend({
  name: fileSchema.shape.name.describe("What later runs call it: evenhand run --baseline NAME."),
  record: runRecordSchema.describe("The accepted run, byte for byte its run.json."),
});

/** Names of baselines are names of files everywhere. */
export const isBaselineName = (name: string): boolean => /^[\p{L}\p{N}_][\p{L}\p{N}_.-]{0,99}$/u.test(name);

/** The text of `baselines/NAME.json`: the record in it is, byte for byte, that of its run. */
export function baselineText({ name, acceptance, record }: AcceptedBaseline): string {
  const head = Object.entries({ $schema: baselineSchemaId, version: "1.0", name, acceptance });
  const lines = head.map(([key, value]) => `${JSON.stringify(key)}: ${visibleJson(JSON.stringify(value))}`);
  return `{\n${[...lines, `"record": ${serializeRecord(record).trimEnd()}`].join(",\n")}\n}\n`;
}

/** Whether a document says of itself that it is a named baseline. */
export const isBaselineText = (value: unknown): boolean =>
  (value as { readonly $schema?: unknown } | null)?.$schema === baselineSchemaId;

/** @param value the document of a file. @throws Failure (unusable) naming what is wrong with it */
export function parseBaseline(value: unknown, file: string): AcceptedBaseline {
  const result = fileSchema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    throw unusable(`${file} is damaged: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unknown"}`);
  }
  const { name, acceptance, record } = result.data;
  return { name, acceptance, record: parseRecord(JSON.stringify(record), file) };
}
