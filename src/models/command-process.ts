import { type ChildProcess, spawn } from "node:child_process";
import { type Failure, unusable } from "../core/errors.js";
import { oneLine } from "../core/visible.js";

/** A program that answers lines with lines. */
export interface LineProgram {
  /** Sends one line and waits for one. One at a time. @throws Failure (unusable) */
  ask(line: string): Promise<string>;
  close(): Promise<void>;
}

export interface ProgramSettings {
  readonly model: string;
  readonly command: readonly string[];
  /** Where it runs. */
  readonly folder: string;
  /** Longest wait for one answer, in ms. */
  readonly timeout: number;
}

/**
 * Runs the program in a process group of its own and ends that group, whatever it is doing, as soon as the process that started
 * this one is gone, even if that was killed: an interrupted run leaves nothing behind. Speaks only of the program's end.
 */
const guard = `
const { spawn } = require("node:child_process");
const [program, ...words] = process.argv.slice(1);
const child = spawn(program, words, { stdio: ["inherit", "inherit", "inherit"], detached: true });
const end = () => { try { process.kill(-child.pid, "SIGKILL"); } catch { child.kill("SIGKILL"); } };
const tell = (message) => process.connected ? process.send(message, () => process.exit(0)) : process.exit(0);
child.on("error", ({ code }) => tell({ failure: code }));
child.on("exit", (code, signal) => { end(); tell({ code, signal }); });
for (const event of ["message", "disconnect"]) process.on(event, () => { end(); setTimeout(() => process.exit(0), 1000); });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
`;

/** How a program ended. */
interface End {
  readonly code?: number | null;
  readonly signal?: string | null;
  /** Why it could not be started. */
  readonly failure?: string;
}

/** Characters of what it wrote to stderr that are kept, and shown. */
const [errorTail, shownError] = [4096, 1000];
/** Longest answer, in characters: far more than any batch needs. */
const longestLine = 2 ** 28;
/** Time to end by itself after its input has ended, in ms. */
const graceTime = 2000;

/** Starts a program. It is found as a shell would find it, but no shell takes part: words are passed on as they are. */
export const startProgram = (settings: ProgramSettings): LineProgram => new Program(settings);

class Program implements LineProgram {
  readonly #process: ChildProcess;
  readonly #settings: ProgramSettings;
  #stderr = "";
  #pieces: string[] = [];
  #length = 0;
  #waiting: { resolve(line: string): void; reject(cause: Failure): void } | null = null;
  #fault: Failure | null = null;
  readonly #ended: Promise<void>;

  constructor(settings: ProgramSettings) {
    this.#settings = settings;
    const { command, folder } = settings;
    this.#process = spawn(process.execPath, ["-e", guard, "--", ...command], {
      cwd: folder,
      stdio: ["pipe", "pipe", "pipe", "ipc"],
    });
    const { stdin, stdout, stderr } = this.#process;
    // What is wrong with a broken pipe is told by the program's end.
    stdin?.on("error", () => {});
    stdout?.setEncoding("utf8").on("data", (text: string) => this.#read(text));
    stderr?.setEncoding("utf8").on("data", (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-errorTail);
    });
    let end: End = {};
    this.#process.on("message", (message: End) => {
      end = message;
    });
    this.#ended = new Promise((resolve) => {
      // All that was written has been read by then.
      this.#process.on("close", () => {
        this.#fail(this.#endFailure(end));
        resolve();
      });
    });
  }

  ask(line: string): Promise<string> {
    if (this.#fault !== null) return Promise.reject(this.#fault);
    return new Promise<string>((resolve, reject) => {
      const timer = setTimeout(() => this.#fail(this.#slow()), this.#settings.timeout);
      const done = () => {
        clearTimeout(timer);
        this.#waiting = null;
      };
      this.#waiting = {
        resolve: (answer) => {
          done();
          resolve(answer);
        },
        reject: (cause) => {
          done();
          reject(cause);
        },
      };
      this.#process.stdin?.write(`${line}\n`);
    });
  }

  async close(): Promise<void> {
    this.#process.stdin?.end();
    const timer = setTimeout(() => this.#kill(), this.#fault === null ? graceTime : 0);
    await this.#ended;
    clearTimeout(timer);
  }

  #read(text: string): void {
    let rest = text;
    for (let at = rest.indexOf("\n"); at >= 0; at = rest.indexOf("\n")) {
      const line = this.#pieces.join("") + rest.slice(0, at);
      [this.#pieces, this.#length] = [[], 0];
      rest = rest.slice(at + 1);
      if (this.#waiting !== null) this.#waiting.resolve(line);
      else this.#fail(this.#failure("it wrote a line to its standard output that nobody asked for", onlyAnswers));
    }
    this.#pieces.push(rest);
    this.#length += rest.length;
    if (this.#length > longestLine) this.#fail(this.#failure("its answer to one batch does not end", onlyAnswers));
  }

  #kill(): void {
    // Any message tells the guard to end. (Cutting the line to it does too, but then Node never tells that it is closed.)
    if (this.#process.connected) this.#process.send("end", () => {});
    else this.#process.kill("SIGKILL");
  }

  #fail(fault: Failure): void {
    if (this.#fault !== null) return;
    this.#fault = fault;
    this.#kill();
    this.#waiting?.reject(fault);
  }

  #slow = (): Failure =>
    this.#failure(
      `no answer within ${this.#settings.timeout / 1000} s`,
      "give it more time (timeout: 5m) or fewer rows at once (batch: 100); an answer ends with a line feed and must be flushed",
    );

  #endFailure({ code, signal, failure }: End): Failure {
    const { command } = this.#settings;
    if (failure !== undefined)
      return this.#failure(
        `"${oneLine(command[0] ?? "", 200)}" cannot be started (${failure})`,
        "command is a list of words, the program first: [python3, score.py]; it runs in the suite's folder",
      );
    const how = signal ?? (code === undefined || code === null ? "killed" : `exit ${code}`);
    return this.#failure(
      `the command ended (${how}) before it answered`,
      "it must answer line after line until its standard input ends",
    );
  }

  #failure(what: string, hint: string): Failure {
    const { model } = this.#settings;
    const said = oneLine(this.#stderr.trim().slice(-shownError), shownError);
    return unusable(`model "${model}": ${what}${said === "" ? "" : `; it said: ${said}`}`, { hint });
  }
}

const onlyAnswers = "answers alone go to standard output, one line each; messages go to standard error";
