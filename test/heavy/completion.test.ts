import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { evenhand, suiteYaml, workspace } from "../e2e/harness.js";
import { projectRoot } from "../fixtures.js";

const isThere = (shell: string): boolean => spawnSync(shell, ["-c", "exit 0"]).status === 0;

/** A folder with a suite, the shell's script, and the command in a folder that stands in PATH. */
async function ready(shell: string): Promise<{ cwd: string; script: string; env: NodeJS.ProcessEnv }> {
  const { stdout } = await evenhand(["completion", shell], { cwd: workspace() });
  const cwd = workspace({ "churn.yaml": suiteYaml(0.1), [`script.${shell}`]: stdout });
  const bin = workspace({
    evenhand: `#!/bin/sh\nexec "${process.execPath}" "${path.join(projectRoot, "dist", "cli", "main.js")}" "$@"\n`,
  });
  chmodSync(path.join(bin, "evenhand"), 0o755);
  const env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, HOME: cwd, TERM: "xterm", LC_ALL: "C.UTF-8" };
  return { cwd, script: path.join(cwd, `script.${shell}`), env };
}

/** What is typed before the tab, and the word that it becomes. */
const typed = [
  ["evenhand chec", "check"],
  ["evenhand run --stri", "--strict"],
  ["evenhand run chur", "churn.yaml"],
  ["evenhand audits ver", "verify"],
  ["evenhand schema metr", "metrics"],
] as const;

describe.runIf(isThere("fish"))("completion in fish", () => {
  it.each(typed)("%s becomes %s", async (line, word) => {
    const { cwd, script, env } = await ready("fish");
    const asked = ["--no-config", "-c", `source "${script}"; complete -C "${line}"`];
    const answers = execFileSync("fish", asked, { cwd, env, encoding: "utf8" });
    expect(answers.split("\n").map((answer) => answer.split("\t")[0])).toContain(word);
  });

  it("offers every command", async () => {
    const { cwd, script, env } = await ready("fish");
    const asked = ["--no-config", "-c", `source "${script}"; complete -C "evenhand "`];
    const answers = execFileSync("fish", asked, { cwd, env, encoding: "utf8" });
    for (const command of ["init", "run", "check", "audits", "completion"]) expect(answers).toMatch(`${command}\t`);
  });
});

/** Types into a shell on a terminal of its own, as a person would, and prints what the line became. */
const typist = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z "PS1='>'; unsetopt beep; autoload -Uz compinit; compinit -u -D; source $1; echo DONE\\$((40+2))"
zpty -r -m z out '*DONE42*'
zpty -w -n z $2$'\\t'
for i in {1..200}; do
  sleep 0.1
  while zpty -rt z got; do all+=$got; done
  [[ $all == *$3* ]] && break
done
print -r -- \${(V)all}
`;

describe.runIf(isThere("zsh"))("completion in zsh", () => {
  it.each(typed)("%s becomes %s", async (line, word) => {
    const { cwd, script, env } = await ready("zsh");
    writeFileSync(path.join(cwd, "typist.zsh"), typist);
    const asked = ["-f", "typist.zsh", script, line, word];
    expect(execFileSync("zsh", asked, { cwd, env, encoding: "utf8" })).toContain(word);
  });
});
