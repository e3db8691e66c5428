import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { projectRoot } from "../fixtures.js";

const main = path.join(projectRoot, "dist", "cli", "main.js");

/** What one command of a block did. */
export interface Done {
  readonly command: string;
  readonly code: number;
  readonly expected: number;
}

export interface BlockOutcome {
  readonly commands: readonly Done[];
  readonly stdout: string;
  readonly stderr: string;
}

/** Somebody who types what a page shows, block after block: one folder, one home, one environment. */
export interface Reader {
  readonly folder: string;
  write(name: string, text: string): void;
  append(name: string, text: string): void;
  /** Runs a block in bash, each command whatever became of the one before, and keeps what it exports. */
  run(block: string): Promise<BlockOutcome>;
  leave(): void;
}

/** A reader with an empty folder. On the path stand `evenhand`, and `npx` that knows evenhand alone. */
export function newReader(): Reader {
  const home = mkdtempSync(path.join(os.tmpdir(), "evenhand-reader-"));
  const folder = path.join(home, "project");
  const programs = path.join(home, "programs");
  for (const each of [folder, programs]) mkdirSync(each);
  program(programs, "evenhand", `exec '${process.execPath}' '${main}' "$@"`);
  program(programs, "npx", 'exec "$@"');
  const at = (name: string): string => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    return path.join(folder, name);
  };
  return {
    folder,
    write: (name, text) => writeFileSync(at(name), text),
    // Items of a list stand on a page without the two blanks that they have below their key.
    append: (name, text) => writeFileSync(at(name), text.replace(/^(?=- )/gm, "  "), { flag: "a" }),
    run: (block) => run(block, { home, folder, programs }),
    leave: () => rmSync(home, { recursive: true, force: true }),
  };
}

function program(folder: string, name: string, text: string): void {
  writeFileSync(path.join(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(path.join(folder, name), 0o755);
}

/** The commands of a block: lines joined where they end with a backslash; without comments that stand alone. */
const commandsOf = (block: string): string[] =>
  block
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));

/** The exit code that a comment behind the command promises; 0 without one. */
const promised = (command: string): number => Number(/ # exit code (\d+)$/.exec(command)?.[1] ?? 0);

interface Place {
  readonly home: string;
  readonly folder: string;
  readonly programs: string;
}

async function run(block: string, { home, folder, programs }: Place): Promise<BlockOutcome> {
  const commands = commandsOf(block);
  const [state, codes] = ["state", "codes"].map((name) => path.join(home, name)) as [string, string];
  const script = [
    `[ ! -e '${state}' ] || . '${state}'`,
    `exec 3>'${codes}'`,
    ...commands.flatMap((command) => [command, "echo $? >&3"]),
    `export -p >'${state}'`,
  ].join("\n");
  const { FORCE_COLOR: _, ...rest } = process.env;
  const env = {
    ...rest,
    PATH: `${programs}:${process.env.PATH}`,
    HOME: home,
    XDG_CACHE_HOME: path.join(home, "cache"),
    LC_ALL: "C.UTF-8",
    NO_COLOR: "1",
  };
  const child = spawn("bash", ["--noprofile", "--norc", "-c", script], {
    cwd: folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  const written = existsSync(codes) ? readFileSync(codes, "utf8").trim().split("\n") : [];
  return {
    commands: commands.map((command, i) => ({ command, code: Number(written[i]), expected: promised(command) })),
    stdout,
    stderr,
  };
}
