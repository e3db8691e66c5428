import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Language } from "../../src/core/languages.js";
import type { GroupRow } from "../../src/record/run-record.js";
import { renderReport } from "../../src/report/render.js";
import { recordOf, reportOf } from "../report/report.js";
import { launch, opened, withBrowser } from "./browser.js";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const rendered = new Map<string, Promise<string>>();

/** The interactive report of a fixture; each is rendered once. */
function liveOf(name: string, language: Language = "en"): Promise<string> {
  const key = `${name} ${language}`;
  const known = rendered.get(key) ?? renderReport(recordOf(name), { language, interactive: true });
  rendered.set(key, known);
  return known;
}

const quiet = { requests: [], messages: [], dialogs: [] };

/** Texts of a drawing and where they stand in it, in pixels. */
const lettersOf = async (page: Page, svg: string): Promise<[text: string, x: number, y: number][]> =>
  (await page.evaluate(`(() => {
    const drawing = document.querySelector('${svg}');
    const frame = drawing.getBoundingClientRect();
    return Array.from(drawing.querySelectorAll("text"), (one) => {
      const { x, y } = one.getBoundingClientRect();
      return [one.textContent, x - frame.x, y - frame.y];
    }).sort((a, b) => Math.round(a[2] - b[2]) || a[1] - b[1]);
  })()`)) as [string, number, number][];

const textsOf = (page: Page, selector: string): Promise<string[]> =>
  page.evaluate(`Array.from(document.querySelectorAll(${JSON.stringify(selector)}), (one) => one.textContent)`);

/** Scrolls to a figure and waits until its shown drawing is alive. */
async function alive(page: Page, figure: string): Promise<void> {
  await page.locator(`${figure} .drawing`).last().scrollIntoViewIfNeeded();
  await page.waitForSelector(`${figure} .drawing svg:is(.wide, .narrow) .root`, { state: "attached" });
}

/** Points at the middle of a row of the live drawing. */
async function pointAt(page: Page, figure: string, row: number): Promise<void> {
  const spots = page.locator(`${figure} .drawing svg:visible .mark-rect path[fill=transparent]`);
  const box = await spots.nth(row).boundingBox();
  if (box === null) throw new Error(`no row ${row}`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
}

/** Value, interval and counts of a group as an English page prints them, straight from the record. */
function printed({ value, low, high, numerator, denominator }: GroupRow): string[] {
  const percent = (share: number | null) => `${(100 * (share ?? Number.NaN)).toFixed(1)}%`;
  const count = (n: number | null) => (n ?? Number.NaN).toLocaleString("en");
  return [percent(value), `${percent(low)} to ${percent(high)}`, `${count(numerator)} of ${count(denominator)}`];
}

withBrowser("the interactive report in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  /** The figure of the share of leavers that were reached, of which the language gap is over its limit. */
  const figure = "#errors figure";
  const id = "#figure-5";
  const byLanguage = recordOf("typical").groups.filter(
    (row) => row.metric === "true_positive_rate" && row.attribute === "language" && row.stratum === null,
  );
  const open = async (options: BrowserContextOptions = {}, name = "typical") =>
    opened(browser, await liveOf(name), options);

  it("admits its own script by its hash, and nothing that is evaluated", async () => {
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(await liveOf("typical"))?.[1] ?? "";
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[\w+/]+='; script-src 'sha256-[\w+/]+='; img-src data:; base-uri 'none'; form-action 'none'$/,
    );
    const { page, conduct, close } = await open();
    // Playwright's own waiting compiles a text in the page, again and again: that is refused, as it would be to the page's own code.
    await expect(page.waitForFunction("document.title === ''", null, { timeout: 5_000 })).rejects.toThrow(
      "unsafe-eval",
    );
    await page.evaluate(
      "document.body.append(Object.assign(document.createElement('script'), { text: 'document.title = 1' }))",
    );
    expect(conduct.messages.filter((message) => message.includes("Content Security Policy"))).not.toEqual([]);
    expect(await page.title()).not.toBe("1");
    await close();
  });

  it("is the static page without scripting, to the letter and to the pixel", async () => {
    const see = async (html: string) => {
      const { page, close } = await opened(browser, html, { javaScriptEnabled: false });
      const picture = await page.screenshot({ fullPage: true });
      const count = await page.locator(".pick, .filter, .sort, .step").count();
      await close();
      return { picture, count };
    };
    const [still, live] = [await see(await reportOf("typical")), await see(await liveOf("typical"))];
    expect(live.count).toBe(0);
    expect(live.picture.equals(still.picture)).toBe(true);
  });

  it.each(["light", "dark"] as const)(
    "has nothing that axe complains about, with everything open (%s)",
    { timeout: 240_000 },
    async (colorScheme) => {
      for (const name of ["typical", "explained"]) {
        const { page, close } = await open({ colorScheme, bypassCSP: true }, name);
        await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
        await alive(page, id);
        await page.locator(`${id} .pick select`).selectOption({ index: 1 });
        await page.locator(`${id} .other .step`).focus();
        await page.evaluate(axeSource);
        const violations = await page.evaluate(
          `axe.run(document, { runOnly: ${JSON.stringify(tags)} }).then(({ violations }) => violations.map(({ id, nodes }) => id + ': ' + nodes[0].html.slice(0, 200) + nodes[0].failureSummary))`,
        );
        await close();
        expect(violations).toEqual([]);
      }
    },
  );

  it("draws with Vega what stands there without it", async () => {
    const still = await opened(browser, await reportOf("typical"));
    const live = await open();
    const { page } = live;
    for (const selector of ["#figure-5 svg.wide", "#figure-2 svg.wide", "#intersections svg.wide"]) {
      await page.locator(selector).first().scrollIntoViewIfNeeded();
      await page.waitForSelector(`${selector} .root`, { state: "attached" });
      const [drawn, stood] = [await lettersOf(page, selector), await lettersOf(still.page, selector)];
      expect(drawn.map(([text]) => text)).toEqual(stood.map(([text]) => text));
      // Static drawings are rounded to hundredths of a pixel, and letters are set on a grid of their own.
      const apart = drawn.map(([, x, y], index) => Math.hypot(x - stood[index]![1], y - stood[index]![2]));
      expect(Math.max(...apart)).toBeLessThan(0.6);
    }
    await still.close();
    expect(live.conduct).toEqual(quiet);
    await live.close();
  });

  it("tells a row's numbers when it is pointed at, as the record has them", async () => {
    const { page, conduct, close } = await open();
    await alive(page, id);
    for (const [row, name] of [
      "Danish-speaking customers",
      "Norwegian-speaking customers",
      "English-speaking customers",
    ].entries()) {
      await pointAt(page, id, row);
      await page.waitForSelector(`${id} .tip:not([hidden])`);
      const said = (await textsOf(page, `${id} .tip dd`)).map((text) => text.replaceAll("\u2060", ""));
      expect(await textsOf(page, `${id} .tip p bdi`)).toEqual([name]);
      expect(said.slice(0, 3)).toEqual(printed(byLanguage[row]!));
      expect(said.at(-1)).toBe("Wilson score");
    }
    // The box stays while the pointer is on it, and goes with Escape.
    const box = await page.locator(`${id} .tip`).boundingBox();
    await page.mouse.move(box!.x + 20, box!.y + 20, { steps: 4 });
    await page.waitForTimeout(400);
    expect(await page.isVisible(`${id} .tip`)).toBe(true);
    await page.keyboard.press("Escape");
    expect(await page.isVisible(`${id} .tip`)).toBe(false);
    await close();
    expect(conduct).toEqual(quiet);
  });

  it("tells every row by the keyboard, to eyes and to ears, suppressed ones without a number", async () => {
    const { page, close } = await open();
    await page.locator(`${id} .step`).focus();
    const heard: string[] = [];
    for (let row = 0; row < 13; row++) {
      expect(await page.isVisible(`${id} .tip`)).toBe(true);
      heard.push((await page.getAttribute(`${id} .step`, "aria-valuetext"))?.replaceAll("\u00a0", " ") ?? "");
      await page.keyboard.press("ArrowDown");
    }
    expect(await page.inputValue(`${id} .step`)).toBe("13");
    await page.keyboard.press("Escape");
    expect(await page.isVisible(`${id} .tip`)).toBe(false);
    await close();
    expect(heard[2]).toBe(
      "English-speaking customers; Value: 57.9%; 95% interval: 54.3% to 61.3%; Counted: 438 of 757; Difference to reference: −10.3 points (−14.4 to −6.2 points); Interval by: Wilson score",
    );
    expect(heard[4]).toBe("fi; Value: not shown");
    expect(new Set(heard).size).toBe(13);
  });

  it("sorts a table by mouse and by keyboard, up, down and back; cells without a number stay last", async () => {
    const { page, close } = await open();
    await page.locator(`${id} summary`).click();
    const head = page.locator(`${id} details .sort`).nth(1);
    const names = async () => (await textsOf(page, `${id} details tbody:first-of-type th[scope=row]`)).slice(0, 6);
    const before = await names();
    const measured = byLanguage.filter(({ status }) => status === "ok").toSorted((a, b) => a.value! - b.value!);
    expect(measured[0]?.group).toBe("en");
    await head.click();
    expect(await names()).toEqual([
      "English-speaking customers",
      "Norwegian-speaking customers",
      "Unknown",
      "Danish-speaking customers",
      "fi",
      "sv",
    ]);
    await head.focus();
    await page.keyboard.press("Enter");
    expect((await names())[0]).toBe("Danish-speaking customers");
    expect((await names()).slice(4)).toEqual(["fi", "sv"]);
    expect(await page.locator(`${id} details th[aria-sort=descending]`).count()).toBe(1);
    await page.keyboard.press("Space");
    expect(await names()).toEqual(before);
    await close();
  });

  it("filters a long table by the words of rows and of the lines over them; paper has all rows", async () => {
    const { page, conduct, close } = await open();
    const box = page.locator("#numbers .filter input").last();
    const found = page.locator("#numbers .filter output").last();
    await box.fill("language leavers reached");
    expect(await found.textContent()).toBe("6 of 130 rows");
    expect(await page.locator("#numbers table").last().locator("tbody th[scope=row]:visible").count()).toBe(6);
    await box.fill("no such words");
    expect(await found.textContent()).toBe("No row has all of these words");
    await page.emulateMedia({ media: "print" });
    expect(await page.locator("#numbers table").last().locator("tbody th[scope=row]:visible").count()).toBe(130);
    expect(await page.locator(".pick:visible, .filter:visible, .step:visible").count()).toBe(0);
    await close();
    expect(conduct).toEqual(quiet);
  });

  it("shows another measure in a figure by the keyboard, and the first again; paper has the first", async () => {
    const { page, conduct, close } = await open();
    const titles = async () => page.locator(`${figure} h3:visible`).first().textContent();
    const first = await titles();
    await page.locator(`${id} .pick select`).focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    expect(await titles()).toMatch(/^Right predictions/);
    await alive(page, `${id} .other`);
    expect(await page.textContent(`${id} .other .drawing svg.wide`)).toContain("8,602");
    await page.locator(`${id} .other .step`).focus();
    expect(await textsOf(page, `${id} .other .tip dd`)).toContain("83.9%");
    await page.emulateMedia({ media: "print" });
    expect(await titles()).toBe(first);
    await page.emulateMedia({ media: "screen" });
    await page.locator(`${id} .pick select`).selectOption({ index: 0 });
    expect(await titles()).toBe(first);
    expect(await page.locator(`${id} .other`).count()).toBe(0);
    await close();
    expect(conduct).toEqual(quiet);
  });

  it("offers measures that have no figure of their own", async () => {
    const { page, close } = await open({}, "large");
    const options = await textsOf(page, "#errors .pick:first-of-type option");
    const figures = await page.locator("#errors > figure").count();
    expect(new Set(options).size).toBeGreaterThan(figures);
    const target = `#${await page.getAttribute("#errors > figure", "id")}`;
    await page.locator(`${target} .pick select`).selectOption({ index: figures });
    await alive(page, `${target} .other`);
    expect(await page.textContent(`${target} .other svg.wide`)).not.toBe("");
    await close();
  });

  it("does not scroll sideways on small screens, with everything open", async () => {
    const { page, close } = await open();
    await page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true");
    const wider: number[] = [];
    for (const width of [320, 390, 820, 901]) {
      await page.setViewportSize({ width, height: 800 });
      await page.locator(`${id} .step`).focus();
      if (((await page.evaluate("document.documentElement.scrollWidth")) as number) > width) wider.push(width);
    }
    await close();
    expect(wider).toEqual([]);
  });

  describe.each([
    ["da", "Mål", "Vis rækker med", "130 af 130 rækker"],
    ["nb", "Mål", "Vis rader med", "130 av 130 rader"],
  ] as const)("in %s", (language, measure, filter, rows) => {
    it("has its words, and sorts numbers as they are written there", async () => {
      const { page, conduct, close } = await opened(browser, await liveOf("typical", language));
      expect(await page.locator(".pick span").first().textContent()).toBe(measure);
      expect(await page.locator(".filter span").first().textContent()).toBe(filter);
      expect(await page.locator("#numbers .filter output").last().textContent()).toBe(rows);
      const controls = await page.evaluate(
        "Array.from(document.querySelectorAll('.pick, .filter, .step'), (one) => one.outerHTML).join('')",
      );
      expect(controls).not.toMatch(/\[en\]|\{\w+\}/);
      await page.locator(`${id} summary`).click();
      await page.locator(`${id} details .sort`).nth(4).click();
      const cells = await textsOf(page, `${id} details tbody:first-of-type td:nth-child(5)`);
      await close();
      // −10.3, −1.7, then those without a difference.
      expect(cells.slice(0, 2).map((text) => /^−[\d,]+/.exec(text)?.[0])).toEqual(["−10,3", "−1,7"]);
      expect(conduct).toEqual(quiet);
    });
  });
});
