/**
 * A text as an answer of DuckDB has to carry it. Its Node binding decodes with a plain `TextDecoder`, which drops one U+FEFF at the start
 * of a text, so that two values would become one: it gets one to drop. NULL stays NULL.
 */
export const textAnswer = (sql: string): string => `(chr(65279) || ${sql})`;
