import type { Command } from "./command.js";
import { type CompletionOptions, shells } from "./options.js";

export const completionCommand: Command<CompletionOptions> = {
  usage: "completion <shell>",
  describe: "Print a script that completes commands, options, choices and file names in a shell",
  examples: [
    ["completion bash >> ~/.bashrc", "bash"],
    ["completion zsh > ~/.zfunc/_evenhand", "zsh, where ~/.zfunc is in fpath"],
    ["completion fish > ~/.config/fish/completions/evenhand.fish", "fish"],
  ],
  options: (argv) =>
    void argv.positional("shell", { choices: shells, demandOption: true, describe: "bash, zsh or fish" }),
  run: () => import("./completion.js"),
};
