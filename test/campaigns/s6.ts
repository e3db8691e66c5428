// Template and chart expressions in data and suites: tsx test/campaigns/s6.ts [--count 200]
import { parseArgs } from "node:util";
import { Failure } from "../../src/core/errors.js";
import { renderReport } from "../../src/report/render.js";
import { launch } from "../browser/browser.js";
import { example, parse } from "../suite/example.js";
import { lookAt, recordOf, withoutPolicy } from "./s5.js";

/** What a campaign found. */
export interface Found {
  readonly payloads: number;
  /** Suites that were read with a payload as their text, and suites that had to be refused. */
  readonly read: number;
  readonly refused: number;
  readonly pages: number;
  /** One line for each payload that was evaluated, changed, or let in where no text belongs. */
  readonly broken: readonly string[];
}

const effect = "globalThis.evaluated=1";

/** What ran in Handlebars before 4.7.9: prototypes reached by names, helpers called by strings, syntax trees taken for templates. */
const templates = [
  `{{#with "s" as |string|}}{{#with "e"}}{{#with split as |conslist|}}{{this.pop}}{{this.push (lookup string.sub "constructor")}}{{this.pop}}{{#with string.split as |codelist|}}{{this.pop}}{{this.push "${effect}"}}{{#each conslist}}{{#with (string.sub.apply 0 codelist)}}{{this}}{{/with}}{{/each}}{{/with}}{{/with}}{{/with}}{{/with}}`,
  `{{constructor.constructor "${effect}"}}`,
  `{{#with (lookup this "constructor")}}{{#with (lookup this "constructor")}}{{this "${effect}"}}{{/with}}{{/with}}`,
  `{{lookup (lookup this "__proto__") "constructor"}}`,
  `{{__lookupGetter__ "__proto__"}}`,
  `{{#with __proto__}}{{defineProperty this "x" "${effect}"}}{{/with}}`,
  `{{> (lookup . "constructor")}}`,
  `{{#> @partial-block}}${effect}{{/@partial-block}}`,
  `{{@root.constructor.constructor}}`,
  `{{{raw}}}{{{constructor}}}`,
  `{{#*inline "layout"}}<script>${effect}</script>{{/inline}}`,
  `{{helperMissing}}{{blockHelperMissing}}`,
  `{{"type":"Program","body":[{"type":"MustacheStatement","path":0,"params":[{"type":"NumberLiteral","value":"${effect}"}]}]}}`,
  `\${${effect}}`,
  `<%= ${effect} %>`,
  `#{${effect}}`,
  `{{= ${effect} }}`,
  `[[${effect}]]`,
] as const;

/** What ran in Vega's expressions before 6.2.0: functions of the scope, the event's window, prototypes, and objects with a toString. */
const expressions = [
  `constructor.constructor("${effect}")()`,
  `datum.constructor.constructor("${effect}")()`,
  `event.view.eval("${effect}")`,
  `event.view.Function("${effect}")()`,
  `lassoAppend([],{"push":event.view.eval},"${effect}")`,
  `lassoPath({"reduce":event.view.setTimeout},"${effect}")`,
  `scale({"map":event.view.eval},"${effect}")`,
  `setdata("data_0",{"toString":event.view.eval})`,
  `modify("data_0",{"toString":constructor.constructor("${effect}")})`,
  `toString({"toString":constructor.constructor("${effect}")})`,
  `replace("x","x",constructor.constructor("${effect}"))`,
  `"".concat({"toString":[].constructor.constructor("${effect}")})`,
  `view()._el.ownerDocument.defaultView.eval("${effect}")`,
  `warn(event.view.eval("${effect}"))`,
  `data("source_0")[0].constructor.constructor("${effect}")()`,
  `pluck([{"a":1}],"constructor.constructor(\\"${effect}\\")")`,
  `vlSelectionTest("x",{"unit":{"toString":event.view.eval}})`,
  `isValid(datum["c0"])&&constructor.constructor("${effect}")()`,
] as const;

/** Ways to get out of the text that a name stands in. */
const around: readonly ((body: string) => string)[] = [
  (body) => body,
  (body) => `"]) || ${body} || isValid(datum["c0`,
  (body) => `\\"]; ${body}; //`,
  (body) => `{"signal":${JSON.stringify(body)}}`,
  (body) => `{"expr":${JSON.stringify(body)},"type":"formula","as":"c0"}`,
  (body) => `'+${body}+'`,
];

/** Each body in each wrapping, until there are enough. */
export const payloads = (count: number): string[] =>
  [...new Set(around.flatMap((wrap) => [...templates, ...expressions].map(wrap)))].slice(0, count);

const text = (payload: string): string => JSON.stringify(payload);

/** Suites in which a payload is a text, which stays a text. */
const asText = (payload: string): string =>
  `${example}report:\n  title: ${text(payload)}\n  organisation: {en: ${text(payload)}}\n  notes: {system: ${text(payload)}}\n  words: {selection_rate: {en: {name: ${text(payload)}}}}\n`;

/** Suites in which it would have to be more than a text: a syntax tree, a specification, a number, a registered name. */
const notAsText = (payload: string): string[] => [
  `${example}report:\n  title: {type: Program, body: [{type: MustacheStatement, path: ${text(payload)}}]}\n`,
  `${example}report: {template: ${text(payload)}}\n`,
  `${example}charts: [{signals: [{name: x, update: ${text(payload)}}]}]\n`,
  example.replace("at_most: 0.05", `at_most: ${text(payload)}`),
  example.replace("metrics: [selection_rate, roc_auc]", `metrics: [${text(payload)}]`),
  example.replace("disparity: max_difference", `disparity: ${text(payload)}`),
];

const isEvaluated = (): boolean => Object.hasOwn(globalThis, "evaluated");

function inSuites(payload: string, broken: string[]): { read: number; refused: number } {
  const { report } = parse(asText(payload));
  const kept = JSON.stringify(report);
  if (kept.split(text(payload).slice(1, -1)).length - 1 !== 4) broken.push(`changed by the suite's reader: ${payload}`);
  let refused = 0;
  for (const suite of notAsText(payload)) {
    try {
      parse(suite);
      broken.push(`let in by the suite's reader: ${payload}`);
    } catch (error) {
      if (!(error instanceof Failure) || error.kind !== "usage") throw error;
      refused++;
    }
  }
  return { read: 1, refused };
}

/** Payloads in one report. */
const inOneReport = 40;

/** Every payload as a text of suites and as a name in data; pages are opened without their policy, so that nothing else holds. */
export async function campaign({ count }: { count: number }): Promise<Found> {
  const all = payloads(count);
  const broken: string[] = [];
  let [read, refused, pages] = [0, 0, 0];
  for (const payload of all) {
    const seen = inSuites(payload, broken);
    read += seen.read;
    refused += seen.refused;
    if (isEvaluated()) throw new Error(`evaluated by the suite's reader: ${payload}`);
  }
  const browser = await launch();
  for (let from = 0; from < all.length; from += inOneReport) {
    const part = all.slice(from, from + inOneReport);
    for (const live of [false, true]) {
      const html = await renderReport(recordOf(part), { interactive: live });
      const kind = `${live ? "interactive" : "static"} report of payloads ${from} to ${from + part.length - 1}`;
      if (isEvaluated()) throw new Error(`evaluated while it was rendered: ${kind}`);
      broken.push(...(await lookAt(browser, { kind, html: withoutPolicy(html), live }, part)).broken);
      pages++;
    }
  }
  await browser.close();
  return { payloads: all.length, read, refused, pages, broken };
}

/** One line a log can be searched for. */
export const summary = ({ payloads, read, refused, pages, broken }: Found): string =>
  `S6 expressions: ${payloads} payloads, ${read} suites read as text, ${refused} refused, ${pages} pages, ${broken.length} evaluated or changed`;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { count: { type: "string", default: "200" } } });
  const found = await campaign({ count: Number(values.count) });
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) await main();
