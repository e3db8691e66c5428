import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { languages } from "../../src/report/catalogue.js";
import { parseMessage } from "../../src/report/message.js";
import { projectRoot } from "../fixtures.js";

const folder = path.join(projectRoot, "src", "report");
const read = (language: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(folder, "locales", `${language}.json`), "utf8"));
const english = read("en");

const sources = (readdirSync(folder, { recursive: true }) as string[])
  .filter((name) => name.endsWith(".ts"))
  .map((name) => readFileSync(path.join(folder, name), "utf8"));

// Keys that data ask for: names of metrics, reasons, warnings … that other parts of the record bring.
const families =
  /^(?:metric|reason|interval_name|warning|note|category|exclusion|disparity|origin|where|period|note_brief)\./;

/** Every string and template in the code, as a pattern over keys. */
const literals = sources.flatMap((source) => [
  ...Array.from(source.matchAll(/"([a-z][a-z_0-9.A-Z]*)"/g), ([, key]) => key ?? ""),
  ...Array.from(source.matchAll(/`([^`]*)`/g), ([, template]) => template ?? ""),
]);
const patterns = [...new Set(literals)].map((literal) => {
  const parts = literal.split(/\$\{(?:[^{}]|\{[^{}]*\})*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[a-z_]+(?:\\.[a-z_]+)?")}$`);
});

describe("en.json", () => {
  it("has every key that is asked for by name", () => {
    const asked = sources.flatMap((source) =>
      Array.from(source.matchAll(/\b(?:t|text)\(\s*"([^"]+)"/g), ([, key]) => key ?? ""),
    );
    expect(asked.length).toBeGreaterThan(100);
    expect([...new Set(asked)].filter((key) => !Object.hasOwn(english, key))).toEqual([]);
  });

  it("has no key that nobody asks for", () => {
    const unused = Object.keys(english).filter(
      (key) => !families.test(key) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });

  it.each(Object.entries(english))("%s is a message", (_, message) => {
    expect(() => parseMessage(message)).not.toThrow();
  });

  it("never calls a model fair, nor a gap proven, caused or significant", () => {
    const forbidden =
      /\b(?:fair|unfair|fairness|unbiased|bias|biased|discriminat\w*|proves?|proven|significant(?:ly)?|caused|compliant|compliance|guarantee\w*)\b/i;
    // The published name of a measure of agreement, which speaks of no model.
    const said = (text: string) => text.replaceAll(/rank-biased overlap/gi, "");
    expect(Object.entries(english).filter(([, text]) => forbidden.test(said(text)))).toEqual([]);
  });

  it("blames no group: nobody performs, scores or behaves worse", () => {
    expect(Object.values(english).filter((text) => /perform(?:s|ed)? worse|underperform|behave/i.test(text))).toEqual(
      [],
    );
  });

  it("glues no sentence: no message begins or ends with a space, but for lists of a model's facts", () => {
    const glued = Object.entries(english).filter(([key, text]) => text !== text.trim() && !["space"].includes(key));
    expect(glued).toEqual([]);
  });
});

const others = languages.filter((language) => language !== "en");
describe.skipIf(others.length === 0)("other languages", () => {
  it.each(others)("%s has the keys and the places of English", (language) => {
    const words = read(language);
    expect(Object.keys(words).toSorted()).toEqual(Object.keys(english).toSorted());
  });
});
