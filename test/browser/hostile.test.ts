import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { shown } from "../../src/report/rich-text.js";
import { naughtyStrings } from "../report/fixtures.js";
import { reportOf } from "../report/report.js";
import { launch, opened, withBrowser } from "./browser.js";

/** As the page's parser leaves a text: nothing else may change on the way. */
const asRead = (text: string): string => shown(text).replaceAll("\u2060", "");

withBrowser("hostile texts in a browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  const withoutPolicy = (html: string): string => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");

  it.each([
    ["with its policy", (html: string) => html],
    ["without it", withoutPolicy],
  ])("do nothing: no script, request, dialog or handler (%s)", async (_, change) => {
    const html = change(await reportOf("hostile"));
    const { page, conduct, close } = await opened(browser, html);
    const found = (await page.evaluate(`({
      scripts: document.scripts.length,
      loading: document.querySelectorAll("img, iframe, object, embed, link, audio, video, form, base, input, image").length,
      handlers: Array.from(document.querySelectorAll("*")).filter((one) => Array.from(one.attributes).some(({ name }) => /^on|^style$/.test(name))).length,
      addresses: Array.from(document.querySelectorAll("[href]")).filter((one) => !one.getAttribute("href").startsWith("#")).length,
    })`)) as object;
    await close();
    expect(found).toEqual({ scripts: 1, loading: 0, handlers: 0, addresses: 0 });
    expect(conduct).toEqual({ requests: [], messages: [], dialogs: [] });
  });

  it("stand there as they were given, control characters made visible", async () => {
    const { page, close } = await opened(browser, await reportOf("hostile"));
    const names = new Set(
      (await page.evaluate(
        "Array.from(document.querySelectorAll('bdi'), (one) => one.textContent.replaceAll('\\u2060', ''))",
      )) as string[],
    );
    await close();
    const wanted = naughtyStrings().map(asRead);
    expect(wanted.length).toBeGreaterThan(15);
    expect(
      wanted.filter((text) => !names.has(text) && !names.has(text.charAt(0).toUpperCase() + text.slice(1))),
    ).toEqual([]);
  });

  it("cannot reorder or hide the words around them", async () => {
    const html = await reportOf("hostile");
    const visible = html.replace(/<script[\s\S]*?<\/script>/g, "");
    // Isolates stand in drawings and labels, always in pairs; every other control is written out.
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(visible).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066\u2067]/);
    expect((visible.match(/\u2068/g) ?? []).length).toBe((visible.match(/\u2069/g) ?? []).length);
  });
});
