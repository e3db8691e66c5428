/**
 * The words of a column's name, folded to a to z and digits: "customerID" and "customer_id" are customer, id; "Kønn" is konn;
 * "fødselsår" is fodselsar.
 */
export const nameWords = (name: string): readonly string[] =>
  folded(name.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z])([A-Z][a-z])/g, "$1 $2"))
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");

/** Lower case without accents; the letters of Danish and Norwegian as a, ae and o. */
export const folded = (text: string): string =>
  text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replaceAll("ø", "o").replaceAll("æ", "ae");

/** Words that a name may hold: whole ones, and beginnings of longer ones (Danish and Norwegian put words together). */
export interface Vocabulary {
  readonly words?: readonly string[];
  readonly stems?: readonly string[];
}

/** Whether one of the words is in the vocabulary. */
export const speaksOf = (words: readonly string[], { words: whole = [], stems = [] }: Vocabulary): boolean =>
  words.some((word) => whole.includes(word) || stems.some((stem) => word.startsWith(stem)));
