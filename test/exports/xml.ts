/** An element of a parsed document. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

const named: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

function unescaped(text: string): string {
  if (/[<]|&(?!(?:lt|gt|amp|quot|apos|#\d+);)/.test(text)) throw new SyntaxError(`not well-formed: ${text}`);
  return text.replace(/&(?:#(\d+)|(\w+));/g, (_, code, name) =>
    code === undefined ? (named[name] as string) : String.fromCodePoint(Number(code)),
  );
}

/** Strict parser of the XML that is written here: elements, attributes in double quotes, text. @throws SyntaxError */
export function parseXml(source: string): Element {
  // XML 1.0 (section 2.2) has no others.
  if (/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(source))
    throw new SyntaxError("not a character of XML");
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const token = /<\?xml [^?]*\?>\n|<(\/?)([\w-]+)((?: [\w-]+="[^"<]*")*)(\/?)>|([^<]+)/gy;
  let at = 0;
  for (let match = token.exec(source); match !== null; match = token.exec(source)) {
    at = token.lastIndex;
    const [, closing, name, attributes = "", empty, text] = match;
    const parent = open.at(-1) as Element;
    if (text !== undefined) parent.text += unescaped(text);
    if (name === undefined) continue;
    if (closing === "/") {
      if (open.pop()?.name !== name) throw new SyntaxError(`not closed before </${name}>`);
      continue;
    }
    const pairs = [...attributes.matchAll(/ ([\w-]+)="([^"]*)"/g)].map(([, key = "", value = ""]) => [
      key,
      unescaped(value),
    ]);
    const element: Element = { name, attributes: Object.fromEntries(pairs), children: [], text: "" };
    parent.children.push(element);
    if (empty !== "/") open.push(element);
  }
  if (at !== source.length || open.length !== 1 || root.children.length !== 1)
    throw new SyntaxError(`not well-formed at ${at}`);
  return root.children[0] as Element;
}
