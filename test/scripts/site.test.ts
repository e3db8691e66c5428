import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { stagedSite } from "../../scripts/site-pages.js";
import { siteProblems } from "../../scripts/site-problems.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-site-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, files: Readonly<Record<string, string>>): string {
  const root = path.join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  }
  return root;
}

describe("siteProblems", () => {
  it("finds nothing wrong with links to pages, headings and files that are there", () => {
    const root = written("whole", {
      "index.html": '<h1 id="top">a</h1><a href="/guides/one">b</a><a href="#top">c</a><script src="/a.js"></script>',
      "guides/one.html": '<h2 id="x">a</h2><a href="../index.html#top">b</a><a href="https://example.org">c</a>',
      "a.js": "",
    });
    expect(siteProblems(root)).toEqual([]);
  });

  it("names dead links, dead headings, and whatever is fetched from elsewhere", () => {
    const root = written("broken", {
      "index.html": `<a href="/gone.html">a</a><a href="#gone">b</a><img src="/gone.png"><script src="//cdn.example.org/a.js"></script>
<link rel="preconnect" href="https://fonts.example.org">`,
      "style.css": "@font-face{src:url(https://fonts.example.org/a.woff2)}",
    });
    expect(siteProblems(root)).toEqual([
      "index.html: fetches /gone.png, which is not there",
      "index.html: fetches //cdn.example.org/a.js",
      "index.html: fetches https://fonts.example.org",
      "index.html: the link /gone.html leads to nothing",
      "index.html: index.html has no heading #gone",
      "style.css: fetches https://fonts.example.org/a.woff2",
    ]);
  });

  it("takes the path below which the site is served into account", () => {
    const root = written("below", { "index.html": '<a href="/docs/index.html">a</a><a href="/index.html">b</a>' });
    expect(siteProblems(root, "/docs/")).toEqual(["index.html: the link /index.html leads to nothing"]);
  });
});

describe("stagedSite", () => {
  const texts: Readonly<Record<string, string>> = {
    "docs/a.md":
      "[b](ci/README.md#x) [c](../SECURITY.md) [d](../action.yml) [e](https://example.org)\n```sh\n[f](gone.md)\n```\n",
    "docs/ci/README.md": "[a](../a.md)",
    "SECURITY.md": "[a](docs/a.md)",
    "CONTRIBUTING.md": "",
    "CHANGELOG.md": "",
    "action.yml": "",
  };
  const read = (name: string): string | null => texts[name] ?? null;

  it("turns links to where the site has their targets, and leaves code as it is", () => {
    const root = written("staged", texts);
    const { pages, files } = stagedSite(root, read);
    expect([...pages.keys()].toSorted()).toEqual([
      "a.md",
      "ci/index.md",
      "project/changelog.md",
      "project/contributing.md",
      "project/security.md",
    ]);
    expect(pages.get("a.md")).toBe(
      "[b](/ci/index.md#x) [c](/project/security.md) [d](/files/action.yml) [e](https://example.org)\n```sh\n[f](gone.md)\n```\n",
    );
    expect([...files]).toEqual(["action.yml"]);
  });

  it("refuses a link that leads to nothing", () => {
    const root = written("dead", { ...texts, "docs/ci/README.md": "" });
    const dead = (name: string): string | null => (name === "docs/ci/README.md" ? "[a](gone.txt)" : read(name));
    expect(() => stagedSite(root, dead)).toThrow("docs/ci/README.md: the link gone.txt leads to nothing");
  });
});
