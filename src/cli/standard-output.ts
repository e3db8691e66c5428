import { fstatSync, writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { unusable } from "../core/errors.js";
import { reasonOf } from "../record/run-folder.js";
import { worstExitCode } from "./exit-code.js";
import { reportFailure } from "./failure.js";

/** The first error of standard output since a command began. */
let failure: NodeJS.ErrnoException | null = null;

/** A reader that has seen enough (`| head`) closes the pipe: that is no error, and the command goes on. */
const onOutputError = (error: NodeJS.ErrnoException): void => {
  if (error.code !== "EPIPE") failure ??= error;
};

/** What cannot be told on standard error changes no result. */
const onTalkError = (): void => {};

/**
 * Watches what a command prints.
 * @returns asked at the end with the exit code of the command, says on standard error when standard output could not be written, and gives
 * the exit code of both
 */
export function watchOutput(): (exitCode: number) => Promise<number> {
  failure = null;
  const { stdout, stderr } = process;
  if (!stdout.listeners("error").includes(onOutputError)) stdout.on("error", onOutputError);
  if (!stderr.listeners("error").includes(onTalkError)) stderr.on("error", onTalkError);
  if (isFile(stdout.fd)) stdout._write = wholeWrite;
  return async (exitCode) => {
    if (stdout.writableLength > 0) await new Promise<void>((resolve) => stdout.write("", () => resolve()));
    // Errors are told a moment after the writing.
    else await setImmediate();
    if (failure === null) return exitCode;
    const hint = "send it where there is room; files that were written stand";
    const told = unusable(`standard output cannot be written: ${reasonOf(failure)}`, { hint }, failure);
    return worstExitCode([exitCode, reportFailure(told, { debug: false })]);
  };
}

/** Node's own stream writes a piece once: of the last one before a disk is full, what did not fit would be missing without an error. */
function wholeWrite(bytes: Uint8Array, _: BufferEncoding, done: (error?: Error | null) => void): void {
  let error: Error | null = null;
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(process.stdout.fd, bytes, at);
  } catch (cause) {
    error = cause as Error;
  }
  done(error);
}

function isFile(descriptor: number): boolean {
  try {
    return fstatSync(descriptor).isFile();
  } catch {
    return false;
  }
}
