import type { NewRun } from "../../src/audits/seal.js";
import { evaluateTable } from "../../src/evaluate-table.js";
import { fileEntry, type Manifest, manifestSchemaId } from "../../src/record/manifest.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { serializeRecord } from "../../src/record/serialize.js";

const record: RunRecord = evaluateTable(
  { label: [1, 0, 1, 0], prediction: [1, 0, 0, 1], gender: ["f", "m", "f", "m"] },
  { label: "label", prediction: "prediction", protected: ["gender"], metrics: ["selection_rate"], gates: [] },
);

/** A small run as `evenhand run` would write it. `number` makes it differ from others. */
export function smallRun(number: number, rowFiles: Readonly<Record<string, string>> = {}): NewRun {
  const named = { ...record, suite: { ...record.suite, name: `suite-${number}` } };
  const files = [
    { name: "run.json", content: serializeRecord(named) },
    { name: "report.html", content: `<!doctype html><title>${number}</title>` },
  ];
  const rows = Object.entries(rowFiles).map(([name, content]) => ({ name, content }));
  const manifest = manifestFor(named, files, rows);
  return {
    record: named,
    manifest,
    files: [...files, ...rows, { name: "manifest.json", content: `${JSON.stringify(manifest, null, 2)}\n` }],
  };
}

const entries = (files: readonly { name: string; content: string }[]) =>
  files.map(({ name, content }) => fileEntry(name, content)).sort((a, b) => (a.name < b.name ? -1 : 1));

const manifestFor = (of: RunRecord, files: { name: string; content: string }[], rows: typeof files): Manifest => ({
  $schema: manifestSchemaId,
  version: "1.0",
  files: entries(files),
  row_level_files: entries(rows),
  tool: { name: "evenhand", version: "0.1.0" },
  dependencies: {},
  suite_sha256: null,
  data_sha256: null,
  model_sha256: {},
  seed: of.suite.seed,
  command: ["evenhand", "run", "suite.yaml"],
  started: "2026-10-05T06:12:00.000Z",
  finished: "2026-10-05T06:12:05.000Z",
  host: { platform: "linux", arch: "x64", node: "v20.20.2", name: "host", folder: "/", cpus: 2 },
});
