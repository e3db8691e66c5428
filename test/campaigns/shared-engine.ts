import type { Duckdb } from "../../src/engines/duckdb.js";
import { engineFor } from "../sources/read-rows.js";

let open: Duckdb | null = null;

/** One engine for all files of a process, opened anew where a file has broken it: opening one for each takes longer than reading. */
export async function sharedEngine(files: readonly string[], workFolder: string): Promise<Duckdb> {
  const isSound = (await open?.query("SELECT 1").catch(() => null)) ?? null;
  if (open !== null && isSound !== null) return open;
  open?.close();
  open = await engineFor(files, workFolder);
  return open;
}
