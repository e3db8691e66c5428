import { isLanguage, type Language } from "../core/languages.js";
import { environmentLanguage } from "./lang-option.js";

/** The parser's own words in help texts, by language; it has Norwegian ones of its own, but no Danish. */
const words: Readonly<Record<Exclude<Language, "en">, Readonly<Record<string, string>>>> = {
  da: {
    "Commands:": "Kommandoer:",
    "Positionals:": "Argumenter:",
    "Options:": "Tilvalg:",
    boolean: "ja/nej",
    string: "tekst",
    number: "tal",
    array: "liste",
    required: "påkrævet",
    "default:": "standard:",
    "choices:": "valgmuligheder:",
    "Show help": "Vis hjælp",
    "Show version number": "Vis versionsnummer",
  },
  nb: {
    "Commands:": "Kommandoer:",
    "Positionals:": "Argumenter:",
    "Options:": "Valg:",
    boolean: "ja/nei",
    string: "tekst",
    number: "tall",
    array: "liste",
    required: "påkrevd",
    "default:": "standard:",
    "choices:": "valgmuligheter:",
    "Show help": "Vis hjelp",
    "Show version number": "Vis versjonsnummer",
  },
};

const exampleHeadings: Readonly<Record<Language, string>> = { en: "Examples:", da: "Eksempler:", nb: "Eksempler:" };

/** The language of help texts: the first of `--lang`, else the locale's. */
export function helpLanguage(args: readonly string[], environment?: NodeJS.ProcessEnv): Language {
  const at = args.findIndex((argument) => /^--lang(=|$)/.test(argument));
  const given = at < 0 ? "" : (args[at]?.split("=")[1] ?? args[at + 1] ?? "");
  const [first = ""] = given.split(",");
  return isLanguage(first) ? first : environmentLanguage(environment);
}

/** Strings for the parser; none for English, which it has. */
export const helpWords = (language: Language): Record<string, string> =>
  language === "en" ? {} : { ...words[language] };

/**
 * The head of a command's help: how it is called, what it does, and examples before all options.
 * @param width columns of the terminal
 */
export function helpHead(
  { usage, describe, examples }: HelpedCommand,
  { language, width }: { readonly language: Language; readonly width: number },
): string {
  // The parser strips indents; as comments of a shell the explanations can be pasted together with the commands.
  const lines = examples.flatMap(([command, what]) => {
    const line = `evenhand ${command}`;
    return line.length + what.length + 4 <= width ? [`${line}  # ${what}`] : [`# ${what}`, line];
  });
  return [`evenhand ${usage}`, "", describe, "", exampleHeadings[language], ...lines].join("\n");
}

interface HelpedCommand {
  /** With the words of the commands above it: "audits findings assign <gate>". */
  readonly usage: string;
  readonly describe: string;
  readonly examples: readonly (readonly [command: string, what: string])[];
}
