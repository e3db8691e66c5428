import type { Content } from "../content.js";
import { compareCells } from "./cells.js";
import { element, say } from "./say.js";

/** A table with fewer rows is read faster than searched. */
const longTable = 12;

/** Lets a reader sort every table of three rows or more by its columns, and filter the long ones. */
export function sortAndFilter(root: ParentNode, words: Content["words"]): void {
  for (const frame of root.querySelectorAll<HTMLElement>(".scroll")) {
    const table = frame.querySelector("table");
    if (table === null) continue;
    const bodies = Array.from(table.tBodies, (body) => {
      const rows = Array.from(body.rows);
      const head = rows.find(isHead) ?? null;
      return { body, head, rows: rows.filter((row) => !isHead(row)) };
    });
    if (bodies.some(({ rows }) => rows.length > 2)) sortable(table, bodies);
    if (bodies.reduce((sum, { rows }) => sum + rows.length, 0) >= longTable) filterable(frame, table, bodies, words);
  }
}

interface Body {
  readonly body: HTMLTableSectionElement;
  /** The line over the rows. */
  readonly head: HTMLTableRowElement | null;
  /** In the order of the page. */
  readonly rows: readonly HTMLTableRowElement[];
}

const isHead = (row: HTMLTableRowElement): boolean => row.cells[0]?.scope === "rowgroup";

type Order = "none" | "ascending" | "descending";
const next: Record<Order, Order> = { none: "ascending", ascending: "descending", descending: "none" };

/** A button in each column's head: rising, falling, as it was. Rows stay under their own line. */
function sortable(table: HTMLTableElement, bodies: readonly Body[]): void {
  const heads = Array.from(table.tHead?.rows[0]?.cells ?? []);
  for (const [column, head] of heads.entries()) {
    const button = element("button", "sort", ...head.childNodes);
    button.type = "button";
    head.append(button);
    button.addEventListener("click", () => {
      const order = next[(head.ariaSort ?? "none") as Order];
      for (const other of heads) other.removeAttribute("aria-sort");
      if (order !== "none") head.setAttribute("aria-sort", order);
      const numeric = table.classList.contains(`n${column + 1}`);
      for (const { body, rows } of bodies) body.append(...sorted(rows, column, order, numeric));
    });
  }
}

function sorted(rows: readonly HTMLTableRowElement[], column: number, order: Order, numeric: boolean) {
  if (order === "none") return rows;
  const compare = compareCells(numeric, order === "ascending" ? 1 : -1);
  return rows.toSorted((a, b) => compare(a.cells[column]?.textContent ?? "", b.cells[column]?.textContent ?? ""));
}

/** A box that leaves the rows which have all of its words, in the row or in the line over it; a sheet of paper has all rows. */
function filterable(
  frame: HTMLElement,
  table: HTMLTableElement,
  bodies: readonly Body[],
  words: Content["words"],
): void {
  const texts = bodies.map(({ head, rows }) => {
    const above = head?.textContent ?? "";
    return rows.map((row) => `${above} ${row.textContent}`.toLowerCase());
  });
  const all = texts.reduce((sum, { length }) => sum + length, 0);
  const box = element("input", "");
  box.type = "search";
  box.autocomplete = "off";
  box.setAttribute("aria-label", say(words.filter_of, { table: table.caption?.textContent ?? "" }));
  const found = element("output", "");
  const look = (): void => {
    const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let n = 0;
    for (const [at, { head, rows }] of bodies.entries()) {
      let left = 0;
      for (const [index, row] of rows.entries()) {
        const stays = wanted.every((word) => texts[at]?.[index]?.includes(word));
        row.classList.toggle("out", !stays);
        if (stays) left++;
      }
      head?.classList.toggle("out", left === 0);
      n += left;
    }
    found.textContent = n === 0 ? words.no_rows : say(words.rows, { n, all });
  };
  look();
  box.addEventListener("input", look);
  frame.before(element("p", "filter", element("span", "", words.filter), " ", box, " ", found));
}
