import type { CommonOptions } from "./command.js";
import type { CompletionOptions } from "./options.js";

// The parser answers `--get-yargs-completions` with the words that may stand last, in the form of the shell that SHELL names. Its own
// scripts offer options where a file is wanted, and so never complete the suite of `run`: these offer options after a dash only.

const bash = `# completion of evenhand in bash
_evenhand() {
  local current="\${COMP_WORDS[COMP_CWORD]}" found
  found=$(SHELL=bash evenhand --get-yargs-completions "\${COMP_WORDS[@]:0:COMP_CWORD+1}" 2>/dev/null)
  [[ "$current" == -* ]] || found=$(grep -v '^-' <<<"$found")
  COMPREPLY=($(compgen -W "$found" -- "$current"))
}
# where nothing is found: file names
complete -o bashdefault -o default -F _evenhand evenhand
`;

const zsh = `#compdef evenhand
# completion of evenhand in zsh
_evenhand() {
  local -a found
  found=("\${(@f)$(SHELL=zsh evenhand --get-yargs-completions "\${(@)words[1,CURRENT]}" 2>/dev/null)}")
  found=("\${(@)found:#}")
  [[ "$PREFIX" == -* ]] || found=("\${(@)found:#-*}")
  if (( $#found )) && _describe evenhand found; then
    return 0
  fi
  _files
}
if [[ "\${zsh_eval_context[-1]}" == loadautofunc ]]; then
  _evenhand "$@"
else
  compdef _evenhand evenhand
fi
`;

const fish = `# completion of evenhand in fish
function __evenhand_words
  set -l before (commandline -opc)
  set -l current (commandline -ct)
  set -l found (env SHELL=fish evenhand --get-yargs-completions $before "$current" 2>/dev/null)
  if string match -q -- '-*' "$current"
    printf '%s\\n' $found
  else
    string match -v -- '-*' $found
  end
end
# without -f, so that file names are offered too
complete -c evenhand -a '(__evenhand_words)'
`;

const scripts = { bash, zsh, fish } as const;

/** `evenhand completion`: a script for a shell. */
export async function run({ shell, json }: CommonOptions & CompletionOptions): Promise<number> {
  const script = scripts[shell];
  process.stdout.write(json ? `${JSON.stringify({ shell, script })}\n` : script);
  return 0;
}
