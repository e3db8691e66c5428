import { readFileSync } from "node:fs";
import path from "node:path";
import { splitNames } from "../../src/core/groups.js";
import type { Language } from "../../src/core/languages.js";
import type { GateRow, RunRecord, Verdict } from "../../src/record/run-record.js";
import { shown } from "../../src/report/rich-text.js";
import { projectRoot } from "../fixtures.js";

/** A text as it stands on the screen. */
export interface Piece {
  readonly text: string;
  readonly left: number;
  readonly top: number;
}

/**
 * In a page: every text that can be seen without scrolling, by where it begins, whatever element it is in. What something else covers,
 * or a box cuts off, is left out; lines of one block are one text.
 */
export const pieces = `(() => {
  const blocks = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (node.textContent.trim() === "") continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const boxes = Array.from(range.getClientRects()).filter(({ width, height }) => width > 1 && height > 1);
    const [box] = boxes;
    if (box === undefined || boxes.at(-1).bottom > innerHeight || box.left < 0 || boxes.some(({ right }) => right > innerWidth)) continue;
    const at = document.elementFromPoint(box.left + 2, box.top + box.height / 2);
    if (at === null || !(at.contains(node) || at.parentElement.contains(node))) continue;
    const block = node.parentElement.closest("p, td, th, h1, h2, h3, li, span.from, text") ?? node.parentElement;
    const known = blocks.get(block);
    if (known === undefined) blocks.set(block, { text: node.textContent, left: box.left, top: box.top });
    else known.text += node.textContent;
  }
  return Array.from(blocks.values(), ({ text, left, top }) => ({ text: text.replace(/\\s+/g, " ").trim(), left, top }));
})()`;

const rank: Readonly<Record<Verdict, number>> = { fail: 0, error: 1, undecided: 2, pass: 3 };

/** Gates that a reader must be told of first: of the worst verdict that there is. */
const worstOf = ({ gates }: RunRecord): readonly GateRow[] => {
  const worst = Math.min(...gates.map(({ verdict }) => rank[verdict]));
  return gates.filter(({ verdict }) => rank[verdict] === worst);
};

const wordsOf = (language: Language): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(path.join(projectRoot, "src", "report", "locales", `${language}.json`), "utf8"));

/** Numbers of a text as its language writes them, each with half a unit of its last digit. */
function numbersIn(text: string, language: Language): { value: number; half: number }[] {
  const comma = language !== "en";
  return Array.from(text.matchAll(/\d[\d\u00a0.,]*/g), ([given]) => {
    const digits = given.replace(/[.,\u00a0]+$/, "");
    const plain = comma ? digits.replace(/[.\u00a0]/g, "").replace(",", ".") : digits.replace(/,/g, "");
    return { value: Number(plain), half: 0.5 * 10 ** -(plain.split(".")[1]?.length ?? 0) };
  });
}

/** Letters that are compared: a heading may leave out the middle of a long name, and begins with a capital. */
const lettersOf = (text: string): string => text.replace(/[\u2060\u2068\u2069]/g, "").toLowerCase();
const begins = (heading: string, name: string): boolean =>
  lettersOf(heading).includes(lettersOf(shown(name)).slice(0, 12));

/** Whether a heading names the group of a gate: every part of it, by its label or else by its value; without a group, the attribute. */
function isNamed(heading: string, { attribute, group }: GateRow, record: RunRecord, language: Language): boolean {
  const spoken = (text: unknown): string | null =>
    typeof text === "string" ? text : ((text as Record<string, string> | undefined)?.[language] ?? null);
  const names = splitNames(attribute);
  const rows = names.map((name) => record.attributes.find((one) => one.name === name));
  if (group === null) return rows.every((row) => begins(heading, spoken(row?.title) ?? row?.name ?? ""));
  const parts = names.length === 1 ? [group] : splitNames(group);
  return parts.every((part, index) => begins(heading, spoken(rows[index]?.labels[part]) ?? part));
}

/** Whether a text says both bounds of a gate, as far as they are known: as they are, or in percentage points. */
function isBounded(text: string, { low, high }: GateRow, language: Language): boolean {
  const found = numbersIn(text, language);
  const says = (bound: number | null, factor: number): boolean =>
    bound === null || found.some(({ value, half }) => Math.abs(value - bound * factor) <= half * (1 + 1e-6));
  return [1, 100].some((factor) => says(low, factor) && says(high, factor));
}

/** What the first screen answers. */
export interface Answers {
  /** The word under "Verdict". */
  readonly verdict: string;
  /** What stands under the labels of the worst group and of how sure it is. */
  readonly group: string;
  readonly sure: string;
  /** Id of a worst gate whose group and whose bounds these are; null: of none. */
  readonly gate: string | null;
}

/** Reads the three answers by their place: what begins under a label, at its left edge, is its answer. */
export function answersOf(seen: readonly Piece[], record: RunRecord, language: Language): Answers {
  const words = wordsOf(language);
  const under = (labels: readonly (string | undefined)[]): readonly string[] => {
    const label = seen.find(({ text }) => labels.includes(text));
    if (label === undefined) return [];
    return seen
      .filter(({ left, top }) => top > label.top && left >= label.left - 2 && left < label.left + 60)
      .toSorted((a, b) => a.top - b.top)
      .map(({ text }) => text);
  };
  const affected = Object.keys(words).filter((key) => key.startsWith("strip.affected.") && key.includes("label"));
  const [verdict = ""] = under([words["strip.verdict"]]);
  const [group = ""] = under(affected.map((key) => words[key]));
  const sure = under([words["strip.sure.label"]]).slice(0, 2).join(" ");
  const gate = worstOf(record).find((one) => isNamed(group, one, record, language) && isBounded(sure, one, language));
  return { verdict, group, sure, gate: gate?.id ?? null };
}

/** The word for a record's verdict. */
export const verdictWord = (record: RunRecord, language: Language): string =>
  wordsOf(language)[`strip.word.${record.verdict}`] ?? "";
