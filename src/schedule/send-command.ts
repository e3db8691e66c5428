import { spawn } from "node:child_process";

const timeout = 60_000; // ms
/** Variables that a program needs to run at all; tokens and keys stay here. */
const passedOn = ["PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR", "TEMP", "TMP", "SystemRoot"];

/**
 * Starts a program, as it would be found by a shell but without one, with JSON on its standard input.
 * @param folder where it runs
 * @throws Error when it cannot be started, ends with another code than 0, or takes longer than a minute
 */
export function sendCommand(command: readonly string[], json: string, folder: string): Promise<void> {
  const [program = "", ...words] = command;
  const env = Object.fromEntries(
    passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, {
      cwd: folder,
      env,
      stdio: ["pipe", "ignore", "ignore"],
      timeout,
      killSignal: "SIGKILL",
    });
    child.on("error", (cause: NodeJS.ErrnoException) =>
      reject(new Error(`the program cannot be started (${cause.code ?? "no reason"})`)),
    );
    child.on("close", (code, signal) =>
      code === 0 ? resolve() : reject(new Error(`the program ended with ${code === null ? signal : `code ${code}`}`)),
    );
    // A program that does not read its input is no failure of its own.
    child.stdin.on("error", () => {});
    child.stdin.end(json);
  });
}
