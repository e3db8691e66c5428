import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { languages } from "../../src/core/languages.js";
import { auditedNames, auditedRecord, auditedReport } from "../report/audited.js";
import { answersOf, type Piece, pieces, verdictWord } from "../report/first-screen.js";
import { launch, opened, withBrowser } from "./browser.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const screen = { width: 1280, height: 800 };

/** Elements that stick out of the page, or of the box that they scroll in; what hides its overflow on purpose does not count. */
const sidewaysAt = async (page: Page, width: number): Promise<number> => {
  await page.setViewportSize({ width, height: 800 });
  return ((await page.evaluate("document.documentElement.scrollWidth")) as number) - width;
};

/** Marks in the table of checks as they look: verdict and shape. */
const shapes = `Array.from(document.querySelectorAll(".checks tbody tr"), (row) => [
  row.querySelector(".verdict").className, row.querySelector(".mark use").getAttribute("href"), row.querySelector(".verdict").textContent.trim(),
].join(" "))`;

/** Words and drawings that lie outside an A4 page's column of 182 mm. */
const outsidePaper = `Array.from(document.querySelectorAll("main p, main h3, main table, main .drawing, main li, main dd"))
  .filter((one) => { const box = one.getBoundingClientRect(); return box.width > 0 && box.right > 688.5; }).length`;

withBrowser("the reports of the acceptance list", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  describe.each(auditedNames)("%s", (name) => {
    it.each(languages)("in %s: answers verdict, worst group and how sure on the first screen", async (language) => {
      const { page, conduct, close } = await opened(browser, await auditedReport(name, language), { viewport: screen });
      const seen = (await page.evaluate(pieces)) as Piece[];
      await close();
      const record = await auditedRecord(name);
      const answers = answersOf(seen, record, language);
      expect(answers.verdict).toBe(verdictWord(record, language));
      expect(answers).not.toMatchObject({ gate: null });
      expect(conduct).toEqual({ requests: [], messages: [], dialogs: [] });
    });

    it.each(languages)(
      "in %s: axe finds nothing; nothing scrolls sideways at 320 px or at 200 percent",
      async (language) => {
        // axe is put into the page by the tester, so the page's own policy has to let it in.
        const { page, close } = await opened(browser, await auditedReport(name, language), { bypassCSP: true });
        await page.evaluate(axeSource);
        const violations = (await page.evaluate(
          `axe.run(document, { runOnly: ${JSON.stringify(tags)}, resultTypes: ["violations"] }).then((result) => result.violations.map(({ id, nodes }) => id + ": " + nodes[0].html.slice(0, 200)))`,
        )) as string[];
        // 1280 px at 200 % are 640 px of CSS.
        const wider = [await sidewaysAt(page, 320), await sidewaysAt(page, 640)];
        await close();
        expect(violations).toEqual([]);
        expect(wider).toEqual([0, 0]);
      },
    );

    it("is whole without scripting, in forced colours and on A4 paper", async () => {
      const report = await auditedReport(name, "nb");
      const { page, close } = await opened(browser, report, { javaScriptEnabled: true });
      const text = (await page.evaluate("document.body.textContent")) as string;
      const marks = (await page.evaluate(shapes)) as string[];
      await page.setViewportSize({ width: 688, height: 1000 });
      await page.emulateMedia({ media: "print" });
      const outside = await page.evaluate(outsidePaper);
      const closed = await page.evaluate(
        "Array.from(document.querySelectorAll('details table'), (one) => one.getBoundingClientRect().height).filter((height) => height === 0).length",
      );
      await page.emulateMedia({ media: "screen", forcedColors: "active" });
      const inForced = (await page.evaluate(shapes)) as string[];
      await close();
      const without = await opened(browser, report, { javaScriptEnabled: false });
      expect(await without.page.locator("body").textContent()).toBe(text);
      await without.close();
      // Word and shape say the verdict, with or without colour.
      expect(inForced).toEqual(marks);
      const pairs = new Set(marks.map((mark) => mark.split(" ").slice(1).join(" ")));
      expect(new Set([...pairs].map((pair) => pair.split(" ")[1])).size).toBe(pairs.size);
      expect({ outside, closed }).toEqual({ outside: 0, closed: 0 });
    });
  });
});
