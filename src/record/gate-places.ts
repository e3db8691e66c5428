import { readFile } from "node:fs/promises";
import path from "node:path";
import { z } from "zod";

export const gatePlacesSchema = z.strictObject({
  /** Path of the suite file from the root of its repository (else from the working folder), with forward slashes. */
  file: z.string(),
  /** 1-based line of each gate, by the gate's id. */
  lines: z.record(z.string(), z.number()),
});

/** Where the gates of a run stand in its suite: part of the manifest, because a record is the same wherever the suite file lies. */
export type GatePlaces = z.infer<typeof gatePlacesSchema>;

/** The line of a gate; null: it is not known. */
export const lineOf = (places: GatePlaces | null, gate: string): number | null =>
  places !== null && Object.hasOwn(places.lines, gate) ? (places.lines[gate] as number) : null;

/** The places that the manifest of a stored run names; null: a record without its manifest, or with one that names none. */
export async function readGatePlaces(run: string): Promise<GatePlaces | null> {
  const folder = run.endsWith(".json") ? path.dirname(run) : run;
  try {
    const manifest = JSON.parse(await readFile(path.join(folder, "manifest.json"), "utf8")) as { suite?: unknown };
    return gatePlacesSchema.safeParse(manifest.suite).data ?? null;
  } catch {
    return null;
  }
}
