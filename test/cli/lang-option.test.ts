import { describe, expect, it } from "vitest";
import { environmentLanguage, languagesOf } from "../../src/cli/lang-option.js";
import { Failure } from "../../src/core/errors.js";

describe("languagesOf", () => {
  it("reads lists, each language once, in the order asked for", () => {
    expect(languagesOf(["da,nb", "en,da"])).toEqual(["da", "nb", "en"]);
    expect(languagesOf([])).toBeNull();
  });

  it("names every unknown one, and what there is", () => {
    expect(() => languagesOf(["da,no,sv"])).toThrow(Failure);
    try {
      languagesOf(["da,no,sv"]);
    } catch (error) {
      const { kind, problems } = error as Failure;
      expect(kind).toBe("usage");
      expect(problems.map(({ message }) => message)).toEqual([
        expect.stringContaining("--lang: unknown language"),
        expect.stringContaining("sv"),
      ]);
      expect(problems[0]?.hint).toBe("languages: en, da, nb");
    }
  });
});

describe("environmentLanguage", () => {
  it.each([
    [{ LANG: "da_DK.UTF-8" }, "da"],
    [{ LANG: "nb_NO.UTF-8" }, "nb"],
    [{ LANG: "nn_NO" }, "nb"],
    [{ LANG: "no_NO" }, "nb"],
    [{ LANG: "de_DE.UTF-8" }, "en"],
    [{ LANG: "C.UTF-8" }, "en"],
    [{}, "en"],
    [{ LANG: "en_GB.UTF-8", LC_MESSAGES: "da_DK.UTF-8" }, "da"],
    [{ LANG: "da_DK.UTF-8", LC_ALL: "C" }, "en"],
  ] as const)("of %j is %s", (environment, language) => {
    expect(environmentLanguage(environment)).toBe(language);
  });
});
