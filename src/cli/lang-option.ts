import { Failure, usage } from "../core/errors.js";
import { isLanguage, type Language, languages } from "../core/languages.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";

/** The option of the commands that write pages. */
export const langOption = {
  type: "string",
  array: false,
  requiresArg: true,
  default: [] as string[],
  defaultDescription: "as the suite says, else en",
  coerce: (given: string | readonly string[]): string[] => [given].flat(),
  describe: `Comma-separated list of the report's languages: ${languages.join(", ")}; the first is report.html, others report.<language>.html`,
} as const;

/**
 * The languages that `--lang` names, each once; null where it names none.
 * @throws Failure (usage) for a name that is none
 */
export function languagesOf(given: readonly string[]): readonly Language[] | null {
  const names = given.flatMap((list) => list.split(",")).map((name) => name.trim());
  const unknown = names.filter((name) => !isLanguage(name));
  if (unknown.length > 0)
    throw new Failure(
      "usage",
      unknown.flatMap(
        (name) =>
          usage(`--lang: unknown language ${quoted(name)}${suggestion(name, languages)}`, {
            hint: `languages: ${languages.join(", ")}`,
          }).problems,
      ),
    );
  return names.length === 0 ? null : [...new Set(names.filter(isLanguage))];
}

/** The language of the terminal's locale; who reads Nynorsk reads Bokmål. English for all that we have no words in. */
export function environmentLanguage(environment: NodeJS.ProcessEnv = process.env): Language {
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || "";
  const code = /^[a-z]+/.exec(locale)?.[0] ?? "";
  if (["nb", "nn", "no"].includes(code)) return "nb";
  return isLanguage(code) ? code : "en";
}
