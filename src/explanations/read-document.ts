import { readFileSync } from "node:fs";
import { z } from "zod";
import { unusable } from "../core/errors.js";
import type { ExplanationDocument } from "./document.js";

/** Larger than any explanation. */
const mostBytes = 10_000_000;

/** What it takes to work an explanation out again; the rest is only compared. */
const needed = z.looseObject({
  kind: z.literal("evenhand.explanation"),
  version: z.literal("1.0"),
  suite: z.looseObject({ file: z.string().min(1) }),
  seed: z.number(),
  row: z.looseObject({ id: z.string() }),
  model: z.looseObject({ id: z.string() }),
  explanation: z
    .looseObject({
      comparison: z.looseObject({
        among: z.looseObject({ attribute: z.string(), group: z.string() }).optional(),
      }),
    })
    .nullable(),
  corrected: z.looseObject({ set: z.array(z.string()) }).nullable(),
});

/** A stored explanation. @throws Failure (unusable) for what is none */
export function readDocument(file: string): ExplanationDocument {
  const found = needed.safeParse(parsed(file));
  if (!found.success)
    throw unusable("is no explanation of evenhand, or one of another version", {
      file,
      hint: "evenhand explain SUITE --id ROW --json writes one",
    });
  return found.data as unknown as ExplanationDocument;
}

function parsed(file: string): unknown {
  try {
    const bytes = readFileSync(file);
    return bytes.length > mostBytes ? null : JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw unusable(code === undefined ? "is no JSON" : `cannot be read (${code})`, { file }, cause);
  }
}
