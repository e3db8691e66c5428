import { parseDocument } from "yaml";
import { DataReader } from "./data-reader.js";
import { quoted } from "./quoted.js";
import type { Node, SuiteDocument, TextProblem } from "./suite-document.js";
import { findExcess, suiteLimits } from "./suite-limits.js";
import { syntaxProblems } from "./syntax-problems.js";
import { TextPlaces } from "./text-places.js";

// C0 without tab and line breaks, DEL, C1 without NEL, halves of surrogate pairs, non-characters: YAML 1.2.2 section 5.1 has no
// place for them, and they are how a text hides from the eye.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ud800-\udfff\ufffe\uffff]/u;

/** Reads YAML 1.2 (and so JSON) without code, surprises or surprising costs; what is wrong comes back as problems. */
export function readDocument(text: string): SuiteDocument {
  const places = new TextPlaces(text);
  const refuse = (offset: number, message: string): SuiteDocument => ({
    data: undefined,
    root: null,
    anchors: new Map(),
    places,
    problems: [{ message, ...places.at(offset) }],
  });
  if (Buffer.byteLength(text) > suiteLimits.bytes) return refuse(0, tooLarge);
  const control = unprintable.exec(text);
  if (control)
    return refuse(control.index, `control character ${quoted(control[0])}: write it as an escape in double quotes`);
  try {
    const excess = findExcess(text);
    return excess === null ? compose(text, places) : refuse(excess.offset, excess.message);
  } catch (error) {
    // The limits keep the parser's recursion shallow; should it run out of stack all the same, the file is the cause.
    if (error instanceof RangeError) return refuse(0, "nested too deeply");
    throw error;
  }
}

/** Said of a file that is not even read. */
export const tooLarge = `larger than ${suiteLimits.bytes / 1e6} MB, which is the limit`;

function compose(text: string, places: TextPlaces): SuiteDocument {
  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    stringKeys: true,
    // DataReader refuses keys given twice, in linear time; the parser would compare each with each.
    uniqueKeys: false,
    prettyErrors: false,
  });
  const problems: TextProblem[] = syntaxProblems(document, text, places);
  if (document.directives?.yaml.version !== "1.2")
    problems.push({ message: "a suite is YAML 1.2: leave the %YAML line out", ...places.at(0) });
  const root = document.contents as Node | null;
  if (problems.length > 0) return { data: undefined, root: null, anchors: new Map(), places, problems };
  const reader = new DataReader(places);
  return {
    data: root === null ? null : reader.read(root),
    root,
    anchors: reader.anchors,
    places,
    problems: reader.problems,
  };
}
