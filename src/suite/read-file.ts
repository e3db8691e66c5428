import { readFileSync, statSync } from "node:fs";
import { usage } from "../core/errors.js";
import { tooLarge } from "./read-document.js";
import { suiteLimits } from "./suite-limits.js";
import { TextPlaces } from "./text-places.js";

/** Reads a text file of modest size, byte order mark included. @throws Failure (usage) that names the file */
export function readTextFile(file: string): string {
  const bytes = readBytes(file);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw usage(encodingMessage(bytes), { file, ...firstFault(bytes) });
  }
}

function readBytes(file: string): Buffer {
  const refuse = (message: string) => usage(message, { file });
  try {
    const { size, ...stats } = statOf(file);
    // A pipe could keep us waiting, and a device has no end.
    if (!stats.isFile) throw refuse("not a regular file");
    if (size > suiteLimits.bytes) throw refuse(tooLarge);
    return readFileSync(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    throw refuse(code === "ENOENT" ? "no such file" : `cannot be read (${code})`);
  }
}

function statOf(file: string): { size: number; isFile: boolean } {
  const stats = statSync(file);
  return { size: stats.size, isFile: stats.isFile() };
}

function encodingMessage(bytes: Buffer): string {
  const isWide = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  return isWide ? "not UTF-8 but UTF-16: save the file as UTF-8" : "not UTF-8: save the file as UTF-8";
}

/** Line and column of the first bytes that are not UTF-8. */
function firstFault(bytes: Buffer): { line: number; column: number; length: number } {
  const text = bytes.toString("utf8");
  const again = Buffer.from(text);
  let at = 0;
  while (at < bytes.length && bytes[at] === again[at]) at++;
  const before = bytes
    .subarray(0, at)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
  return { ...new TextPlaces(text).at(before.length), length: 1 };
}
