import type { RunRecord } from "../record/run-record.js";
import { changeWords } from "../report/changes.js";
import { contextFor, terminalText } from "../report/wording.js";
import { paint, type Style } from "./output.js";
import { rowsTold, type Telling } from "./rows-told.js";

/** Changes as a table for people: gaps in points, intervals and what they say. */
export function terminalChanges(record: RunRecord, style: Style, options: Telling): string[] {
  const context = contextFor(record);
  const { over, within, dim } = paint(style);
  const colours = { worse: over, better: within, not_worse: within, cannot_tell: (text: string) => text };
  const rows = rowsTold(record, options).map((row) => {
    const { title, before, now, change, interval, reading, reason } = changeWords(context, row);
    const cells = [title, before, now, change, interval].map((cell) => (cell === null ? "–" : terminalText(cell)));
    return { cells, reading: colours[row.reading](terminalText(reading)), reason: reason && dim(terminalText(reason)) };
  });
  const heads = ["title", "before", "now", "change", "interval", "reading"].map((key) =>
    terminalText(context.t(`change.head.${key}`, { level: context.numbers.level(record.suite.confidence) })),
  );
  const widths = [0, 1, 2, 3, 4].map((at) =>
    Math.max(...[heads, ...rows.map(({ cells }) => cells)].map((line) => line[at]!.length)),
  );
  const line = (cells: readonly string[], last: string): string =>
    `  ${cells.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join("  ")}   ${last}`;
  return [
    dim(line(heads.slice(0, 5), heads[5]!)),
    ...rows.map(({ cells, reading, reason }) => line(cells, `${reading}${reason === null ? "" : `  ${reason}`}`)),
  ];
}
