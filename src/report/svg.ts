/** An element of a drawing, as Vega writes them: no comments, no processing instructions, `<` and `>` of data always escaped. */
interface Element {
  readonly tag: string;
  readonly attributes: Map<string, string>;
  readonly children: (Element | string)[];
}

// Repeated on every mark, and inherited: written once on the group instead.
const inherited = ["fill", "stroke", "stroke-width", "stroke-dasharray", "text-anchor", "font-size", "font-weight"];
// Vega's descriptions (ours stand in the figure), its defaults, and what an inline SVG does not need.
const dropped = /^(aria-.*|role|class|xmlns.*|version|font-family|stroke-miterlimit)$/;

function attributesOf(source: string): Map<string, string> {
  return new Map(
    Array.from(source.matchAll(/([a-zA-Z][\w:-]*)="([^"]*)"/g), ([, name, value]) => [name ?? "", value ?? ""]),
  );
}

/** @throws Error when elements are not closed in the order they were opened. */
function parse(svg: string): Element {
  const root: Element = { tag: "", attributes: new Map(), children: [] };
  const open = [root];
  for (const [token, close, tag, attributes, empty] of svg.matchAll(/<(\/?)([a-zA-Z]+)([^>]*?)(\/?)>|[^<]+/g)) {
    const parent = open.at(-1);
    if (parent === undefined) throw new Error("the drawing closes an element twice");
    if (tag === undefined) parent.children.push(token);
    else if (close === "/") {
      if (open.pop()?.tag !== tag) throw new Error(`the drawing does not close <${tag}>`);
    } else {
      const element: Element = { tag, attributes: attributesOf(attributes ?? ""), children: [] };
      parent.children.push(element);
      if (empty !== "/") open.push(element);
    }
  }
  const [first] = root.children;
  if (open.length !== 1 || first === undefined || typeof first === "string")
    throw new Error("the drawing has no single root");
  return first;
}

const isElement = (node: Element | string): node is Element => typeof node !== "string";

/** Marks by layer, counted in what is drawn: the name of a layer is in the class of the group that holds its marks. */
function countMarks(node: Element, counts: Map<string, number> = new Map()): Map<string, number> {
  const layer = /(?:^| )(\S+)_marks(?: |$)/.exec(node.attributes.get("class") ?? "")?.[1];
  if (layer !== undefined) counts.set(layer, (counts.get(layer) ?? 0) + node.children.length);
  for (const child of node.children.filter(isElement)) countMarks(child, counts);
  return counts;
}

const rounded = (value: string): string =>
  value.replace(/-?\d+\.\d+(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100 + 0));

function attributesKept(node: Element): Map<string, string> {
  const kept = new Map<string, string>();
  for (const [name, value] of node.attributes) {
    const says = !dropped.test(name) && !(/^[xy]2$/.test(name) && Number(value) === 0) && value !== "translate(0,0)";
    if (says && !(name === "opacity" && value === "1"))
      kept.set(name, /^(transform|d|x2|y2|width|height)$/.test(name) ? rounded(value) : value);
  }
  return kept;
}

const circle = /^M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0$/;

/** Vega moves every mark into its place; most have shorter ways to say where they are, and the page's own colours need no fallback. */
function shorter({ tag, attributes, children }: Element): Element {
  for (const [name, value] of attributes) attributes.set(name, value.replace(/^var\((--[\w-]+),[^)]*\)$/, "var($1)"));
  const [, x, y] = /^translate\((-?[\d.]+),(-?[\d.]+)\)$/.exec(attributes.get("transform") ?? "") ?? [];
  const radius = circle.exec(attributes.get("d") ?? "")?.[1];
  if (x === undefined || y === undefined) return { tag, attributes, children };
  const placed = (shape: string, place: readonly (readonly [string, string])[]): Element => {
    const rest = [...attributes].filter(([name]) => !/^(transform|d|x2|y2)$/.test(name));
    return { tag: shape, attributes: new Map([...place, ...rest]), children };
  };
  const [right = "0", down = "0"] = [attributes.get("x2"), attributes.get("y2")];
  const along = down === "0" ? `h${right}` : right === "0" ? `v${down}` : `l${right},${down}`;
  const at = [
    ["x", x],
    ["y", y],
  ] as const;
  const about = [
    ["cx", x],
    ["cy", y],
  ] as const;
  if (tag === "text") return placed("text", at);
  if (tag === "line") return placed("path", [["d", `M${x},${y}${along}`]]);
  return radius === undefined ? { tag, attributes, children } : placed("circle", [...about, ["r", radius]]);
}

/** An element without what a page does not need; a group that says nothing gives way to its children. */
function cleaned(node: Element): Element[] {
  if (/^(background|foreground)$/.test(node.attributes.get("class") ?? "")) return [];
  const children = node.children.flatMap((child): (Element | string)[] =>
    isElement(child) ? cleaned(child) : [child],
  );
  if (node.tag === "g" && children.length === 0) return [];
  const element = hoisted(shorter({ tag: node.tag, attributes: attributesKept(node), children }));
  return node.tag === "g" && element.attributes.size === 0 ? element.children.filter(isElement) : [element];
}

/** The value that most have. */
function mostCommon(values: readonly string[]): string | undefined {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted(([, a], [, b]) => b - a)[0]?.[0];
}

/** Moves what children would inherit to their parent, where each says something of its own: what most say. */
function hoisted(node: Element): Element {
  const children = node.children.filter(isElement);
  if (node.tag !== "g" || children.length < 2) return node;
  for (const name of inherited) {
    const values = children.flatMap((child) => child.attributes.get(name) ?? []);
    const value = mostCommon(values);
    if (value === undefined || values.length < children.length || node.attributes.has(name)) continue;
    node.attributes.set(name, value);
    for (const child of children) if (child.attributes.get(name) === value) child.attributes.delete(name);
  }
  return node;
}

function serialised(node: Element | string): string {
  if (!isElement(node)) return node;
  const attributes = Array.from(node.attributes, ([name, value]) => ` ${name}="${value}"`).join("");
  if (node.children.length === 0) return `<${node.tag}${attributes}/>`;
  return `<${node.tag}${attributes}>${node.children.map(serialised).join("")}</${node.tag}>`;
}

/** A drawing for use inside a page, hidden from screen readers, and how many marks each layer drew. */
export function inlineSvg(
  svg: string,
  className: string,
): { readonly svg: string; readonly marks: ReadonlyMap<string, number> } {
  const root = parse(svg);
  const marks = countMarks(root);
  const size = ["width", "height", "viewBox"].map((name) => [name, root.attributes.get(name) ?? ""] as const);
  const hidden = [
    ["class", className],
    ["aria-hidden", "true"],
    ["focusable", "false"],
  ] as const;
  const attributes = new Map<string, string>([...hidden, ...size]);
  const children = root.children.filter(isElement).flatMap(cleaned);
  return { svg: serialised({ tag: "svg", attributes, children }), marks };
}
