import yargs, { type Argv } from "yargs";
import { exitCodes, usage } from "../core/errors.js";
import { toolVersion } from "../core/version.js";
import type { Command, CommandGroup, CommonOptions } from "./command.js";
import { reportFailure } from "./failure.js";
import { commands } from "./index.js";

type AnyCommand = Command<Record<string, unknown>>;

/**
 * Parses the arguments, runs the command and prints what went wrong, if anything.
 * @returns the exit code of the contract
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  // A reader that has seen enough (`| head`) closes the pipe: that is no error.
  process.stdout.on("error", (error: NodeJS.ErrnoException) =>
    process.exit(error.code === "EPIPE" ? 0 : exitCodes.unusable),
  );
  const debug = args.includes("--debug");
  try {
    return await dispatch(args);
  } catch (error) {
    return reportFailure(error, { debug });
  }
}

async function dispatch(args: readonly string[]): Promise<number> {
  let exitCode: number = exitCodes.pass;
  const parser = base(args);
  for (const command of commands as readonly (AnyCommand | CommandGroup)[])
    register(parser, command, (code) => {
      exitCode = code;
    });
  await parser.parseAsync([...args]);
  return exitCode;
}

function register(parser: Argv, command: AnyCommand | CommandGroup, ended: (exitCode: number) => void): void {
  if (!("run" in command)) {
    const inner = command.commands as unknown as readonly AnyCommand[];
    const names = inner.map(({ usage }) => usage.split(" ")[0]).join(", ");
    parser.command(command.usage, command.describe, (argv) => {
      for (const each of inner) register(argv, each, ended);
      return argv.demandCommand(1, `${command.usage} needs one of ${names}`);
    });
    return;
  }
  parser.command(
    command.usage,
    command.describe,
    (argv) => {
      command.options(argv as Argv<CommonOptions>);
      for (const each of (command.commands ?? []) as readonly AnyCommand[]) register(argv, each, ended);
      for (const [example, what] of command.examples) argv.example(`$0 ${example}`, what);
    },
    async (options) => {
      const module = await command.run();
      ended(await module.run(options as unknown as CommonOptions & Record<string, unknown>));
    },
  );
}

function base(args: readonly string[]): Argv<CommonOptions> {
  return yargs()
    .scriptName("evenhand")
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
    .wrap(Math.min(100, process.stdout.columns ?? 100))
    .epilogue(
      "Exit codes: 0 pass, 1 a gate fails, 2 usage or suite, 3 could not evaluate, 4 undecided under --strict, 5 changed input, 130 interrupted.",
    )
    .exitProcess(false)
    .fail((message, error) => {
      throw error ?? usage(plainly(message, args), { hint: `evenhand ${known(args)}--help` });
    });
}

/** The command that was named, for the hint; empty where there is none of that name. */
const known = ([name = ""]: readonly string[]): string =>
  commands.some((command) => command.usage.split(" ")[0] === name) ? `${name} ` : "";

/** The parser's own words, but for the ones that say nothing to a user. */
function plainly(message: string, args: readonly string[]): string {
  if (!message.startsWith("Not enough non-option arguments")) return message;
  const flags = args.filter((argument) => argument.startsWith("--"));
  const swallowed = flags.length > 0 ? `, or ${flags.join(" ")} took it for its value` : "";
  return args.length === 0 ? "name a command" : `${args[0]} needs a file: none was named${swallowed}`;
}
