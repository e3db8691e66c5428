import { bold, type Rich, words } from "./rich-text.js";

/** A number with the digits it is shown with: plural forms follow what the reader sees, and "1.0" is a plural in English. */
export interface Quantity {
  readonly value: number;
  readonly digits: number;
  readonly text: string;
}

export type Argument = string | number | Quantity | Rich;
export type Arguments = Readonly<Record<string, Argument>>;

type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "argument"; readonly name: string }
  | { readonly kind: "plural" | "select"; readonly name: string; readonly options: ReadonlyMap<string, Message> }
  | { readonly kind: "tag"; readonly tag: string; readonly children: Message };

/** A whole sentence with its places, as in ICU MessageFormat: `{name}`, `{n, plural, one {…} other {…}}` (with `=0` and `#`), `{x, select, a {…} other {…}}`, and the tags b and code. */
export type Message = readonly Node[];

const plainText = /(?:[^{}<]|<(?!\/?(?:b|code)>))+/;
const plainTextBeforeNumber = /(?:[^{}<#]|<(?!\/?(?:b|code)>))+/;

class Reader {
  #at = 0;
  constructor(readonly source: string) {}

  #fail(expected: string): never {
    throw new SyntaxError(`message: expected ${expected} at ${this.#at} in "${this.source}"`);
  }

  #take(pattern: RegExp, expected: string): string {
    const match = new RegExp(pattern, "uy");
    match.lastIndex = this.#at;
    const found = match.exec(this.source);
    if (found === null) return this.#fail(expected);
    this.#at = match.lastIndex;
    return found[1] ?? found[0];
  }

  /** Up to the end, or up to what closes this part. */
  message(counted: string | null, end: string): Message {
    const nodes: Node[] = [];
    while (this.#at < this.source.length && !(end !== "" && this.source.startsWith(end, this.#at))) {
      const next = this.source[this.#at];
      if (next === "{") nodes.push(this.#place());
      else if (/^<(?:b|code)>/.test(this.source.slice(this.#at, this.#at + 6))) nodes.push(this.#tag(counted));
      else if (next === "#" && counted !== null) {
        this.#at += 1;
        nodes.push({ kind: "argument", name: counted });
      } else
        nodes.push({ kind: "text", text: this.#take(counted === null ? plainText : plainTextBeforeNumber, "text") });
    }
    if (end !== "" && !this.source.startsWith(end, this.#at)) this.#fail(end);
    this.#at += end.length;
    return nodes;
  }

  #tag(counted: string | null): Node {
    const tag = this.#take(/<(b|code)>/, "<b> or <code>");
    return { kind: "tag", tag, children: this.message(counted, `</${tag}>`) };
  }

  #place(): Node {
    const name = this.#take(/\{\s*(\w+)\s*/, "a name");
    if (this.source[this.#at] === "}") {
      this.#at += 1;
      return { kind: "argument", name };
    }
    const kind = this.#take(/,\s*(plural|select)\s*,\s*/, "plural or select") === "plural" ? "plural" : "select";
    const options = new Map<string, Message>();
    while (this.source[this.#at] !== "}") {
      const option = this.#take(/(=\d+|\w+)\s*\{/, "an option");
      options.set(option, this.message(kind === "plural" ? name : null, "}"));
      this.#take(/\s*/, "");
    }
    this.#at += 1;
    if (!options.has("other")) this.#fail("the option other");
    return { kind, name, options };
  }
}

/** @throws SyntaxError naming the place. */
export const parseMessage = (source: string): Message => new Reader(source).message(null, "");

/** How numbers and plural forms are written in one language. */
export interface Grammar {
  readonly integer: (value: number) => string;
  readonly plural: (value: number, digits: number) => string;
}

const isQuantity = (value: Argument): value is Quantity => typeof value === "object" && "digits" in value;

function argument(name: string, values: Arguments): Argument {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value === undefined) throw new TypeError(`message: no value for "${name}"`);
  return value;
}

function shownArgument(value: Argument, grammar: Grammar): Rich {
  if (typeof value === "string") return words(value);
  if (typeof value === "number") return words(grammar.integer(value));
  return isQuantity(value) ? words(value.text) : value;
}

function chosen(node: Extract<Node, { options: unknown }>, values: Arguments, grammar: Grammar): Message {
  const value = argument(node.name, values);
  const other = node.options.get("other") ?? [];
  if (node.kind === "select") return node.options.get(String(value)) ?? other;
  if (typeof value !== "number" && !(typeof value === "object" && isQuantity(value)))
    throw new TypeError(`message: "${node.name}" is no number`);
  const [number, digits] = typeof value === "number" ? [value, 0] : [value.value, value.digits];
  return node.options.get(`=${number}`) ?? node.options.get(grammar.plural(number, digits)) ?? other;
}

/** The sentence with its values in place. @throws TypeError when a value is missing. */
export function formatMessage(message: Message, values: Arguments, grammar: Grammar): Rich {
  return message.flatMap((node): Rich => {
    if (node.kind === "text") return words(node.text);
    if (node.kind === "argument") return shownArgument(argument(node.name, values), grammar);
    if (node.kind !== "tag") return formatMessage(chosen(node, values, grammar), values, grammar);
    const children = formatMessage(node.children, values, grammar);
    return node.tag === "b" ? bold(children) : children.map((segment) => ({ ...segment, code: true }));
  });
}
