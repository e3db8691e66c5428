import { oneLine, visibleJson } from "../core/visible.js";

/** Words that YAML, or a reader used to its older version, takes for something else than a text. */
const taken = /^(?:true|false|null|yes|no|on|off|y|n|~|\.nan|[-+]?\.?inf)$/i;
const plain = /^\p{L}[\p{L}\p{N}_]*(?:[ .-][\p{L}\p{N}_]+)*$/u;

/** A text as a YAML scalar, in quotes where anything could be read into it. No character of it can end it. */
export function textScalar(text: string): string {
  if (text.length <= 100 && plain.test(text) && !taken.test(text) && text === text.normalize("NFC")) return text;
  return visibleJson(JSON.stringify(text)).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

const plainPath = /^(?:\.\.?\/)*\p{L}[\p{L}\p{N}_]*(?:[./-][\p{L}\p{N}_]+)*$/u;

/** A path with slashes as a scalar. */
export const pathScalar = (file: string): string =>
  plainPath.test(file) && !taken.test(file) ? file : textScalar(file);

/** A value of the data as a scalar: true, false and plain numbers as such, everything else as a text. */
export function valueScalar(value: string): string {
  if (/^(?:true|false)$/.test(value) || /^(?:0|-?[1-9][0-9]{0,14})$/.test(value)) return value;
  return textScalar(value);
}

const longestShown = 80;

/** A column's name for a comment or a line on a terminal. */
export const columnText = (name: string): string => (name === "" ? "(no name)" : oneLine(name, longestShown));
