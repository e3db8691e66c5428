import { defineConfig } from "vitepress";
import { navigation, type Part } from "../navigation.js";

/** Where a page is on the site, from its path among the staged pages. */
const linkOf = (page: string): string => `/${page.replace(/\.md$/, "").replace(/(^|\/)(README|index)$/, "$1")}`;

const sidebarPart = ({ title, pages }: Part) => ({
  text: title,
  items: pages.map(([text, page]) => ({ text, link: linkOf(page) })),
});

/** Names of languages with enough contrast; no key beside "Search", which its label does not name. */
const style =
  "html:root{--vp-code-lang-color:var(--vp-c-text-1)} html .DocSearch-Button .DocSearch-Button-Keys{display:none}";

/** Pages are staged by scripts/docs-site.ts, which runs this. A dead link ends the build. */
export default defineConfig({
  lang: "en-GB",
  title: "evenhand",
  description: "Audits whether machine-learning models in customer service treat groups of people evenly.",
  srcDir: "./.cache/pages",
  outDir: "./dist",
  cacheDir: "./.cache/vitepress",
  ignoreDeadLinks: false,
  // Without an icon of its own, a browser would ask for one that is not there.
  head: [
    ["link", { rel: "icon", href: "data:," }],
    ["style", {}, style],
  ],
  markdown: {
    languageAlias: { crontab: "sh" },
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
  },
  themeConfig: {
    nav: navigation.map(({ title, pages: [[, page] = ["", "index.md"]] }) => ({ text: title, link: linkOf(page) })),
    sidebar: navigation.map(sidebarPart),
    outline: [2, 3],
    search: { provider: "local" },
    docFooter: { prev: false, next: false },
  },
});
