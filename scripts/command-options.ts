import type { Argv } from "yargs";
import type { Command, CommandGroup, CommonOptions } from "../src/cli/command.js";

/** What yargs is told of an option or of a word that stands by itself. */
export interface Definition {
  readonly type?: string;
  readonly describe?: string;
  readonly default?: unknown;
  readonly defaultDescription?: string;
  readonly choices?: readonly unknown[];
  readonly demandOption?: boolean;
  readonly array?: boolean;
}

/** One command with all that it takes. */
export interface DocumentedCommand {
  /** With the words above it: `audits findings assign <id>`. */
  readonly usage: string;
  readonly describe: string;
  readonly examples: Command<never>["examples"];
  readonly positionals: Readonly<Record<string, Definition>>;
  readonly options: Readonly<Record<string, Definition>>;
}

/** Every command of a list and those below them, in the order of `--help`. */
export function documentedCommands(
  commands: readonly (Command<never> | CommandGroup)[],
  above = "",
): DocumentedCommand[] {
  return commands.flatMap((command) => {
    const usage = `${above}${command.usage}`;
    const [word] = command.usage.split(" ");
    const inner = documentedCommands(command.commands ?? [], `${above}${word} `);
    if (!("run" in command)) return inner;
    const { describe, examples } = command;
    return [{ usage, describe, examples, ...recorded(command) }, ...inner];
  });
}

/** What a command tells yargs, written down instead of obeyed. */
function recorded(command: Command<never>): Pick<DocumentedCommand, "positionals" | "options"> {
  const positionals: Record<string, Definition> = {};
  const options: Record<string, Definition> = {};
  const recorder = {
    positional(name: string, definition: Definition) {
      positionals[name] = definition;
      return recorder;
    },
    options(definitions: Readonly<Record<string, Definition>>) {
      Object.assign(options, definitions);
      return recorder;
    },
  };
  command.options(recorder as unknown as Argv<CommonOptions>);
  return { positionals, options };
}
