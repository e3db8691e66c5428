import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { reportFixtures } from "../report/fixtures.js";
import { reportOf } from "../report/report.js";
import { launch, opened, withBrowser } from "./browser.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const bottomsOfAnswers =
  "Array.from(document.querySelectorAll('.strip .word, .strip .answer'), (one) => one.getBoundingClientRect().bottom)";

/** Size of the smallest letter that is seen, with the scale at which a drawing is shown. */
const smallestLetter = `(() => {
  const found = [];
  for (const one of document.querySelectorAll("body *:not(script):not(style)")) {
    const own = Array.from(one.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
    const box = one.getBoundingClientRect();
    if (!own || one.closest(".unseen, .skip, script, style") !== null || box.width === 0) continue;
    const svg = one.closest("svg");
    const scale = svg === null ? 1 : svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    found.push(parseFloat(getComputedStyle(one).fontSize) * scale);
  }
  return Math.min(...found);
})()`;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

withBrowser("the report in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  describe.each(Object.keys(reportFixtures))("%s", (name) => {
    it.each(["light", "dark"] as const)("has nothing that axe complains about (%s)", async (colorScheme) => {
      // axe is put into the page by the tester, so the page's own policy has to let it in.
      const { page, close } = await opened(browser, await reportOf(name), { colorScheme, bypassCSP: true });
      await page.evaluate(axeSource);
      const violations = (await page.evaluate(
        `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then((result) => result.violations)`,
      )) as Violation[];
      await close();
      expect(
        violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)} ${nodes[0]?.failureSummary}`),
      ).toEqual([]);
    });

    it("asks for nothing, says nothing, opens nothing", async () => {
      const { conduct, close } = await opened(browser, await reportOf(name));
      await close();
      expect(conduct).toEqual({ requests: [], messages: [], dialogs: [] });
    });

    it("does not scroll sideways, from 320 px up and on both sides of every change of layout", async () => {
      const { page, close } = await opened(browser, await reportOf(name));
      const wider: number[] = [];
      for (const width of [320, 390, 820, 821, 900, 901, 1000, 1139, 1140]) {
        await page.setViewportSize({ width, height: 800 });
        if (((await page.evaluate("document.documentElement.scrollWidth")) as number) > width) wider.push(width);
      }
      await close();
      expect(wider).toEqual([]);
    });

    it("answers the three questions on the first screen, in letters of 12 px or more", async () => {
      const { page, close } = await opened(browser, await reportOf(name));
      const bottoms = (await page.evaluate(bottomsOfAnswers)) as number[];
      const wide = await page.evaluate(smallestLetter);
      await page.setViewportSize({ width: 390, height: 800 });
      const narrow = await page.evaluate(smallestLetter);
      await close();
      expect(bottoms).toHaveLength(3);
      expect(Math.max(...bottoms)).toBeLessThanOrEqual(800);
      // Drawings of 343 and 904 px stand in columns at least as wide; the rest is the rounding of their scale.
      expect(wide).toBeGreaterThanOrEqual(11.99);
      expect(narrow).toBeGreaterThanOrEqual(11.99);
    });
  });

  it("shows six checks and the terms on the first screen of 1280 by 800", async () => {
    const { page, close } = await opened(browser, await reportOf("typical"));
    const bottom = await page.evaluate("document.querySelector('.checks').getBoundingClientRect().bottom");
    const terms = await page.evaluate(
      "document.querySelector('#verdict > .after:last-of-type').getBoundingClientRect().bottom",
    );
    await close();
    expect(bottom).toBeLessThanOrEqual(800);
    // The terms follow at once; with a font as wide as DejaVu Sans their last two lines go below the fold.
    expect(terms).toBeLessThanOrEqual(870);
  });

  it("starts with a link past the list of sections, which shows itself when it has the focus", async () => {
    const { page, close } = await opened(browser, await reportOf("typical"));
    await page.keyboard.press("Tab");
    const focus = (await page.evaluate(
      "(({ className, hash }, top, outline) => ({ className, hash, top, outline }))(document.activeElement, document.activeElement.getBoundingClientRect().top, getComputedStyle(document.activeElement).outlineWidth)",
    )) as object;
    await close();
    expect(focus).toEqual({ className: "skip", hash: "#verdict", top: 8, outline: "3px" });
  });

  it("shows one drawing of each figure: wide, narrow or in print the wide one", async () => {
    const { page, close } = await opened(browser, await reportOf("typical"));
    const shown = async () =>
      page.evaluate(
        "Array.from(document.querySelectorAll('.drawing'), (one) => Array.from(one.children).filter((svg) => svg.getBoundingClientRect().width > 0).map((svg) => svg.getAttribute('class')).join())",
      );
    const each = async () => [...new Set((await shown()) as string[])];
    expect(await each()).toEqual(["wide"]);
    await page.setViewportSize({ width: 390, height: 800 });
    expect(await each()).toEqual(["narrow"]);
    await page.emulateMedia({ media: "print" });
    expect(await each()).toEqual(["wide"]);
    await close();
  });

  it("prints the tables of numbers, on A4, in light colours even where the screen is dark", async () => {
    const { page, close } = await opened(browser, await reportOf("typical"), { colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    const closed = await page.evaluate(
      "Array.from(document.querySelectorAll('details table'), (one) => one.getBoundingClientRect().height).filter((height) => height === 0).length",
    );
    const ground = await page.evaluate("getComputedStyle(document.body).backgroundColor");
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
    await close();
    expect(closed).toBe(0);
    expect(ground).toBe("rgb(255, 255, 255)");
    // 595 by 842 points: A4.
    expect(pdf.toString("latin1")).toMatch(/\/MediaBox \[0 0 59[45](?:\.\d+)? 84[12](?:\.\d+)?\]/);
  });

  it("keeps verdicts apart in forced colours: the marks have different shapes", async () => {
    const { page, close } = await opened(browser, await reportOf("typical"), { forcedColors: "active" });
    const marks = await page.evaluate(
      "new Set(Array.from(document.querySelectorAll('.checks .mark use'), (one) => one.getAttribute('href'))).size",
    );
    const ink = await page.evaluate(
      "getComputedStyle(document.querySelector('.checks .mark')).color === getComputedStyle(document.body).color",
    );
    await close();
    expect(marks).toBe(3);
    expect(ink).toBe(true);
  });
});
