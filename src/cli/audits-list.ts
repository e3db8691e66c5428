import { checkpointName } from "../audits/checkpoint.js";
import { auditOf, type Entry } from "../audits/entry.js";
import { readLog } from "../audits/log.js";
import { placeOf } from "../audits/places.js";
import { visible, visibleJson } from "../core/visible.js";
import { archiveFolder, gatesText, many, shown } from "./archive-options.js";
import type { CommonOptions } from "./command.js";
import type { AuditsListOptions } from "./options.js";
import { paint, type Style, styleOf } from "./output.js";

/** `evenhand audits list`: reads the log alone, and so does not depend on how much the runs hold. */
export async function run(options: CommonOptions & AuditsListOptions): Promise<number> {
  const archive = archiveFolder(options);
  const { entries, checkpoint } = await readLog(archive);
  const audits = entries.filter(
    (entry) => entry.kind === "audit" && (options.suite === undefined || auditOf(entry)?.suite === options.suite),
  );
  if (options.json) {
    const document = { archive: shown(archive), checkpoint: checkpointName(checkpoint), audits };
    process.stdout.write(`${visibleJson(JSON.stringify(document, null, 2))}\n`);
    return 0;
  }
  const rows = audits.map((entry) => rowOf(entry, archive));
  const widths = [0, 1, 2, 3, 4, 5].map((place) => Math.max(0, ...rows.map((row) => row[place]?.length ?? 0)));
  for (const row of rows) process.stdout.write(`${lineOf(row, widths, styleOf(process.stdout))}\n`);
  if (!options.quiet)
    process.stderr.write(
      `${many(audits.length, "audit")} of ${many(entries.length, "entry", "entries")} in ${shown(archive)}\n`,
    );
  return 0;
}

function rowOf(entry: Entry, archive: string): string[] {
  const audit = auditOf(entry);
  const cells = audit
    ? [audit.finished.slice(0, 16).replace("T", " "), audit.suite, audit.models.join(", "), audit.verdict]
    : [entry.time.slice(0, 16).replace("T", " "), "", "", ""];
  return [String(entry.index), ...cells, gatesText(entry), shown(placeOf(archive, entry.path))].map(visible);
}

function lineOf(row: readonly string[], widths: readonly number[], style: Style): string {
  const { over, within, undecided, dim, path } = paint(style);
  const colours = { fail: over, error: over, pass: within, undecided, none: dim };
  const padded = row.map((cell, place) =>
    place === 0 ? cell.padStart(widths[0] ?? 0) : cell.padEnd(widths[place] ?? 0),
  );
  const [index, time, suite, model, verdict = "", gates, place = ""] = padded;
  const colour = colours[verdict.trim() as keyof typeof colours] ?? dim;
  return `  ${index}  ${time}  ${suite}  ${model}  ${colour(verdict)}  ${gates}  ${path(place)}`;
}
