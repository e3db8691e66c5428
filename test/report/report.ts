import type { RunRecord } from "../../src/record/run-record.js";
import { renderReport } from "../../src/report/render.js";
import { reportFixtures } from "./fixtures.js";

const rendered = new Map<string, Promise<string>>();

/** The report of a fixture; each is rendered once per test file. */
export function reportOf(name: string): Promise<string> {
  const known = rendered.get(name) ?? renderReport(recordOf(name));
  rendered.set(name, known);
  return known;
}

export function recordOf(name: string): RunRecord {
  const make = reportFixtures[name];
  if (make === undefined) throw new Error(`no fixture ${name}`);
  return make();
}

const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#x27": "'",
  "#x3D": "=",
  "#x60": "`",
};

/** What a reader sees of markup: no tags, entities resolved, spaces as one, joiners and directions left out. */
export const seen = (html: string): string =>
  html
    .replace(/<(?:style|script)[\s\S]*?<\/(?:style|script)>/g, " ")
    .replace(/<(?:p|li|td|th|tr|h\d|div|dt|dd|caption|summary|text)\b[^>]*>/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|#x27|#x3D|#x60);/g, (_, name: string) => entities[name] ?? "")
    .replace(/[\u2060\u2068\u2069]/g, "")
    .replace(/[\s\u00a0]+/g, " ")
    .trim();

/** The markup of one section. */
export function sectionOf(html: string, id: string): string {
  const start = html.indexOf(`<section id="${id}"`);
  if (start < 0) throw new Error(`no section ${id}`);
  return html.slice(start, html.indexOf("</section>", start));
}

/** A section as it is read. */
export const sectionText = async (name: string, id: string): Promise<string> =>
  seen(sectionOf(await reportOf(name), id));
