import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { navigation } from "../../docs/site/navigation.js";
import { siteProblems } from "../../scripts/site-problems.js";
import { launch, withBrowser } from "../browser/browser.js";
import { projectRoot } from "../fixtures.js";
import { pages } from "../markdown-blocks.js";

const folder = path.join(projectRoot, "docs", "site", "dist");
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Where the site has a page, from its path below `docs`. */
const builtAs = (page: string): string => page.replace(/README\.md$/, "index.md").replace(/\.md$/, ".html");
const names = pages.filter((page) => page.startsWith("docs/")).map((page) => page.slice("docs/".length));

beforeAll(() => {
  const { status, stderr } = spawnSync("npm", ["run", "--silent", "docs:site"], { cwd: projectRoot, encoding: "utf8" });
  if (status !== 0) throw new Error(`the site was not built:\n${stderr}`);
}, 600_000);

describe("the documentation site", () => {
  it("has every page, and those beside docs that its readers need", () => {
    expect(names.length).toBeGreaterThan(40);
    for (const page of [...names, "project/changelog.md", "project/security.md", "project/contributing.md"])
      expect(existsSync(path.join(folder, builtAs(page))), page).toBe(true);
  });

  it("names every page in its sidebar, once", () => {
    const listed = navigation.flatMap((part) => part.pages.map(([, page]) => page));
    expect(listed.filter((page) => !page.startsWith("project/")).toSorted()).toEqual(names.toSorted());
    expect(new Set(listed).size).toBe(listed.length);
  });

  it("links to nothing that is not there, and fetches from no other host", () => {
    expect(siteProblems(folder)).toEqual([]);
  });

  it("finds words of the pages in an index that it brings along", async () => {
    const chunks = path.join(folder, "assets", "chunks");
    const [name] = readdirSync(chunks).filter((each) => each.startsWith("@localSearchIndex"));
    const { default: text } = await import(pathToFileURL(path.join(chunks, name!)).href);
    const { index } = JSON.parse(text) as { index: [term: string, unknown][] };
    const terms = new Set(index.map(([term]) => term.toLowerCase()));
    for (const word of ["checkpoint", "undecided", "difference", "favourable", "wilson"])
      expect(terms, word).toContain(word);
  });
});

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".woff2": "font/woff2",
};

withBrowser("in a browser", () => {
  let server: Server;
  let browser: Browser;
  let address: string;
  beforeAll(async () => {
    server = createServer(({ url = "/" }, response) => {
      const { pathname } = new URL(url, "http://site");
      const file = path.join(folder, path.normalize(pathname.endsWith("/") ? `${pathname}index.html` : pathname));
      if (!file.startsWith(folder) || !existsSync(file)) return response.writeHead(404).end();
      return response
        .writeHead(200, { "content-type": types[path.extname(file)] ?? "application/octet-stream" })
        .end(readFileSync(file));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  const shown = [
    "index.html",
    "getting-started.html",
    "reading-a-report.html",
    "reference/commands.html",
    "ci/index.html",
  ];

  it.each(shown.flatMap((name) => (["light", "dark"] as const).map((scheme) => [name, scheme] as const)))(
    "%s in %s asks no other host, says nothing on the console, and has no fault that axe finds",
    async (name, colorScheme) => {
      const page = await browser.newPage({ colorScheme });
      const [elsewhere, messages]: [string[], string[]] = [[], []];
      page.on("request", (request) => {
        if (!request.url().startsWith(address)) elsewhere.push(request.url());
      });
      page.on("console", (message) => messages.push(message.text()));
      page.on("pageerror", (error) => messages.push(String(error)));
      await page.goto(`${address}/${name}`, { waitUntil: "networkidle" });
      await page.evaluate(axe);
      const found = await page.evaluate("axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] })");
      const { violations } = found as { violations: { id: string; nodes: { html: string }[] }[] };
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
      expect({ elsewhere, messages }).toEqual({ elsewhere: [], messages: [] });
      await page.close();
    },
  );

  it("finds a page by a word", async () => {
    const page = await browser.newPage();
    await page.goto(address, { waitUntil: "networkidle" });
    await page.keyboard.press("Control+k");
    await page.locator(".VPLocalSearchBox input").fill("checkpoint");
    await page.locator(".VPLocalSearchBox .result").first().waitFor();
    expect(await page.locator(".VPLocalSearchBox .result").count()).toBeGreaterThan(1);
    await page.close();
  });
});
