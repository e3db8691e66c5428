import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { renderReport } from "../../src/report/render.js";
import { nordic } from "../report/nordic.js";
import { recordOf } from "../report/report.js";
import { launch, opened, withBrowser } from "./browser.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Pairs of words in the head of the verdict lines that lie over each other, and words of the strip that leave their cell. */
const collisions = `(() => {
  const boxes = Array.from(document.querySelectorAll(".checks .axis > span"), (one) => one.getBoundingClientRect())
    .filter(({ width }) => width > 0)
    .sort((a, b) => a.left - b.left);
  const over = boxes.filter((box, at) => at > 0 && box.left < boxes[at - 1].right).length;
  const out = Array.from(document.querySelectorAll(".strip .cell")).filter((cell) => cell.scrollWidth > cell.clientWidth).length;
  return { over, out };
})()`;

const bottomsOfAnswers =
  "Array.from(document.querySelectorAll('.strip .word, .strip .answer'), (one) => one.getBoundingClientRect().bottom)";

withBrowser.each(["da", "nb"] as const)("a report in %s in a browser", (language) => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  describe.each(["typical", "explained"])("%s", (name) => {
    const html = () => renderReport(nordic(recordOf(name)), { language });

    it("has nothing that axe complains about", async () => {
      const { page, close } = await opened(browser, await html(), { bypassCSP: true });
      await page.evaluate(axeSource);
      const violations = (await page.evaluate(
        `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then((result) => result.violations.map(({ id }) => id))`,
      )) as string[];
      await close();
      expect(violations).toEqual([]);
    });

    it("fits its longer words: nothing scrolls sideways, lies over each other or leaves the first screen", async () => {
      const { page, close } = await opened(browser, await html());
      const bottoms = (await page.evaluate(bottomsOfAnswers)) as number[];
      const wider: number[] = [];
      const found: object[] = [];
      for (const width of [320, 390, 821, 901, 1139, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        if (((await page.evaluate("document.documentElement.scrollWidth")) as number) > width) wider.push(width);
        found.push((await page.evaluate(collisions)) as object);
      }
      await close();
      expect(wider).toEqual([]);
      expect(found).toEqual(Array.from({ length: 6 }, () => ({ over: 0, out: 0 })));
      expect(Math.max(...bottoms)).toBeLessThanOrEqual(800);
    });
  });
});
