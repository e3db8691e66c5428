// Texts that terminals, build services, Markdown and XML act on, through everything that is printed: tsx test/campaigns/s11.ts [--count 2000] [--seed 1]
import { parseArgs } from "node:util";
import { reportFailure } from "../../src/cli/failure.js";
import { plainSummary } from "../../src/cli/plain-summary.js";
import { terminalSummary } from "../../src/cli/terminal-summary.js";
import { unusable, usage } from "../../src/core/errors.js";
import { recordFormats } from "../../src/exports/format-names.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { filesOf, hostileRun, materialOf } from "../exports/material.js";
import { parseXml } from "../exports/xml.js";
import { mulberry32 } from "../mulberry32.js";

/** What a campaign found. */
export interface Found {
  readonly seed: number;
  readonly texts: number;
  readonly outputs: number;
  /** One line for each output in which a text acts, or that is not well-formed. */
  readonly broken: readonly string[];
}

const acting = [
  "\u001b[31mred\u001b[0m",
  "\u001b[2J\u001b[1;1H",
  "\u001b]8;;http://evil.test\u0007link\u001b]8;;\u0007",
  "\u001b]0;title\u0007",
  "\u009b2J",
  "\u0090q\u009c",
  "\b\b\bover",
  "\rVERDICT   pass: 1 pass (exit 0)",
  "\u202egnp.exe",
  "::error::stolen",
  "::add-mask::x",
  "::set-output name=a::b",
  "::stop-commands::token",
  "##[error]x",
  "##[add-mask]x",
  "##vso[task.setvariable variable=a]b",
  "##teamcity[buildStatus text='x']",
  "section_start:1:x\r\u001b[0Kx",
  "@everyone @team/owners",
  "closes #1",
  "![x](http://evil.test/x.png)",
  "[x](javascript:alert(1))",
  "<img src=x onerror=alert(1)>",
  "</details>",
  "<!-- evenhand other -->",
  "http://evil.test",
  "| a | b |",
  "``` x",
  "`a``b`",
  "]]><x/>",
  "&lt;&#0;",
  "\ufffe\uffff",
  "\ud800",
  "\u0000",
];

/** Texts of one to three pieces, plain words and line ends between them. */
export function texts(count: number, seed: number): string[] {
  const random = mulberry32(seed);
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  return Array.from({ length: count }, (_, place) => {
    const pieces = [acting[place % acting.length], ...(random() < 0.5 ? [one(acting)] : [])];
    return `${one(["", "", "\n", "\r\n", "a ", "\u2028"])}${pieces.join(one(["\n", " ", "\r", "`"]))} ${place}`;
  });
}

/** Characters that a terminal acts on, or that hide or reorder text; a line feed ends a line. */
const raw =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]/u;

/** Our own lines of the format that is made of commands: a level, properties without line ends, a message. */
const ownCommand = /^::(?:error|warning)(?: (?:file|line|title)=[^,:]*(?:,(?:line|title)=[^,:]*)*)?::/;

function actsOnTerminal(text: string, format: string): string[] {
  const found = raw.exec(text)?.[0];
  // A table is read as a file: its cells begin lines.
  const lines = format === "csv" ? [] : text.split("\n");
  const commands = lines.filter((line) => /^\s*::/.test(line) && !(format === "github" && ownCommand.test(line)));
  return [
    ...(found === undefined ? [] : [`the character U+${found.codePointAt(0)?.toString(16)}`]),
    ...commands.map((line) => `the command ${JSON.stringify(line.slice(0, 60))}`),
    ...(text.match(/##(?:\[|vso\[|teamcity\[)/i) ?? []),
  ];
}

/** What is left of Markdown when code and what is ours are taken out, as CommonMark finds it: runs of backticks of equal length. */
function actsInMarkdown(text: string): string[] {
  return text.split("\n").flatMap((line, place) => {
    const outside = line.replace(/(?<!`)(`+)(?!`)(.*?[^`])\1(?!`)/g, "·");
    const own =
      place === 0
        ? outside.replace(/^<!-- evenhand [^<>]* -->$/, "")
        : outside.replace(/<\/?(?:details|summary|sub)>/g, "");
    return /[<>@[\]`]|https?:|#\d/.test(own) ? [`${JSON.stringify(own.slice(0, 80))}`] : [];
  });
}

const check: Readonly<Record<string, (text: string) => string[]>> = {
  md: actsInMarkdown,
  junit: (text) => attempt(() => parseXml(text)),
  sarif: (text) => attempt(() => JSON.parse(text)),
  gitlab: (text) => attempt(() => JSON.parse(text)),
};

function attempt(work: () => unknown): string[] {
  try {
    work();
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message.slice(0, 100) : String(error)];
  }
}

/** What a failure about these texts prints on stderr. */
function printedFailure(given: readonly string[]): string {
  const lines: string[] = [];
  const before = console.error;
  console.error = (...parts: unknown[]) => lines.push(parts.map(String).join(" "));
  try {
    for (const text of given) {
      reportFailure(unusable(`column ${text} is missing`, { hint: text, file: text }), { debug: false });
      reportFailure(usage(text, { at: [text] }), { debug: false });
      reportFailure(new Error(text), { debug: false });
    }
  } finally {
    console.error = before;
  }
  return lines.join("\n");
}

const style = { colour: false, unicode: true } as never;

/** Everything that is printed or written for CI of a run. */
function outputsOf(record: RunRecord, given: readonly string[]): { name: string; text: string }[] {
  const written = { kind: "report", path: "reports/report.html" } as const;
  const options = { quiet: false, strict: true };
  const files = recordFormats.flatMap((format) =>
    filesOf(format, materialOf(record)).map(({ name, content }) => ({
      name: `${format} ${name}`,
      text: String(content),
    })),
  );
  return [
    ...files,
    { name: "stdout of a pipeline", text: plainSummary(record, written, options) },
    ...(["en", "da", "nb"] as const).map((language) => ({
      name: `stdout on a terminal, ${language}`,
      text: terminalSummary(record, written, style, { ...options, language }),
    })),
    { name: "stderr", text: printedFailure(given) },
  ];
}

/** Puts `count` texts, at most 100 at once, wherever data or a suite can put one. */
export function campaign({ count, seed }: { count: number; seed: number }): Found {
  const all = texts(count, seed);
  const broken: string[] = [];
  let outputs = 0;
  for (let from = 0; from < all.length; from += 100) {
    const given = all.slice(from, from + 100);
    const run = hostileRun(given);
    const classes = run.gates.map((gate, at) => ({
      ...gate,
      class: given[at] ?? null,
      stratum: given.at(-at) ?? null,
    }));
    const record = { ...run, gates: from % 200 === 0 ? run.gates : classes };
    for (const { name, text } of outputsOf(record, given)) {
      outputs++;
      const format = name.split(" ")[0] ?? "";
      const faults = [...actsOnTerminal(text, format), ...(check[format]?.(text) ?? [])];
      broken.push(
        ...faults.map((fault) => `${name} of texts ${from} to ${from + given.length} of seed ${seed}: ${fault}`),
      );
    }
  }
  return { seed, texts: count, outputs, broken };
}

/** One line a log can be searched for: "S11: 2,000 texts in 300 outputs, 0 broken, seed 1". */
export const summary = ({ seed, texts: count, outputs, broken }: Found): string =>
  `S11: ${count.toLocaleString("en")} texts in ${outputs.toLocaleString("en")} outputs, ${broken.length} broken, seed ${seed}`;

function main(): void {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "2000" }, seed: { type: "string", default: "1" } },
  });
  const found = campaign({ count: Number(values.count), seed: Number(values.seed) });
  for (const each of found.broken) console.error(each);
  console.log(summary(found));
  process.exitCode = found.broken.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) main();
