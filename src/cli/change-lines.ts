import { visible } from "../core/visible.js";
import { baselineText } from "../exports/baseline-text.js";
import { changedParts, changeFigures, changeSubject, flipsText } from "../exports/change-text.js";
import type { RunRecord } from "../record/run-record.js";
import type { StoredBaseline } from "../runner/baseline/baseline.js";
import type { Style } from "./output.js";
import { rowsTold, type Telling } from "./rows-told.js";

interface Compared {
  readonly before: StoredBaseline;
  readonly now: StoredBaseline;
}

/** A comparison for stdout: a table for people on a terminal, else a line per row in field terms. */
export async function changeLines(
  record: RunRecord,
  compared: Compared,
  style: Style,
  options: Telling,
): Promise<string[]> {
  if (!style.terminal) return plainLines(record, compared, options).map(visible);
  const { terminalChanges } = await import("./terminal-changes.js");
  const [flips, parts] = [flipsText(record), changedParts(record)];
  return [
    visible(head(record, compared, style)),
    ...terminalChanges(record, style, options),
    ...[...(flips === null ? [] : [flips]), parts].map((line) => `  ${visible(line)}`),
  ];
}

/** `prod (2026-04-07, churn-v2.2) → 2026-10-05, churn-v2.3; other rows: unpaired`. */
function head({ baseline, models }: RunRecord, { before, now }: Compared, { unicode }: Style): string {
  const of = ({ name, finished }: StoredBaseline, model: string) =>
    `${name} (${[finished?.slice(0, 10), model].filter((part) => part !== undefined).join(", ")})`;
  const models2 = `${of(before, baseline!.model)} ${unicode ? "→" : "->"} ${of(now, models[0]!.id)}`;
  return `${models2}; ${baselineText(baseline!).replace(`${baseline!.name}: `, "")}`;
}

function plainLines(record: RunRecord, compared: Compared, options: Telling): string[] {
  const several = record.models.length > 1;
  const rows = rowsTold(record, options).map((row) => {
    const reason = row.reason === null ? "" : `  (${row.reason})`;
    return `${row.reading.toUpperCase().padEnd(11)} ${changeSubject(row, several)} ${changeFigures(row)}${reason}`;
  });
  const flips = flipsText(record);
  return [
    ...rows,
    `COMPARED    ${head(record, compared, { unicode: false } as Style)}`,
    ...(flips === null ? [] : [`FLIPS       ${flips}`]),
    `PARTS       ${changedParts(record)}`,
  ];
}
