import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { languages } from "../../src/core/languages.js";
import { type Message, parseMessage } from "../../src/report/message.js";
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

/** Everything of a message but its words: places, and the branches of each choice, in any order. */
function skeleton(message: Message): string[] {
  return message
    .flatMap((node): string[] => {
      if (node.kind === "argument") return [`{${node.name}}`];
      if (node.kind === "tag") return [`<${node.tag}>`, ...skeleton(node.children)];
      if (node.kind === "text") return [];
      const branches = [...node.options].flatMap(([name, branch]) =>
        skeleton(branch).map((part) => `${node.name}.${name}: ${part}`),
      );
      return [`{${node.name}, ${node.kind}, ${[...node.options.keys()].toSorted()}}`, ...branches];
    })
    .toSorted();
}

/** Words that the three languages share. */
const shared = ["tagged.log_odds", "inputs.stand_in.of_group", "site.checks.fail"];

describe.each(languages.filter((language) => language !== "en"))("%s.json", (language) => {
  const own = read(language);

  it("has the keys of English in the same order", () => {
    expect(Object.keys(own)).toEqual(Object.keys(english));
  });

  it.each(Object.entries(english))("%s has the places and branches of English", (key, message) => {
    const places = (source: string | undefined) => [...new Set(skeleton(parseMessage(source ?? "")))];
    // A choice may say more or less of its number in one language: "one check" and "{n} checks".
    const withoutNumber = (parts: string[]) =>
      parts.filter((part) => !/^(?:\w+\.[\w=]+: )+\{(?:n|small)\}$/.test(part));
    expect(withoutNumber(places(own[key]))).toEqual(withoutNumber(places(message)));
  });

  it("leaves little in English: names, numbers, and words that are the same", () => {
    const same = Object.keys(english).filter(
      (key) => !shared.includes(key) && own[key] === english[key] && / [a-z]{3,}/.test(english[key] ?? ""),
    );
    expect(same).toEqual([]);
  });

  it("has its own signs: no English decimals, quotes or percent", () => {
    expect(Object.entries(own).filter(([, text]) => /\d\.\d|[“”"]|[\d}]%|\d %|\} %/.test(text))).toEqual([]);
  });

  it("never calls a model fair, nor a gap proven, caused or significant", () => {
    const forbidden =
      /\b(?:fair|retfærdig|rettferdig|upartisk|fordomsfri|diskriminer|signifikan|forårsage|forårsake|bevise[rst]|bevist|garanter)/i;
    expect(Object.entries(own).filter(([, text]) => forbidden.test(text))).toEqual([]);
  });

  it("glues no sentence: no message begins or ends with a space", () => {
    expect(Object.entries(own).filter(([key, text]) => text !== text.trim() && key !== "space")).toEqual([]);
  });
});
