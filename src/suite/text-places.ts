import type { Place } from "./suite.js";

/** Looks up lines and columns of offsets in one text. */
export class TextPlaces {
  private readonly starts: number[] = [0];

  constructor(private readonly text: string) {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.starts.push(at + 1);
    // A byte order mark is no character of the first line.
    if (text.startsWith("\ufeff")) this.starts[0] = 1;
  }

  /** Place of the text from `start` to `end`, marked as far as its first line goes, one character at least. */
  at(start: number, end = start + 1): Place {
    const line = this.lineOf(start);
    const from = this.starts[line - 1]!;
    const next = this.starts[line];
    const lineEnd = next === undefined ? this.text.length : next - (this.text[next - 2] === "\r" ? 2 : 1);
    return { line, column: Math.max(1, start - from + 1), length: Math.max(1, Math.min(end, lineEnd) - start) };
  }

  private lineOf(offset: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
}
