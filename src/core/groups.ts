/** The group of rows whose protected attribute is missing. */
export const unknownGroup = "(unknown)";

/** The value that a group name stands for; inverse of {@link groupName}. */
export function groupValue(name: string): string | null {
  if (name === unknownGroup) return null;
  return name === `\\${unknownGroup}` ? unknownGroup : name.replace(/\\([\\×])/g, "$1");
}

const separator = " × ";

/** A value of a protected attribute as a group name: `×` and `\` are escaped, and a real value "(unknown)" is kept apart from a missing one. */
export function groupName(value: string | null): string {
  if (value === null) return unknownGroup;
  if (value === unknownGroup) return `\\${unknownGroup}`;
  return value.replace(/[\\×]/g, "\\$&");
}

/** Names of attributes or groups joined to the name of their intersection. The parts must come from {@link groupName}. */
export const joinNames = (parts: readonly string[]): string => parts.join(separator);

/** The parts of a joined name, in order; inverse of {@link joinNames}. */
export const splitNames = (name: string): string[] => name.split(separator);

/** Stands between the tags of a level, and in no tag. */
export const tagSeparator = "\u001f";

/** The tags of a row, each from {@link groupName}, as one level of an attribute whose groups overlap; "" without any. */
export const joinTags = (tags: readonly string[]): string =>
  [...new Set(tags.map((tag) => tag.replaceAll(tagSeparator, " ")))].sort(compareGroups).join(tagSeparator);

/** The tags of such a level; inverse of {@link joinTags}. */
export const splitTags = (level: string): string[] => (level === "" ? [] : level.split(tagSeparator));

/** Order of group names, the same on every machine: by UTF-16 code units, missing values last. */
export function compareGroups(a: string, b: string): number {
  if (a === b) return 0;
  if (a === unknownGroup) return 1;
  if (b === unknownGroup) return -1;
  return a < b ? -1 : 1;
}
