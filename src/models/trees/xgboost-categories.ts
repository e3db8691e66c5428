import { below, damaged, type Field, fields, integerAt, type NumberList, numbers } from "./fields.js";

/** Codes of categories stay below (`kMaxCat` in src/common/categorical.h of XGBoost). */
const mostCategories = 2 ** 24;
/** Most words of 32 categories in all lists of a file: 64 MB. */
const mostWords = 2 ** 24;

/** Lists of categories as bit sets, those of all trees of a file. */
export interface CategorySets {
  readonly sets: readonly Uint32Array[];
  /** Takes one more and answers with its place. @throws Failure (unusable) where the lists grow beyond what is read. */
  add(list: NumberList, start: number, size: number): number;
}

export function categorySets(): CategorySets {
  const sets: Uint32Array[] = [];
  let words = 0;
  return {
    sets,
    add(list, start, size) {
      let most = 0;
      for (let at = start; at < start + size; at++) most = Math.max(most, integerAt(list, at, 0, mostCategories - 1));
      const set = new Uint32Array((most >>> 5) + 1);
      words += set.length;
      if (words > mostWords) throw damaged(list.field, "makes the lists of categories larger than are read");
      for (const code of list.values.subarray(start, start + size)) set[code >>> 5]! |= 1 << (code & 31);
      return sets.push(set) - 1;
    },
  };
}

/**
 * The names of the categories of each input, null for numbers; null where the file has none. Since version 3.1 files keep them where
 * the training data had them: texts as the bytes of all of them with the offset of each, or whole numbers.
 */
export function categoryNames(cats: Field, width: number): (readonly string[] | null)[] | null {
  const encoded = below(cats, "enc");
  if (encoded.value === undefined) return null;
  const entries = fields(encoded);
  if (entries.length === 0) return null;
  if (entries.length !== width) throw damaged(encoded, `has ${entries.length} entries; expected ${width}`);
  return entries.map(namesOf);
}

function namesOf(entry: Field): readonly string[] | null {
  const { values } = numbers(below(entry, "values"));
  if (below(entry, "offsets").value === undefined) return isCodes(values) ? null : Array.from(values, String);
  return values.length > 0 && values.every((byte) => byte >= 0)
    ? textsOf(values, numbers(below(entry, "offsets")))
    : null;
}

/** Whether categories are called by their own codes: then the data's numbers are what the trees take. */
const isCodes = (values: Float64Array): boolean => values.every((value, code) => value === code);

/**
 * Texts in ASCII. Others cannot be told: XGBoost counted letters where it took bytes, so that the lists of its files are shifted and
 * cut (github.com/dmlc/xgboost/pull/12371), and a newer version may have saved what an older one wrote.
 */
function textsOf(bytes: Float64Array, offsets: NumberList): readonly string[] {
  const text = Buffer.from(Uint8Array.from(bytes)).toString("latin1");
  return Array.from({ length: Math.max(0, offsets.values.length - 1) }, (_, place) => {
    const start = integerAt(offsets, place, 0, text.length);
    return text.slice(start, integerAt(offsets, place + 1, start, text.length));
  });
}
