import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** The wrong files, what is wrong with each, and beside each what is said of it. */
export const wrongFolder = path.join(path.dirname(fileURLToPath(import.meta.url)), "..", "fixtures", "wrong");

/** A file, or a call, with a fault. */
export interface WrongCase {
  /** Name of the file without its ending; `<file>.txt` holds what is printed. */
  readonly file: string;
  /** What is wrong, in words. */
  readonly wrong: string;
  /** The call; default: `check <file>.yaml`. */
  readonly args?: readonly string[];
  /** Exit code; default 2. */
  readonly code?: number;
  /** The data or the model have to be looked at to find it. */
  readonly data?: boolean;
  /** A change after which the file is in order. */
  readonly fix?: { readonly replace: string; readonly by: string };
  /** A call that is in order. */
  readonly fixLine?: string;
  /** The fix in words, where those are better. */
  readonly advice?: string;
}

export interface WrongSection {
  readonly section: string;
  readonly cases: readonly WrongCase[];
}

export const wrongSections = (): readonly WrongSection[] =>
  JSON.parse(readFileSync(path.join(wrongFolder, "cases.json"), "utf8"));

/** The call that finds the fault. A file's fault is the same without talk. */
export const argsOf = ({ file, args, fixLine }: WrongCase): string[] =>
  fixLine === undefined ? [...(args ?? ["check", `${file}.yaml`]), "--quiet"] : [...(args ?? [])];

/** What is printed, as it stands beside the file. */
export const printedOf = ({ file }: WrongCase): string => path.join(wrongFolder, `${file}.txt`);
