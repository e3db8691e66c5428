import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** What makes a page interactive. */
export interface Runtime {
  readonly code: string;
  /** For the content security policy, which then admits this script and no other. Without the closing "=". */
  readonly hash: string;
  readonly css: string;
}

const read = (name: string): string => readFileSync(new URL(`../report/interactive/${name}`, import.meta.url), "utf8");

let known: Runtime | null = null;

/** The runtime that the build bundles (scripts/runtime.mjs) and its style sheet: the same bytes in every report. */
export function runtime(): Runtime {
  if (known === null) {
    const code = read("runtime.min.js");
    const hash = createHash("sha256").update(code).digest("base64").replace(/=$/, "");
    known = { code, hash, css: read("interactive.css") };
  }
  return known;
}
