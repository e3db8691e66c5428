import { afterEach, describe, expect, it, vi } from "vitest";
import type { Command, CommandGroup } from "../../src/cli/command.js";
import { runCommandLine } from "../../src/cli/command-line.js";
import { helpLanguage } from "../../src/cli/help-words.js";
import { commands } from "../../src/cli/index.js";

afterEach(() => vi.restoreAllMocks());

/** What a call prints on stdout. */
async function printed(...args: string[]): Promise<string> {
  const said: string[] = [];
  vi.spyOn(console, "log").mockImplementation((text: string) => void said.push(text));
  expect(await runCommandLine(args)).toBe(0);
  return said.join("\n");
}

const named = (list: readonly (Command<never> | CommandGroup)[], above: readonly string[] = []): string[][] =>
  list.flatMap((command) => {
    const words = [...above, command.usage.split(" ")[0] as string];
    return [words, ...named(command.commands ?? [], words)];
  });
const calls = named(commands as unknown as readonly (Command<never> | CommandGroup)[]);
const groups = calls.filter((words) => commands.some((each) => !("run" in each) && each.usage === words.join(" ")));

describe("--help", () => {
  it.each(calls.filter((words) => !groups.includes(words)))(
    "of %s %s: examples first, no line too long",
    async (...words) => {
      const text = await printed(...words.filter((word) => word !== undefined), "--help");
      expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
      expect(text.indexOf("Examples:")).toBeGreaterThan(0);
      expect(text.indexOf("Examples:")).toBeLessThan(text.indexOf("Options:"));
    },
  );

  it("of a command below another has no options of that one", async () => {
    expect(await printed("schedule", "--help")).toContain("--once");
    expect(await printed("schedule", "status", "--help")).not.toContain("--once");
  });

  it("has headings in the language of --lang, which is English for all others", async () => {
    expect(await printed("run", "--lang", "da", "--help")).toMatch(/Eksempler:[\s\S]*Tilvalg:/);
    expect(await printed("run", "--lang", "nb,en", "--help")).toMatch(/Eksempler:[\s\S]*Valg:/);
    expect(helpLanguage(["run"], { LC_ALL: "da_DK.UTF-8" })).toBe("da");
    expect(helpLanguage(["run", "--lang=nb"], { LC_ALL: "da_DK.UTF-8" })).toBe("nb");
    expect(helpLanguage(["run"], { LANG: "fr_FR.UTF-8" })).toBe("en");
  });
});
