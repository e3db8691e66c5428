import type { ColumnProfile, Content, DataProfile } from "../../src/core/data-profile.js";

const numeric = (content: Content): boolean => content === "integer" || content === "number";

/** A column with these values and counts, as a profile has it. */
export function column(
  name: string,
  values: Readonly<Record<string, number>>,
  more: Partial<ColumnProfile> = {},
): ColumnProfile {
  const listed = Object.entries(values).map(([value, n]) => ({ value, n }));
  const isNumbers = listed.every(({ value }) => value.trim() !== "" && Number.isFinite(Number(value)));
  const isFlags = listed.every(({ value }) => value === "true" || value === "false");
  const content: Content = more.content ?? (isFlags ? "boolean" : isNumbers ? "integer" : "text");
  const numbers = numeric(content) ? listed.map(({ value }) => Number(value)) : [];
  return {
    name,
    content,
    missing: 0,
    placeholders: [],
    placeholderRows: 0,
    known: listed.reduce((sum, { n }) => sum + n, 0),
    distinct: listed.length,
    least: numbers.length === 0 ? null : Math.min(...numbers),
    most: numbers.length === 0 ? null : Math.max(...numbers),
    longest: Math.max(0, ...listed.map(({ value }) => value.length)),
    wordy: 0,
    personal: 0,
    values: listed.sort((a, b) => b.n - a.n),
    ...more,
  };
}

/** A column of many different values, which are not listed. */
export const manyValued = (name: string, content: Content, more: Partial<ColumnProfile> = {}): ColumnProfile => ({
  ...column(name, {}, { content }),
  known: 1000,
  distinct: 1000,
  least: numeric(content) ? 1 : null,
  most: numeric(content) ? 5000 : null,
  longest: 8,
  values: null,
  ...more,
});

/** Columns of a thousand rows. */
export const profileOf = (columns: readonly ColumnProfile[], more: Partial<DataProfile> = {}): DataProfile => ({
  format: "csv",
  rows: 1000,
  duplicates: 0,
  columns,
  associations: [],
  ...more,
});
