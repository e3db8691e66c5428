import { CST, Lexer } from "yaml";

/** What a suite file may hold: far more than any suite needs, little enough to be read in a moment. */
export const suiteLimits = { bytes: 1_000_000, tokens: 50_000, depth: 50, aliases: 20, nodes: 50_000 } as const;

/** A kind of token, or the text that a scalar's announcement is followed by. */
type TokenType = ReturnType<typeof CST.tokenType> | "scalar-text";

/** Something a reader must not be given, at an offset of the text. */
export interface Excess {
  readonly offset: number;
  readonly message: string;
}

/**
 * Looks through the tokens of a YAML text, before it is parsed, for nesting and amounts that would cost the parser minutes or
 * its stack (600 bytes of `{` can take 10 s). Linear in the text, and it stops at the first excess.
 */
export function findExcess(text: string): Excess | null {
  const nesting = new Nesting();
  let offset = 0;
  let tokens = 0;
  let aliases = 0;
  let isScalar: boolean = false;
  for (const token of new Lexer().lex(text)) {
    const type: TokenType = isScalar ? "scalar-text" : CST.tokenType(token);
    isScalar = type === "scalar";
    if (++tokens > suiteLimits.tokens) return { offset, message: `more than ${suiteLimits.tokens} parts are too many` };
    if (type === "alias" && ++aliases > suiteLimits.aliases)
      return { offset, message: `more than ${suiteLimits.aliases} aliases are too many` };
    if (nesting.after(type, token.length) > suiteLimits.depth)
      return { offset, message: `nested more than ${suiteLimits.depth} levels deep` };
    // The lexer announces documents, scalars and broken-off flows with tokens that are no part of the text.
    if (type !== "scalar" && type !== "doc-mode" && type !== "flow-error-end") offset += token.length;
  }
  return null;
}

/** Depth of nesting, kept up token by token; counts a little too much rather than too little. */
class Nesting {
  private flow = 0;
  /** Columns at which the open block collections begin. */
  private readonly columns: number[] = [];
  private column = 0;
  private atLineStart = true;
  /** `a: b: c:` is wrong, and yet nests in the parser. */
  private colons = 0;

  after(type: TokenType, length: number): number {
    if (type === "flow-map-start" || type === "flow-seq-start") this.openBlock(++this.flow === 1);
    else if (type === "flow-map-end" || type === "flow-seq-end") this.flow = Math.max(0, this.flow - 1);
    else if (type === "flow-error-end") this.flow = 0;
    else if (type === "doc-start" || type === "doc-end") this.columns.length = 0;
    else if (this.flow === 0) this.inBlock(type, length);
    return this.flow + this.columns.length + this.colons;
  }

  private inBlock(type: TokenType, length: number): void {
    if (type === "newline") {
      this.column = 0;
      this.colons = 0;
      this.atLineStart = true;
    } else if (type === "space") this.column += length;
    else if (type === "seq-item-ind" || type === "explicit-key-ind" || type === "map-value-ind") {
      if (this.atLineStart) this.openBlock(true);
      else if (type === "map-value-ind") this.colons++;
      this.column += length;
    } else if (type !== "comment" && type !== "doc-mode") {
      this.openBlock(this.atLineStart);
      this.atLineStart = false;
    }
  }

  private openBlock(opens: boolean): void {
    if (!opens || !this.atLineStart) return;
    while ((this.columns.at(-1) ?? -1) > this.column) this.columns.pop();
    if (this.columns.at(-1) !== this.column) this.columns.push(this.column);
  }
}
