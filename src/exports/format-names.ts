/** Formats that are made from a record alone, in the order of the documentation. */
export const recordFormats = ["md", "junit", "sarif", "github", "gitlab", "csv", "prom"] as const;
export type RecordFormat = (typeof recordFormats)[number];
