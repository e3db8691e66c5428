/** Words of a foreign file or runtime, made safe to print: at most 500 characters, control and invisible ones made visible as U+FFFD. */
export const printable = (text: string): string => text.slice(0, 500).replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "\uFFFD");
