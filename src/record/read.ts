import { readFile } from "node:fs/promises";
import path from "node:path";
import { unusable } from "../core/errors.js";
import { type RunRecord, runRecordSchema, runSchemaId, runVersion } from "./run-record.js";

/** Reads a stored run: a run folder, or its `run.json`. @throws Failure (unusable) naming what is wrong with it. */
export async function readRecord(run: string): Promise<RunRecord> {
  const file = run.endsWith(".json") ? run : path.join(run, "run.json");
  return parseRecord(await textOf(file), file);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw unusable(
      `no run found: ${file} cannot be read`,
      { hint: "name a run folder, for example reports/retention-offers/2026-10-05T0612Z" },
      cause,
    );
  }
}

/** @throws Failure (unusable) */
export function parseRecord(text: string, file: string): RunRecord {
  const value = jsonOf(text, file);
  const head = value as { $schema?: unknown; version?: unknown } | null;
  if (head?.$schema !== runSchemaId)
    throw unusable(`${file} is not a run record of evenhand (expected $schema ${runSchemaId})`);
  if (String(head.version).split(".")[0] !== runVersion.split(".")[0]) {
    throw unusable(`${file} has version ${String(head.version)}; this evenhand reads version ${runVersion}`, {
      hint: "use the evenhand that wrote it",
    });
  }
  const result = runRecordSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw unusable(`${file} is damaged: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "unknown"}`);
}

function jsonOf(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unusable(`${file} is damaged: it is no JSON`, {}, cause);
  }
}
