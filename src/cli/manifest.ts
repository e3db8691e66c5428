import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import { toolVersion } from "../core/version.js";
import type { GatePlaces } from "../record/gate-places.js";
import { fileEntry, type Manifest, manifestSchemaId, standingEntry } from "../record/manifest.js";
import type { RunFile, StandingFile } from "../record/run-folder.js";
import type { RunRecord } from "../record/run-record.js";

/** Packages whose version can change a number or a drawing. */
const named = [
  "@duckdb/node-api",
  "vega",
  "vega-lite",
  "handlebars",
  "@tensorflow/tfjs",
  "@tensorflow/tfjs-node",
  "onnxruntime-node",
];

/** What surrounds a run: hashes of its files, versions, clock and host. */
export async function manifestOf(
  record: RunRecord,
  files: readonly RunFile[],
  run: { started: Date; command: string[]; places: GatePlaces; rows: readonly StandingFile[] },
): Promise<Manifest> {
  return {
    $schema: manifestSchemaId,
    version: "1.0",
    files: files.map(({ name, content }) => fileEntry(name, content)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    row_level_files: await Promise.all(run.rows.map(({ name, from }) => standingEntry(name, from))),
    tool: { name: "evenhand", version: toolVersion },
    dependencies: Object.fromEntries(
      (await Promise.all(named.map(installedVersion))).filter((entry) => entry !== null),
    ),
    suite: run.places,
    suite_sha256: record.suite.sha256,
    data_sha256: record.data.sha256,
    model_sha256: Object.fromEntries(record.models.map(({ id, sha256 }) => [id, sha256])),
    seed: record.suite.seed,
    command: run.command,
    started: run.started.toISOString(),
    finished: new Date().toISOString(),
    host: {
      platform: os.platform(),
      arch: os.arch(),
      node: process.version,
      name: os.hostname(),
      folder: process.cwd(),
      cpus: os.availableParallelism(),
    },
  };
}

/** [name, version] of a package as it is installed; null when it is absent. */
export async function installedVersion(name: string): Promise<[string, string] | null> {
  const require = createRequire(import.meta.url);
  for (const folder of require.resolve.paths(name) ?? []) {
    try {
      return [
        name,
        (JSON.parse(await readFile(`${folder}/${name}/package.json`, "utf8")) as { version: string }).version,
      ];
    } catch {
      // not in this folder; the next one may have it
    }
  }
  return null;
}
