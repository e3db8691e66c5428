import path from "node:path";
import type { Failure, Problem } from "../core/errors.js";
import { visible } from "../core/visible.js";
import { maskSecrets } from "./mask-secrets.js";
import { readTextFile } from "./read-file.js";

export interface FormatOptions {
  /** Paths below this folder are shown relative to it; default: the process's working folder. */
  readonly cwd?: string;
  /** Write `file:line:column` at every place, for calls with several suites; default: when several files have problems. */
  readonly several?: boolean;
  /** What the problems led to, for the first line; default: "nothing was run". */
  readonly outcome?: string;
  /** Width that quoted lines are cut to; default 80. */
  readonly columns?: number;
}

/** Lines shown before the one with the problem. */
const context = 2;
const gutter = 7; // "  12 | "

/**
 * All problems of a failure as a block of text: place and message, the lines around it, and a caret under what is meant.
 * @param texts the files' texts by the name that the problems have for them; see {@link problemTexts}
 */
export function formatProblems(
  failure: Failure,
  texts: ReadonlyMap<string, string>,
  options: FormatOptions = {},
): string {
  const byFile = new Map<string | undefined, Problem[]>();
  for (const problem of failure.problems) byFile.set(problem.file, [...(byFile.get(problem.file) ?? []), problem]);
  const several = options.several ?? byFile.size > 1;
  return [...byFile]
    .flatMap(([file, problems]) => fileBlock(file, problems, texts, { ...options, several }))
    .join("\n");
}

/** The texts of the files that a failure's problems stand in, as far as they can be read. */
export function problemTexts(failure: Failure): Map<string, string> {
  const texts = new Map<string, string>();
  for (const file of new Set(
    failure.problems.flatMap(({ file, line }) => (file !== undefined && line !== undefined ? file : [])),
  )) {
    try {
      texts.set(file, readTextFile(file));
    } catch {
      // Its problems say why; they are shown without lines around them.
    }
  }
  return texts;
}

function fileBlock(
  file: string | undefined,
  problems: readonly Problem[],
  texts: ReadonlyMap<string, string>,
  options: FormatOptions & { several: boolean },
): string[] {
  if (file === undefined) return problems.map(sentence);
  const shown = shownPath(file, options.cwd ?? process.cwd());
  // Data and models have rows and parts instead of lines; their problems say where in words.
  if (problems.every(({ line }) => line === undefined))
    return problems.map((problem) => `${shown}: ${sentence(problem)}`);
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = texts
    .get(file)
    ?.replace(/^\ufeff/, "")
    .split(/\r?\n/)
    .map(maskSecrets);
  return [
    `${shown}: ${count}, ${options.outcome ?? "nothing was run"}`,
    ...problems.flatMap((problem) => [
      `${placeText(problem, options.several ? `${shown}:` : "")}${sentence(problem)}`,
      ...(lines === undefined || problem.line === undefined ? [] : excerpt(lines, problem, options.columns ?? 80)),
    ]),
  ];
}

function shownPath(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return visible(relative === "" || relative.startsWith("..") || path.isAbsolute(relative) ? file : relative);
}

const placeText = ({ line, column }: Problem, prefix: string): string =>
  line === undefined ? "" : `${prefix}${line}:${column ?? 1}  `;

function sentence({ message, hint }: Problem): string {
  const text = visible(message).replace(/\n/g, "\n  ");
  return hint === undefined ? text : `${text}${/[.?!]$/.test(text) ? "" : "."} ${asSentence(visible(hint))}`;
}

/** With a capital, unless it is a command. */
const asSentence = (text: string): string =>
  text.startsWith("evenhand ") ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

function excerpt(lines: readonly string[], { line = 1, column = 1, length = 1 }: Problem, columns: number): string[] {
  const width = Math.max(20, columns - gutter);
  const last = Math.min(line, lines.length);
  const numbers = Array.from({ length: Math.min(context + 1, last) }, (_, i) => last - context + i).filter(
    (number) => number > 0,
  );
  const before = numbers
    .filter((number) => number < last)
    .map((number) => `${margin(number)}${cut(printable(lines[number - 1]!), 0, width).text}`);
  const source = lines[last - 1] ?? "";
  const left = printable(source.slice(0, column - 1));
  const marked = printable(source.slice(column - 1, column - 1 + length));
  const { text, shift } = cut(printable(source), widthOf(left), width);
  const carets = Math.max(1, Math.min(widthOf(marked), width - (widthOf(left) - shift)));
  return [
    ...before,
    `${margin(last)}${text}`,
    `${margin("")}${" ".repeat(widthOf(left) - shift)}${"^".repeat(carets)}`,
  ];
}

const margin = (number: number | string): string => `${String(number).padStart(4)} | `;

/** A line that a terminal shows as it is: tabs one column wide, control characters as escapes. */
const printable = (text: string): string => visible(text.replace(/[\t\r]/g, " "));

/** A line cut to `width` columns around column `focus`, with … at cut ends; `shift` says by how much it moved left. */
function cut(text: string, focus: number, width: number): { text: string; shift: number } {
  if (widthOf(text) <= width) return { text, shift: 0 };
  const pieces = [...graphemes.segment(text)].map(({ segment }) => segment);
  const start = focus < width - 10 ? 0 : focus - Math.floor(width / 2);
  let column = 0;
  let from = 0;
  while (column < start) column += widthOf(pieces[from++]!);
  const head = start === 0 ? "" : "…";
  const shift = column - head.length;
  let kept = head;
  while (from < pieces.length && widthOf(kept) + widthOf(pieces[from]!) < width) kept += pieces[from++]!;
  return { text: from < pieces.length ? `${kept}…` : kept, shift };
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** Columns that a text takes in a terminal: two for East Asian wide characters and emoji (the broad strokes of Unicode UAX #11). */
function widthOf(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the printable ASCII range begins at the space
  if (!/[^\u0000-\u02ff]/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}

const wide =
  /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
