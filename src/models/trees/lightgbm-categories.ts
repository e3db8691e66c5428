import { brokenModel } from "./broken-model.js";
import type { LightgbmText } from "./lightgbm-text.js";

/**
 * By input: the categories whose places are its codes, as texts; null for numbers. Null where the file does not tell which input has
 * which list: trained without pandas, or with ordered categories, whose codes are split like numbers.
 * @throws Failure (unusable) when the lists are damaged.
 */
export function lightgbmCategories(
  model: string,
  file: LightgbmText,
  width: number,
): readonly (readonly string[] | null)[] | null {
  const lists = file.pandasCategorical === null ? null : listsOf(model, file.pandasCategorical);
  const inputs = categoricalInputs(file, width);
  if (lists === null || lists.length === 0 || lists.length !== inputs.length) return null;
  const byInput = new Array<readonly string[] | null>(width).fill(null);
  for (const [place, input] of inputs.entries()) byInput[input] = lists[place]!;
  return byInput;
}

/** Inputs in their order: those that the training was told, else those whose `feature_infos` list codes ("-1:0:2:1"). */
function categoricalInputs({ parameters, header }: LightgbmText, width: number): number[] {
  const told = parameters.get("categorical_feature")?.trim() ?? "";
  const inputs = told.split(",").map((part) => (part === "" ? Number.NaN : Number(part)));
  if (inputs.every((input) => Number.isInteger(input) && input >= 0 && input < width))
    return [...new Set(inputs)].toSorted((a, b) => a - b);
  const infos = header.get("feature_infos")?.trim().split(" ") ?? [];
  return infos.flatMap((info, input) => (info.includes(":") && !info.startsWith("[") && input < width ? [input] : []));
}

/** Lists of categories as texts: numbers as they are written (1.0 is a category of decimals, 1 of whole numbers), true and false. */
function listsOf(model: string, json: string): string[][] | null {
  const lists = parsed(model, textsOnly(json));
  if (lists === null) return null;
  const isList = (value: unknown): value is string[] =>
    Array.isArray(value) && value.every((text) => typeof text === "string");
  if (!Array.isArray(lists) || !lists.every(isList))
    throw brokenModel(model, "has no lists of values at pandas_categorical");
  return lists;
}

/**
 * JSON with everything but null, and outside of texts, put between quotes. Token by token: one pattern for a whole text would need
 * memory for each of its characters.
 */
function textsOnly(json: string): string {
  let isText = false;
  return json.replace(/\\.|"|[-+.\w]+/g, (token) => {
    if (token === '"') isText = !isText;
    return isText || token === '"' || token === "null" || token.startsWith("\\") ? token : `"${token}"`;
  });
}

function parsed(model: string, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw brokenModel(model, "is damaged at pandas_categorical", cause);
  }
}
