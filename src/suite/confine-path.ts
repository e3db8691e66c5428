import { readlinkSync, realpathSync } from "node:fs";
import path from "node:path";

/** Where a suite may reach. */
export interface Confinement {
  /** Folder that relative paths start from: the suite file's. */
  readonly base: string;
  /** Real path of the folder that nothing may leave; the root of the file system where that is allowed. */
  readonly folder: string;
  /** Whether the path may be a pattern: * ? [ ] { }. */
  readonly patterns?: boolean;
}

export type Confined = { readonly absolute: string } | { readonly problem: string };

/** A path of a suite as an absolute one, or why it is refused. Of a pattern only the part before its first wildcard is looked at. */
export function confinePath(written: string, { base, folder, patterns = false }: Confinement): Confined {
  const fault = faultOf(written, patterns);
  if (fault !== null) return { problem: fault };
  const parts = written.split("/");
  const wildcard = patterns ? parts.findIndex(hasWildcard) : -1;
  const fixed = wildcard === -1 ? written : `${parts.slice(0, wildcard).join("/")}/`;
  const reached = reachedBy(path.resolve(base, wildcard === 0 ? "." : fixed));
  if (reached === null) return { problem: "the path cannot be followed: it is too long or its links lead in a circle" };
  if (!isBelow(reached, folder)) return { problem: "the path leads outside the project; --allow-outside opens this" };
  return { absolute: path.resolve(base, written) };
}

const hasWildcard = (part: string): boolean => /[*?[\]{}]/.test(part);

/** What no path of a suite may be, wherever it leads. */
function faultOf(written: string, patterns: boolean): string | null {
  if (written.includes("\0")) return "the path holds a NUL character";
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(written)) return "expected a file, found an address";
  if (written.includes("\\")) return "write paths with / as on every system, found a \\";
  if (!patterns) return /[*?]/.test(written) ? "a pattern is allowed in dataset.source only" : null;
  const parts = written.split("/");
  const wildcard = parts.findIndex(hasWildcard);
  return wildcard !== -1 && parts.includes("..", wildcard) ? 'no ".." after a wildcard' : null;
}

/** Longer chains of links are circles, or meant to tire us (as ELOOP, 40 on Linux). */
const mostLinks = 40;

/**
 * Where a path leads once all links are followed, also when its last parts do not exist yet: what is missing today may be made
 * later, through a link that dangles today. Null for circles and what cannot be looked at.
 */
export function reachedBy(absolute: string, links = 0): string | null {
  if (links > mostLinks) return null;
  try {
    return realpathSync.native(absolute);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOENT" && code !== "ENOTDIR") return null;
  }
  const parent = path.dirname(absolute);
  if (parent === absolute) return absolute;
  const reachedParent = reachedBy(parent, links);
  if (reachedParent === null) return null;
  const target = linkTarget(absolute);
  return target === null
    ? path.join(reachedParent, path.basename(absolute))
    : reachedBy(path.resolve(reachedParent, target), links + 1);
}

function linkTarget(absolute: string): string | null {
  try {
    return readlinkSync(absolute);
  } catch {
    // not there, or no link
    return null;
  }
}

/** Whether a real path is the folder or lies below it. */
export function isBelow(real: string, folder: string): boolean {
  const relative = path.relative(folder, real);
  return relative === "" || (relative !== ".." && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative));
}
