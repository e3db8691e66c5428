import { visibleJson } from "../core/visible.js";
import type { RunRecord } from "./run-record.js";

/**
 * `run.json` as text: keys in the schema's order, one row of a table a line, so that two runs can be compared with `diff`.
 * The same record gives the same bytes.
 */
export function serializeRecord(record: RunRecord): string {
  const entries = Object.entries(record).map(([key, value]) => `${JSON.stringify(key)}: ${member(value)}`);
  return `{\n${entries.join(",\n")}\n}\n`;
}

function member(value: unknown): string {
  if (!Array.isArray(value)) return json(value);
  if (value.length === 0) return "[]";
  return `[\n${value.map((row) => `  ${json(row)}`).join(",\n")}\n]`;
}

/** JSON that refuses what JSON cannot say: a NaN would silently become null. */
function json(value: unknown): string {
  const text = JSON.stringify(value, (key, inner: unknown) => {
    if (typeof inner === "number" && !Number.isFinite(inner))
      throw new RangeError(`not a finite number in the record: ${key}`);
    return inner;
  });
  // Group names come from data: `run --json` and `cat run.json` write them to terminals.
  return visibleJson(text);
}
