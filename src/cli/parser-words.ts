import { Failure, type Problem, usage } from "../core/errors.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";

/** What the parser knows of the command line that it refused. */
export interface Refused {
  readonly args: readonly string[];
  /** Names of the commands that the first word may be. */
  readonly commands: readonly string[];
  /** Names of the options that the command has. */
  readonly options: readonly string[];
}

/** A refusal of the parser as a failure in our words: what was expected, what found, what was probably meant. */
export function refusal(message: string, refused: Refused): Failure {
  const hint = helpFor(refused);
  const problems = messagesOf(message, refused).map((text): Problem => ({ message: text }));
  return new Failure(
    "usage",
    problems.map((problem, i) => (i === problems.length - 1 ? { ...problem, hint } : problem)),
  );
}

const helpFor = ({ args: [name = ""], commands }: Refused): string =>
  commands.includes(name) ? `evenhand ${name} --help` : "evenhand --help";

function messagesOf(message: string, { args, commands, options }: Refused): string[] {
  const [first = ""] = args;
  if (message.startsWith("Not enough non-option arguments")) return [needsFile(args)];
  const isCommand = commands.includes(first);
  const [, meant] = /^Did you mean (.*)\?$/s.exec(message) ?? [];
  if (meant !== undefined)
    return [
      `unknown command ${quoted(isCommand ? args.slice(0, 2).join(" ") : first)}; did you mean ${quoted(meant)}?`,
    ];
  const [, unknown] = /^Unknown arguments?: (.*)$/s.exec(message) ?? [];
  if (unknown !== undefined && !isCommand && !first.startsWith("-")) return [`unknown command ${quoted(first)}`];
  if (unknown !== undefined) return unknown.split(", ").map((name) => unknownWord(name, args, options));
  const [, valueless] = /^Not enough arguments following: (.*)$/s.exec(message) ?? [];
  if (valueless !== undefined) return [`--${valueless} needs a value`];
  const [, name = "", given = "", list = ""] = /Argument: (.*?), Given: "?(.*?)"?, Choices: (.*)$/s.exec(message) ?? [];
  if (name === "") return [message];
  const choices = [...list.matchAll(/"([^"]*)"/g)].map(([, choice = ""]) => choice);
  return [`unknown ${name} ${quoted(given)}${suggestion(given, choices) || `; expected one of ${choices.join(", ")}`}`];
}

/** An option, or a word too many. */
function unknownWord(name: string, args: readonly string[], options: readonly string[]): string {
  const isOption = args.some((argument) => /^--?/.test(argument) && argument.replace(/^--?|=.*$/gs, "") === name);
  if (!isOption) return `${quoted(name)} is a word too many`;
  const near = suggestion(name, options).replace(/"(.*)"/, '"--$1"');
  return `unknown option ${quoted(name.length === 1 ? `-${name}` : `--${name}`)}${near}`;
}

function needsFile(args: readonly string[]): string {
  if (args.length === 0) return "name a command";
  const flags = args.filter((argument) => argument.startsWith("--"));
  const swallowed = flags.length > 0 ? `, or ${flags.join(" ")} took it for its value` : "";
  return `${args[0]} needs a file: none was named${swallowed}`;
}

/** @throws Failure (usage) for options whose value is a number, and was given another word */
export function refuseNaN(options: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(options).filter((name) => Number.isNaN(options[name]) && name === name.toLowerCase());
  const [name] = names;
  if (name !== undefined) throw usage(`--${name} needs a number`);
}

/** The failure that an error of the parser is; null: it is somebody else's. */
export const isParserError = (error: unknown): boolean => error instanceof Error && error.name === "YError";
