import path from "node:path";
import { build } from "esbuild";
import { projectRoot } from "../fixtures-path.js";

/** Writes archive-writer.ts into a folder as one file, which starts ten times as fast as through tsx. Returns its path. */
export async function bundledWriter(folder: string): Promise<string> {
  const outfile = path.join(folder, "writer.mjs");
  await build({
    entryPoints: [path.join(projectRoot, "test", "campaigns", "archive-writer.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    logLevel: "warning",
  });
  return outfile;
}
