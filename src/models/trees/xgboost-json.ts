import { fileKind, isRecord } from "../file-kind.js";
import { wrongKind } from "../runtime-failure.js";
import { brokenModel } from "./broken-model.js";
import type { Field } from "./fields.js";
import { NotUbj, parseUbj } from "./ubj.js";

/**
 * The document of an XGBoost model, from JSON or UBJSON: the two are told apart by their content.
 * @throws Failure (unusable) for files that are neither, are cut off, or hold another model.
 */
export function readXgboostDocument(model: string, content: Uint8Array): Field {
  const value = isUbj(content) ? fromUbj(model, content) : fromJson(model, content);
  if (!isRecord(value) || !isRecord(value.learner)) throw wrongKind(model, "an XGBoost model", fileKind(content));
  return { model, place: "", value };
}

/** An object of UBJSON goes on with the type of a length, a type or a count; one of JSON with white space, a text or its end. */
const isUbj = (content: Uint8Array): boolean =>
  content[0] === "{".charCodeAt(0) && /[iUIlL$#N]/.test(String.fromCharCode(content[1] ?? 0));

function fromUbj(model: string, content: Uint8Array): unknown {
  try {
    return parseUbj(content);
  } catch (cause) {
    if (!(cause instanceof NotUbj)) throw cause;
    throw brokenModel(model, `is no complete XGBoost model: it ${cause.message}`, cause);
  }
}

function fromJson(model: string, content: Uint8Array): unknown {
  if (lists(content) > mostLists)
    throw brokenModel(model, `is no XGBoost model that can be read: it holds more than ${mostLists} lists and objects`);
  const text = Buffer.from(content.buffer, content.byteOffset, content.byteLength).toString("utf8");
  if (!/^\s*\{/.test(text)) throw wrongKind(model, "an XGBoost model", fileKind(content));
  try {
    return JSON.parse(text);
  } catch (cause) {
    return withoutOddNumbers(model, text, cause);
  }
}

/** A tree has about twenty. An empty list takes three bytes in the file and fifty in memory. */
const mostLists = 2 ** 22;

/** Lists and objects that a JSON text opens; brackets inside of texts count too. */
function lists(content: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < content.length; at++) if (content[at] === 0x5b || content[at] === 0x7b) count++;
  return count;
}

/** XGBoost writes NaN and Infinity as they are, which JSON does not know: they become null. */
function withoutOddNumbers(model: string, text: string, cause: unknown): unknown {
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|-?(?:NaN|nan|Infinity|inf)\b/g, (found) =>
    found.startsWith('"') ? found : "null",
  );
  try {
    return JSON.parse(plain);
  } catch {
    throw brokenModel(model, "is no complete XGBoost model: its JSON breaks off or is damaged", cause);
  }
}
