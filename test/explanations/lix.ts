/**
 * Läsbarhetsindex: words per sentence, and the percentage of words of more than six letters. Up to 45 is ordinary newspaper text.
 * Sentences end with a full stop, a colon, an exclamation or question mark at the end of a word, or with the line.
 * Björnsson 1968, Läsbarhet. Digits are words of few letters.
 */
export function lix(text: string): number {
  const sentences = text
    .split(/\n+|[.:!?](?=\s|$)/u)
    .map((sentence) => sentence.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}.,’'-]*/gu) ?? [])
    .filter((words) => words.length > 0);
  const words = sentences.flat();
  const long = words.filter((word) => (word.match(/\p{L}/gu) ?? []).length > 6);
  return words.length / sentences.length + (100 * long.length) / words.length;
}
