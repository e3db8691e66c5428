import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "./fixtures-path.js";

/** What a comment before a block says of it; readers of the page do not see it. */
export interface Mark {
  /**
   * - `not run`: why it cannot be
   * - `checked by`: the test that does it, by its path
   * - `file`, `append`: the file that the reader writes it to, or adds it to
   */
  readonly kind: "not run" | "checked by" | "file" | "append";
  readonly text: string;
}

/** A block of code on a page. */
export interface Block {
  /** Path in the repository. */
  readonly page: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** Empty: none is named. */
  readonly language: string;
  readonly text: string;
  /** The heading that it stands below. */
  readonly title: string;
  readonly mark: Mark | null;
}

/** Every page that people read, by its path in the repository; without changelogs, which show no code. */
export const pages: readonly string[] = ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...pagesBelow("docs").sort()];

/** The generator of the site stands among the pages, with all that it installs. */
function pagesBelow(folder: string): string[] {
  return readdirSync(path.join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return name === "docs/site" ? [] : pagesBelow(name);
    return name.endsWith(".md") ? [name] : [];
  });
}

export const pageText = (page: string): string => readFileSync(path.join(projectRoot, page), "utf8");

const marks = ["not run", "checked by", "file", "append"] as const;

/** The blocks of a page, in order. @throws when a fence is not closed or a mark is none that is known */
export function blocksOf(page: string): Block[] {
  const lines = pageText(page).split("\n");
  const blocks: Block[] = [];
  let title = "";
  for (let i = 0; i < lines.length; i++) {
    title = /^#+ (.*)$/.exec(lines[i]!)?.[1] ?? title;
    const [, fence, language] = /^(```+)(\S*)/.exec(lines[i]!) ?? [];
    if (fence === undefined) continue;
    const end = lines.indexOf(fence, i + 1);
    if (end < 0) throw new Error(`${page}:${i + 1}: the block does not end`);
    const text = lines.slice(i + 1, end).map((line) => `${line}\n`);
    const above = lines.slice(0, i).findLast((line) => line.trim() !== "") ?? "";
    blocks.push({ page, line: i + 1, language: language!, text: text.join(""), title, mark: markOf(above, page) });
    i = end;
  }
  return blocks;
}

function markOf(line: string, page: string): Mark | null {
  const [, kind, text] = /^<!-- ([\w ]+): (.+) -->$/.exec(line) ?? [];
  if (kind === undefined) return null;
  const known = marks.find((each) => each === kind);
  if (known === undefined) throw new Error(`${page}: unknown mark "${kind}"`);
  return { kind: known, text: text! };
}
