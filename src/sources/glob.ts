import { access, readdir } from "node:fs/promises";
import path from "node:path";

/** Whether a path holds characters that match others: `*`, `?` or `[…]`. */
export const isPattern = (text: string): boolean => /[*?[]/.test(text);

/**
 * Files and folders that match an absolute pattern, sorted. `*` and `?` stop at separators, `[ab]` and `[a-z]` are one character of a
 * set, `**` is any number of folders. Names that begin with a dot match only patterns that do. (Node has its own from version 22.)
 */
export async function glob(pattern: string): Promise<string[]> {
  const { root } = path.parse(pattern);
  const segments = pattern.slice(root.length).split(/[\\/]/).filter(Boolean);
  return [...new Set(await matches(root, segments))].sort((a, b) => (a < b ? -1 : 1));
}

async function matches(folder: string, [segment, ...rest]: readonly string[]): Promise<string[]> {
  if (segment === undefined) return (await exists(folder)) ? [folder] : [];
  if (segment === "**") return matchesAnywhere(folder, rest);
  if (!isPattern(segment)) return matches(path.join(folder, segment), rest);
  const names = (await entriesOf(folder)).map(({ name }) => name).filter((name) => expression(segment).test(name));
  const found = await Promise.all(names.map((name) => matches(path.join(folder, name), rest)));
  return found.flat();
}

async function matchesAnywhere(folder: string, rest: readonly string[]): Promise<string[]> {
  const folders = (await entriesOf(folder)).filter((entry) => entry.isDirectory() && !entry.name.startsWith("."));
  const here = rest.length === 0 ? [] : await matches(folder, rest);
  const below = await Promise.all(folders.map(({ name }) => matchesAnywhere(path.join(folder, name), rest)));
  return [...here, ...below.flat()];
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch {
    return []; // not a folder, or not to be read: nothing in it matches
  }
}

/** One segment as an expression over a file's name. */
function expression(segment: string): RegExp {
  const body = segment.replace(/\[!?[^\]]+\]|[\s\S]/g, (part) => {
    if (part === "*") return "[^]*?";
    if (part === "?") return "[^]";
    if (part.length > 1)
      return `[${part.startsWith("[!") ? "^" : ""}${part.slice(part.startsWith("[!") ? 2 : 1, -1).replace(/[\\^\]]/g, "\\$&")}]`;
    return part.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${segment.startsWith(".") ? "" : "(?!\\.)"}${body}$`, "u");
}
