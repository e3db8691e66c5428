import type { Argv } from "yargs";

/** Options of every command. */
export interface CommonOptions {
  readonly quiet: boolean;
  readonly json: boolean;
  readonly debug: boolean;
}

/** One command of the command line: what yargs must know to parse it, and the module that does the work, loaded only then. */
export interface Command<Options> {
  readonly usage: string;
  readonly describe: string;
  readonly examples: readonly (readonly [command: string, what: string])[];
  /** Commands below this one: `evenhand audits findings assign`. */
  readonly commands?: readonly Command<never>[];
  /** Adds the command's own options; yargs changes `argv` in place. */
  options(argv: Argv<CommonOptions>): void;
  /** Resolves with the exit code. @throws Failure */
  run(): Promise<{ run(options: CommonOptions & Options): Promise<number> }>;
}

/** Several commands under one word: `evenhand audits list`, `evenhand audits show`. */
export interface CommandGroup {
  readonly usage: string;
  readonly describe: string;
  readonly commands: readonly Command<never>[];
}
