import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { approvedLanguages, languages } from "../../src/core/languages.js";
import { renderExplanation } from "../../src/explanations/page.js";
import { shownPoints } from "../../src/explanations/points.js";
import { explanationText } from "../../src/explanations/text.js";
import { parseMessage } from "../../src/report/message.js";
import { projectRoot } from "../fixtures.js";
import { documents, reasons } from "./drawn.js";
import { lix } from "./lix.js";

const noNames = { labels: {}, decisions: {} };

const sentencesOf = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(projectRoot, "src", "explanations", "locales", `${language}.json`), "utf8"));

/** Names of the places in a message. */
const placesIn = (source: string): string[] =>
  [...new Set([...source.matchAll(/\{([a-z]\w*)(?=\}|,\s*(?:plural|select))/g)].map(([, name]) => name!))].sort();

describe("lix", () => {
  it("is words per sentence plus the percentage of long words", () => {
    // 8 words in 2 sentences, of which "Kunden", "regning" … one has more than six letters: 4 + 12.5.
    expect(lix("Kunden fik en regning. Den var for stor.")).toBeCloseTo(8 / 2 + 100 / 8, 10);
  });
});

describe.each(languages)("%s", (language) => {
  it("has the sentences of English, each with no other places", () => {
    const [own, english] = [sentencesOf(language), sentencesOf("en")];
    expect(Object.keys(own)).toEqual(Object.keys(english));
    for (const [key, source] of Object.entries(own)) {
      expect(() => parseMessage(source), key).not.toThrow();
      expect(placesIn(english[key]!), key).toEqual(expect.arrayContaining(placesIn(source)));
    }
  });

  it("stays readable (LIX at most 45) whatever is explained", () => {
    fc.assert(
      fc.property(documents, (document) => lix(explanationText(document, { language, ...noNames })) <= 45),
      { numRuns: 300 },
    );
  });

  it("says on the page when no native reader has approved it", () => {
    const [document] = fc.sample(documents, 1);
    const notice = sentencesOf(language).unapproved!;
    expect(notice === "").toBe(approvedLanguages.includes(language));
    if (notice !== "") {
      expect(renderExplanation(document!, { language, ...noNames })).toContain(notice);
      expect(explanationText(document!, { language, ...noNames })).toContain(notice);
    }
  });
});

describe("shownPoints(reasons)", () => {
  it("adds up in the digits that are shown", () => {
    fc.assert(
      fc.property(reasons, (given) => {
        const { digits, start, sum, raised, lowered, others } = shownPoints(given);
        const units = (value: number): number => Math.round(value * 10 ** digits);
        const steps = [...raised, ...lowered].reduce((total, { points }) => total + units(points), units(others));
        expect(units(start) + steps).toBe(units(sum));
      }),
    );
  });

  it("names the inputs that did most, and tells what raised from what lowered", () => {
    const input = (name: string, attribution: number) => ({ name, columns: [], attribution, error: null });
    const inputs = [input("a", 0.5), input("b", -0.25), input("c", 0.001), input("d", -1)];
    const shown = shownPoints({ base: 1, output: 0.251, inputs });
    expect(shown.raised.map(({ input: { name } }) => name)).toEqual(["a"]);
    expect(shown.lowered.map(({ input: { name } }) => name)).toEqual(["d", "b"]);
    expect(shown).toMatchObject({ start: 1, sum: 0.25, digits: 2, others: 0 });
  });
});

describe("a row with hostile values", () => {
  const hostile = "</p><script>alert(1)</script>\u001b[2J\u202e\"'&{{evil}}";
  const document = fc.sample(documents, { numRuns: 1, seed: 1 })[0]!;
  const given = structuredClone(document) as typeof document & { row: { id: string }; outcome: { class: string } };
  Object.assign(given.row, { id: hostile });
  Object.assign(given.outcome, { class: hostile });
  for (const input of given.explanation!.reasons.inputs) {
    Object.assign(input, { name: hostile, attribution: 1 });
    Object.assign(input.columns[0]!, { value: hostile, typical: hostile });
  }

  it("is shown as text on the page, which admits no script", () => {
    const page = renderExplanation(given, { language: "en", labels: { [hostile]: hostile }, decisions: {} });
    expect(page).not.toMatch(/<script/i);
    expect(page).toContain("&lt;script&gt;");
    expect(page).toContain("{{evil}}");
    expect(page).toMatch(/default-src 'none'; style-src 'sha256-[^']+'/);
    expect(page).not.toContain("\u001b");
  });

  it("does not act on a terminal", () => {
    const text = explanationText(given, { language: "en", ...noNames });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(text).toContain("\\u{1b}[2J");
  });
});
