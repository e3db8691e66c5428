import { readdirSync } from "node:fs";
import path from "node:path";

/** Pages beside `docs` that the site has too, by where it has them. */
const beside: Readonly<Record<string, string>> = {
  "SECURITY.md": "project/security.md",
  "CONTRIBUTING.md": "project/contributing.md",
  "CHANGELOG.md": "project/changelog.md",
};

/** The site's generator stands among the pages, with what it installs. */
const isGenerator = (name: string): boolean => name === "docs/site";

/** The site before it is made. */
export interface StagedSite {
  /** Markdown by its path among the staged pages. */
  readonly pages: ReadonlyMap<string, string>;
  /** Files that pages link to and that are no pages, by their path in the repository: `public/files/PATH`. */
  readonly files: ReadonlySet<string>;
}

/** Every Markdown file below a folder, by its path in the repository. */
function markdownBelow(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return isGenerator(name) ? [] : markdownBelow(root, name);
    return name.endsWith(".md") ? [name] : [];
  });
}

/**
 * The pages of the site, with links that lead out of `docs` turned to where the site has their targets.
 * @param read gives a file's text by its path in the repository; null: there is none
 * @throws when a link leads to nothing
 */
export function stagedSite(root: string, read: (name: string) => string | null): StagedSite {
  const sources = [...markdownBelow(root, "docs"), ...Object.keys(beside)].sort();
  const staged = (name: string): string | null => {
    if (name in beside) return beside[name]!;
    return sources.includes(name) ? name.slice("docs/".length).replace(/README\.md$/, "index.md") : null;
  };
  const files = new Set<string>();
  const turned = (from: string, target: string): string => {
    const [file = "", anchor] = target.split("#");
    if (file === "") return target;
    const name = path.posix.join(path.posix.dirname(from), file);
    const page = staged(name);
    const suffix = anchor === undefined ? "" : `#${anchor}`;
    if (page !== null) return `/${page}${suffix}`;
    if (read(name) === null) throw new Error(`${from}: the link ${target} leads to nothing`);
    files.add(name);
    return `/files/${name}`;
  };
  const pages = new Map(
    sources.map((name) => [staged(name)!, withLinks(read(name)!, (target) => turned(name, target))] as const),
  );
  return { pages, files };
}

/** Text with each relative link turned; blocks of code stay as they are. */
function withLinks(text: string, turned: (target: string) => string): string {
  let isCode = false;
  const lines = text.split("\n").map((line) => {
    if (line.startsWith("```")) isCode = !isCode;
    return isCode ? line : line.replaceAll(/\]\((?![a-z]+:)([^)\s]+)\)/g, (_, target) => `](${turned(target)})`);
  });
  return lines.join("\n");
}
