import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { describe } from "vitest";

const executable = process.env.EVENHAND_CHROMIUM ?? "/usr/bin/chromium";
const present = existsSync(executable);
if (!present)
  console.warn(`no ${executable}: browser tests are skipped (apt-get install chromium, or set EVENHAND_CHROMIUM)`);

/** `describe`, or skipped where there is no browser. */
export const withBrowser = present ? describe : describe.skip;

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-default-apps",
  "--no-first-run",
];

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: executable, args: flags });

/** What a page did beside showing itself. */
export interface Conduct {
  readonly requests: string[];
  readonly messages: string[];
  readonly dialogs: string[];
}

/** Opens a report from disk, as a reader does, and watches it. */
export async function opened(
  browser: Browser,
  html: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; conduct: Conduct; close: () => Promise<void> }> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-report-"));
  const file = path.join(folder, "report.html");
  writeFileSync(file, html);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const conduct: Conduct = { requests: [], messages: [], dialogs: [] };
  page.on("request", (request) => conduct.requests.push(request.url()));
  page.on("console", (message) => conduct.messages.push(message.text()));
  page.on("pageerror", (error) => conduct.messages.push(String(error)));
  page.on("dialog", (dialog) => {
    conduct.dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const url = pathToFileURL(file).href;
  await page.goto(url);
  conduct.requests.splice(0, conduct.requests.length, ...conduct.requests.filter((address) => address !== url));
  const close = async (): Promise<void> => {
    await context.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { page, conduct, close };
}
