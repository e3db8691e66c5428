import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { approvedLanguages, type Language, languages } from "../../src/core/languages.js";
import { catalogueOf } from "../../src/report/catalogue.js";
import { type Message, parseMessage } from "../../src/report/message.js";
import type { Messages } from "../../src/report/messages.js";
import { numbersOf } from "../../src/report/numbers.js";
import { renderReport } from "../../src/report/render.js";
import { plain } from "../../src/report/rich-text.js";
import { lix } from "../explanations/lix.js";
import { projectRoot } from "../fixtures.js";
import { reportFixtures } from "./fixtures.js";
import { nordic } from "./nordic.js";
import { recordOf, sectionOf, seen } from "./report.js";

const others = languages.filter((language) => language !== "en");
const read = (language: Language): Record<string, string> =>
  JSON.parse(readFileSync(path.join(projectRoot, "src", "report", "locales", `${language}.json`), "utf8"));

const wordsIn = (message: Message): string[] =>
  message.flatMap((node): string[] => {
    if (node.kind === "text") return [node.text];
    if (node.kind === "argument") return [];
    if (node.kind === "tag") return wordsIn(node.children);
    return [...node.options.values()].flatMap(wordsIn);
  });

/** Pieces of English messages of some words that no message of the other language has. */
function englishPieces(language: Language): string[] {
  const own = Object.values(read(language)).join("\n");
  return Object.values(read("en"))
    .flatMap((message) => wordsIn(parseMessage(message)))
    .map((piece) => piece.replace(/^[\s,.:;()–]+|[\s,.:;()–]+$/g, ""))
    .filter((piece) => /^\S+ \S+ \S/.test(piece) && !own.includes(piece));
}

// Its texts are words of many languages, and not ours.
const names = Object.keys(reportFixtures).filter((name) => name !== "hostile");

describe.each(others)("a report in %s", (language) => {
  const pieces = englishPieces(language);
  // A record quotes English where a suite or a metric's definition does: those say so.
  const withoutQuotes = (html: string): string => html.replace(/<(bdi|code|span) lang="en">[\s\S]*?<\/\1>/g, " ");

  it("would show where a sentence is left in English: the English report has many of them", async () => {
    const text = seen(await renderReport(recordOf("typical")));
    expect(pieces.filter((piece) => text.includes(piece)).length).toBeGreaterThan(100);
  });

  it.each(names)(
    "of %s has no English sentence of ours, says its language, and that it is unreviewed",
    async (name) => {
      const html = await renderReport(recordOf(name), { language });
      expect(html).toContain(`<html lang="${language}">`);
      const text = seen(withoutQuotes(html));
      expect(text).not.toContain("[en]");
      expect(pieces.filter((piece) => text.includes(piece))).toEqual([]);
      expect(text.endsWith(read(language)["page.unreviewed"] ?? "")).toBe(!approvedLanguages.includes(language));
    },
  );

  it("has its own numbers, dates and quotes", async () => {
    const text = seen(await renderReport(nordic(recordOf("typical")), { language }));
    expect(text).toContain({ da: "18.282 kunder", nb: "18 282 kunder" }[language as "da" | "nb"]);
    expect(text).toContain("1. april 2026");
    expect(text).toContain("57,9 %");
    expect(text).toContain({ da: "10,3 procentpoint", nb: "10,3 prosentpoeng" }[language as "da" | "nb"]);
    expect(text).toContain(
      { da: "»Ingen forskel blev fundet«", nb: "«Ingen forskjell ble funnet»" }[language as "da" | "nb"],
    );
  });

  it.each(["typical", "allPass", "undecided", "noGates", "errors", "suppressed", "explained"])(
    "of %s reads like a newspaper on its first screen (LIX at most 45)",
    async (name) => {
      const verdict = sectionOf(await renderReport(nordic(recordOf(name)), { language }), "verdict");
      const sentences = Array.from(verdict.matchAll(/<p(?: [^>]*)?>([\s\S]*?)<\/p>/g), ([, text]) => seen(text ?? ""));
      expect(lix(sentences.join("\n"))).toBeLessThanOrEqual(45);
    },
  );

  it("marks what a suite says in English only", async () => {
    const record = recordOf("typical");
    const html = await renderReport(
      { ...record, suite: { ...record.suite, title: { en: "Who gets one?" } } },
      { language },
    );
    expect(html).toContain('<bdi lang="en">Who gets one?</bdi>');
  });
});

describe("the English report", () => {
  it("quotes no language, and needs no review", async () => {
    const html = await renderReport(nordic(recordOf("typical")));
    expect(html).not.toContain(' lang="en">Retention');
    expect(html).not.toContain('class="foot"');
  });
});

describe("catalogueOf", () => {
  const messagesOf = (texts: Readonly<Record<string, string>>): Messages => ({
    has: (key) => Object.hasOwn(texts, key),
    get: (key) => parseMessage(texts[key] ?? ""),
  });

  it("says in English, with a mark, what a language has no words for", () => {
    const { t, text, has } = catalogueOf("da", numbersOf("da"), {
      own: messagesOf({ known: "Kendt" }),
      english: messagesOf({ known: "Known", other: "{n} others" }),
    });
    expect(text("known")).toBe("Kendt");
    expect(has("other")).toBe(true);
    expect(plain(t("other", { n: 2 }))).toBe("[en] 2 others");
    expect(t("other", { n: 2 }).every(({ lang }) => lang === "en")).toBe(true);
  });
});
