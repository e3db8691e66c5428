import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { renderReport } from "../../src/report/render.js";
import { renderIndex, renderSuite, type SiteAudit, type SiteSuite } from "../../src/report/site.js";
import { historyOf } from "../report/history.js";
import { recordOf } from "../report/report.js";
import { launch, opened, withBrowser } from "./browser.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const settings = { language: "en", generator: "evenhand 0.1.0", checkpoint: `3:${"a".repeat(64)}` } as const;

const audit = (entry: number): SiteAudit => ({
  ...{ entry, time: "2026-11-05T06:12:00.000Z", suite: entry % 2 === 0 ? "churn" : "routing", models: ["m"] },
  verdict: entry % 3 === 0 ? "fail" : "pass",
  gates: { fail: entry % 3 === 0 ? 1 : 0, error: 0, undecided: 0, pass: 5 },
  ...{ page: `audit-${entry}.html`, suitePage: "suite-0.html", report: "../churn/1/report.html" },
});
const suite: SiteSuite = {
  ...{ name: "churn", page: "suite-0.html", audits: 3, last: audit(2), open: 2, overdue: 1, alarms: 1 },
};
const typical = recordOf("typical");
const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  index: () =>
    renderIndex(
      settings,
      Array.from({ length: 12 }, (_, entry) => audit(entry)),
      [suite],
    ),
  suite: () => renderSuite(settings, suite, typical, historyOf(typical)),
  report: () => renderReport(typical, { history: historyOf(typical) }),
};

withBrowser("pages of an archive in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it.each(Object.keys(pages).flatMap((name) => (["light", "dark"] as const).map((scheme) => [name, scheme] as const)))(
    "%s has nothing that axe complains about (%s)",
    async (name, colorScheme) => {
      const { page, close } = await opened(browser, await pages[name]!(), { colorScheme, bypassCSP: true });
      await page.evaluate(axeSource);
      const found = (await page.evaluate(
        'axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((result) => result.violations.map(({ id, nodes }) => id + ": " + nodes[0].html))',
      )) as string[];
      await close();
      expect(found).toEqual([]);
    },
  );

  it.each(Object.keys(pages))("%s asks for nothing and does not scroll sideways", async (name) => {
    const { page, conduct, close } = await opened(browser, await pages[name]!());
    const wider: number[] = [];
    for (const width of [320, 390, 820, 821, 1140]) {
      await page.setViewportSize({ width, height: 800 });
      if (((await page.evaluate("document.documentElement.scrollWidth")) as number) > width) wider.push(width);
    }
    await close();
    expect({ wider, ...conduct }).toEqual({ wider: [], requests: [], messages: [], dialogs: [] });
  });

  it("finds audits by words and by verdict, and shows all of them without scripting", async () => {
    const shown = "Array.from(document.querySelectorAll('#audits tbody tr')).filter((row) => !row.hidden).length";
    const { page, close } = await opened(browser, await pages.index!());
    await page.fill("#words", "churn");
    expect(await page.evaluate(shown)).toBe(6);
    await page.selectOption("#verdict-is", "fail");
    expect(await page.evaluate(shown)).toBe(2);
    expect(await page.textContent("#found")).toBe("2");
    await page.fill("#words", "nothing like it");
    expect(await page.evaluate(shown)).toBe(0);
    await close();
    const without = await opened(browser, await pages.index!(), { javaScriptEnabled: false });
    expect(await without.page.isVisible("#find")).toBe(false);
    expect(await without.page.locator("#audits tbody tr").count()).toBe(12);
    await without.close();
  });
});
