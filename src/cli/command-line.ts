import yargs, { type Argv } from "yargs";
import { exitCodes } from "../core/errors.js";
import type { Language } from "../core/languages.js";
import { toolVersion } from "../core/version.js";
import type { Command, CommandGroup, CommonOptions } from "./command.js";
import { reportFailure } from "./failure.js";
import { helpHead, helpLanguage, helpWords } from "./help-words.js";
import { commands } from "./index.js";
import { isParserError, refusal, refuseNaN } from "./parser-words.js";
import { watchOutput } from "./standard-output.js";

type AnyCommand = Command<Record<string, unknown>>;

/** What commands are registered with. */
interface Registering {
  readonly language: Language;
  /** Words of the commands above: "audits ". */
  readonly above: string;
  readonly ended: (exitCode: number) => void;
}

/** Columns of help texts; a pipe has no width of its own. */
const width = (): number => Math.min(100, process.stdout.columns ?? 100);

/**
 * Parses the arguments, runs the command and prints what went wrong, if anything.
 * @returns the exit code of the contract
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  const exitCodeWithOutput = watchOutput();
  const debug = args.includes("--debug");
  const exitCode = await dispatch(args).catch((error: unknown) => reportFailure(error, { debug }));
  return exitCodeWithOutput(exitCode);
}

async function dispatch(args: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.pass;
  const language = helpLanguage(args);
  const parser = base(args, language);
  const ended = (code: number): void => {
    exitCode = code;
  };
  for (const command of commands as readonly (AnyCommand | CommandGroup)[])
    register(parser, command, { language, above: "", ended });
  await parser.parseAsync([...args]);
  return exitCode;
}

function register(parser: Argv, command: AnyCommand | CommandGroup, registering: Registering): void {
  const { language, above, ended } = registering;
  const below: Registering = { ...registering, above: `${above}${command.usage.split(" ")[0]} ` };
  if (!("run" in command)) {
    const inner = command.commands as unknown as readonly AnyCommand[];
    const names = inner.map(({ usage }) => usage.split(" ")[0]).join(", ");
    parser.command(command.usage, command.describe, (argv) => {
      for (const each of inner) register(argv, each, below);
      return argv.demandCommand(1, `${command.usage} needs one of ${names}`);
    });
    return;
  }
  parser.command(
    command.usage,
    command.describe,
    (argv) => {
      command.options(argv as Argv<CommonOptions>);
      const inner = (command.commands ?? []) as readonly AnyCommand[];
      // What a command takes, those below it do not.
      if (inner.length > 0) keepFromInner(argv);
      for (const each of inner) register(argv, each, below);
      argv.usage(helpHead({ ...command, usage: `${above}${command.usage}` }, { language, width: width() }));
    },
    async (options) => {
      refuseNaN(options);
      const module = await command.run();
      ended(await module.run(options as unknown as CommonOptions & Record<string, unknown>));
    },
  );
}

function base(args: readonly string[], language: Language): Argv<CommonOptions> {
  const parser = yargs();
  return parser
    .scriptName("evenhand")
    .locale("en")
    .updateStrings(helpWords(language))
    .usage("$0 <command>\n\nAudits whether machine-learning models treat groups of people evenly.")
    .parserConfiguration({
      "duplicate-arguments-array": true,
      "camel-case-expansion": true,
      "parse-positional-numbers": false,
    })
    .option("quiet", {
      type: "boolean",
      default: false,
      describe: "Only the verdict, what is over or undecided, and the path",
      global: true,
    })
    .option("json", {
      type: "boolean",
      default: false,
      describe: "One JSON document on stdout, nothing else",
      global: true,
    })
    .option("debug", { type: "boolean", default: false, describe: "Stack traces with errors", global: true })
    .demandCommand(1, "name a command")
    .recommendCommands()
    .strict()
    .version(toolVersion)
    .help()
    .alias({ help: "h" })
    .wrap(width())
    .epilogue(
      "Exit codes: 0 pass, 1 a gate fails, 2 usage or suite, 3 could not evaluate, 4 undecided under --strict, 5 changed input, 130 interrupted.",
    )
    .exitProcess(false)
    .fail((message, error) => {
      if (error && !isParserError(error)) throw error;
      throw refusal(message, { args, commands: commandNames, options: optionNames(parser) });
    });
}

const commandNames = commands.map((command) => command.usage.split(" ")[0] as string);

/** Takes the options of a command away from those below it; the parser's types do not know that it can. */
function keepFromInner(argv: Argv): void {
  const own = optionNames(argv).filter((name) => !common.includes(name));
  (argv as unknown as { global(names: readonly string[], isGlobal: boolean): void }).global(own, false);
}

const common = ["quiet", "json", "debug", "help", "h", "version"];

/** Names of the options that the parser knows by now; its types do not tell that it can say so. */
const optionNames = (parser: Argv): string[] =>
  Object.keys((parser as unknown as { getOptions(): { readonly key: object } }).getOptions().key);
