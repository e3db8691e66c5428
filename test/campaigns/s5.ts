// Hostile texts in reports in a browser: tsx test/campaigns/s5.ts [--count 1000] [--seed 1]
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Browser, Page } from "playwright-core";
import { groupName } from "../../src/core/groups.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { renderReport } from "../../src/report/render.js";
import { shown } from "../../src/report/rich-text.js";
import { launch, opened } from "../browser/browser.js";
import { fixturePath, fixtures } from "../fixtures.js";
import { mulberry32 } from "../mulberry32.js";
import { withExplanations } from "../report/explain.js";
import { buildRecord, group } from "../report/record-builder.js";

/** What a campaign found. */
export interface Found {
  readonly seed: number;
  readonly texts: number;
  /** Pages opened: static and interactive, with and without their policy. */
  readonly pages: number;
  /** Texts looked for in one of their places. */
  readonly places: number;
  /** One line for each page that did something, and each text that stood there otherwise than given. */
  readonly broken: readonly string[];
}

/** Texts in one report: as many as its figures draw. */
const inOneReport = 20;

/** Pieces that have ended a text, an attribute, an element or a script elsewhere; drawn together to texts that nobody wrote down. */
const pieces = [
  ...["</script>", "<script>alert(1)</script>", "<!--", "-->", "]]>", "</style>", "</template>", "</svg>", "</title>"],
  ...['"', "'", "`", "\\", "&quot;", "&#60;", "&lt;img src=x onerror=alert(1)&gt;", '"><img src=x onerror=alert(1)>'],
  ...["<svg onload=alert(1)>", "<iframe srcdoc='<script>parent.alert(1)</script>'>", "<base href=//x.invalid/>"],
  ...[
    "' onfocus=alert(1) autofocus x='",
    "<form action=//x.invalid><button>",
    "<meta http-equiv=refresh content=0;//x.invalid>",
  ],
  ...["javascript:alert(1)", "url(//x.invalid)", "data:text/html,<script>alert(1)</script>", "expression(alert(1))"],
  ...[
    "\u2028",
    "\u2029",
    "\u0000",
    "\u202e",
    "\u2068",
    "\ufeff",
    "\u200b",
    "\ud800",
    "\u0085",
    "\t",
    "\n",
    "\u001b[31m",
  ],
  ...[
    "{{",
    "}}",
    "{n}",
    "#{",
    "${",
    "__proto__",
    "constructor",
    "null",
    "undefined",
    "NaN",
    "a.b[0]",
    "c0",
    "figure-1",
  ],
] as const;

/** The list of naughty strings, then texts put together from pieces until there are enough. */
export function textsFor(count: number, seed: number): string[] {
  const random = mulberry32(seed);
  const draw = (below: number) => Math.floor(random() * below);
  const listed =
    fixtures === null
      ? []
      : (JSON.parse(readFileSync(fixturePath("datasets", "naughty-strings", "blns.json"), "utf8")) as string[]);
  const texts = new Set<string>();
  // A part of the campaign takes from both.
  const wanted = listed.filter((text) => text.trim() !== "").slice(0, Math.ceil((count * 515) / 1000));
  for (const text of wanted) texts.add(text);
  while (texts.size < count) texts.add(Array.from({ length: 1 + draw(4) }, () => pieces[draw(pieces.length)]).join(""));
  return [...texts].slice(0, count);
}

/** Each text as the name of a group, a column, a data file, a model and a feature, and some in a suite's own words. */
export function recordOf(texts: readonly string[]): RunRecord {
  const at = (index: number) => texts[index % texts.length] ?? "";
  const members = (names: readonly string[]) =>
    names.map((name, index) => group(groupName(name), 500 + 7 * index, 300 + 5 * index, 900, 100 + index));
  const built = buildRecord({
    attributes: [
      { name: "place", groups: members(texts), title: at(1), basis: at(2) },
      ...texts.filter((name) => name !== "place").map((name) => ({ name, groups: members(["a", "b"]) })),
    ],
    metrics: ["true_positive_rate", "selection_rate", "false_positive_rate"],
    gates: [{ metric: "true_positive_rate", attribute: "place", tolerance: 0.01 }],
    suite: {
      ...{ name: at(3), title: at(4), organisation: at(5), people: at(6), purpose: at(7), where: at(8) },
      words: { true_positive_rate: { en: { name: at(9), of: at(10), did: at(11) } } },
      notes: { not_examined: at(12), label: at(13) },
    },
    data: { files: texts.map((name) => ({ name, bytes: 1, sha256: "00" })), format: "csv" },
  });
  const [model] = built.models;
  if (model === undefined) throw new Error("a record has a model");
  const explained = withExplanations(built, [
    {
      attributes: ["place"],
      inputs: texts.map((name, index) => ({ name, push: { [groupName(at(0))]: index / 50 }, otherwise: index / 100 })),
    },
  ]);
  const others = texts.filter((id) => id !== model.id).map((id) => ({ ...model, id }));
  return { ...explained, models: [...explained.models, ...others] };
}

/** Where a text must stand as it was given, by what it is the name of. */
const placesOf: Readonly<Record<string, string>> = {
  group: "#data th[scope=row]",
  column: "#data th.head",
  file: "#reproduce th[scope=row], #reproduce dd, #reproduce td, #reproduce code",
  model: "#scope code, #scope bdi, #reproduce code, #reproduce th[scope=row]",
  feature: "#explanations th[scope=row]",
};

/** Controls of the runtime. */
const controls = ".step, .filter input, .pick select, .pick option, .sort";

/** What a page must not have. */
const intruders = `({
  scripts: Array.from(document.scripts).filter(({ id, type }) => !(type === "application/json" && /^(numbers|interactive)-json$/.test(id))).length,
  loading: Array.from(document.querySelectorAll("img, iframe, object, embed, link, audio, video, form, base, input, select, button, image, meta[http-equiv=refresh]")).filter((one) => !one.matches(${JSON.stringify(controls)})).length,
  handlers: Array.from(document.querySelectorAll("*")).filter((one) => Array.from(one.attributes).some(({ name }) => /^on/.test(name))).length,
  addresses: Array.from(document.querySelectorAll("[href], [src], [action]")).filter((one) => !(one.getAttribute("href") ?? "").startsWith("#")).length,
  evaluated: Object.hasOwn(globalThis, "evaluated"),
})`;

/** Goes through everything that an interactive page does, and gives the names that rows of figures told. */
const everything = `(async () => {
  const told = new Set();
  const stepThrough = (root) => {
    for (const step of root.querySelectorAll(".step")) {
      step.dispatchEvent(new Event("focus"));
      for (let row = 1; row <= Number(step.max); row++) {
        step.value = String(row);
        step.dispatchEvent(new Event("input"));
        for (const name of document.querySelectorAll(".tip:not([hidden]) p bdi")) told.add(name.textContent);
      }
      step.dispatchEvent(new Event("blur"));
    }
  };
  for (const one of document.querySelectorAll("details")) one.open = true;
  stepThrough(document);
  for (const select of document.querySelectorAll(".pick select"))
    for (const option of select.options) {
      select.value = option.value;
      select.dispatchEvent(new Event("change"));
      stepThrough(select.closest("figure"));
    }
  for (const sort of document.querySelectorAll(".sort")) sort.click();
  for (const box of document.querySelectorAll(".filter input")) {
    box.value = "<script>alert(1)</script> {{7*7}}";
    box.dispatchEvent(new Event("input"));
    box.value = "";
    box.dispatchEvent(new Event("input"));
  }
  for (const drawing of document.querySelectorAll(".drawing")) {
    drawing.scrollIntoView();
    await new Promise((resume) => setTimeout(resume, 20));
  }
  return [...told];
})()`;

const read = (page: Page, selector: string): Promise<string[]> =>
  page.evaluate(`Array.from(document.querySelectorAll(${JSON.stringify(selector)}), (one) => one.textContent)`);

/** How a text is compared: joiners are ours, and names may begin with a capital, or have a space for "_". */
const compared = (text: string): string =>
  text
    .replaceAll("\u2060", "")
    .replaceAll("_", " ")
    .replace(/[\u2068\u2069]/g, "")
    .toLowerCase()
    .trim();

/** A page to be looked at. */
export interface Opened {
  readonly kind: string;
  readonly html: string;
  readonly live: boolean;
}

/** Opens a page and everything in it; gives what it did, and which texts do not stand there as they were given. */
export async function lookAt(browser: Browser, { kind, html, live }: Opened, texts: readonly string[]) {
  const broken: string[] = [];
  const { page, conduct, close } = await opened(browser, html);
  const told = live ? ((await page.evaluate(everything)) as string[]) : null;
  const found = (await page.evaluate(intruders)) as Record<string, number>;
  const expected = { scripts: live ? 1 : 0, loading: 0, handlers: 0, addresses: 0, evaluated: false };
  const did = JSON.stringify({ ...found, ...conduct });
  if (did !== JSON.stringify({ ...expected, requests: [], messages: [], dialogs: [] })) broken.push(`${kind}: ${did}`);
  let places = 0;
  const expect = (place: string, text: string, seen: ReadonlySet<string>): void => {
    places++;
    if (!seen.has(compared(shown(text))))
      broken.push(`${kind}: ${place} ${JSON.stringify(text)} stands there otherwise`);
  };
  for (const [place, selector] of Object.entries(placesOf)) {
    const seen = new Set((await read(page, selector)).map(compared));
    for (const text of texts) expect(place, text, seen);
  }
  if (told !== null) {
    // Fourteen groups of an attribute are drawn.
    const seen = new Set(told.map(compared));
    const names = texts.map((text) => compared(shown(text))).filter((name) => seen.has(name));
    if (names.length < Math.min(10, texts.length))
      broken.push(`${kind}: only ${names.length} names were told by figures`);
  }
  await close();
  return { broken, places };
}

export const withoutPolicy = (html: string): string =>
  html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");

/** Opens every report four times; nothing is thrown, so that one text that breaks a page does not hide another. */
export async function campaign({ count, seed }: { count: number; seed: number }): Promise<Found> {
  const texts = textsFor(count, seed);
  const browser = await launch();
  const broken: string[] = [];
  let [pages, places] = [0, 0];
  for (let from = 0; from < texts.length; from += inOneReport) {
    const part = texts.slice(from, from + inOneReport);
    const record = recordOf(part);
    for (const live of [false, true]) {
      const html = await renderReport(record, { interactive: live });
      const name = `${live ? "interactive" : "static"} report of texts ${from} to ${from + part.length - 1}`;
      for (const [kind, page] of [
        [`${name}, with its policy`, html],
        [`${name}, without it`, withoutPolicy(html)],
      ] as const) {
        // A text that leads the page away ends the look at it.
        const found = await lookAt(browser, { kind, html: page, live }, part).catch((error: unknown) => ({
          broken: [`${kind}: ${error}`],
          places: 0,
        }));
        pages++;
        places += found.places;
        broken.push(...found.broken);
      }
    }
  }
  await browser.close();
  return { seed, texts: texts.length, pages, places, broken };
}

/** One line a log can be searched for. */
export const summary = ({ seed, texts, pages, places, broken }: Found): string =>
  `S5 report: ${texts} texts in ${pages} pages, looked for in ${places} places, ${broken.length} broken, seed ${seed}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "1000" }, seed: { type: "string", default: "1" } },
  });
  const found = await campaign({ count: Number(values.count), seed: Number(values.seed) });
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
