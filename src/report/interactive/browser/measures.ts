import type { Content } from "../content.js";
import { enliven } from "./figures.js";
import { element, say } from "./say.js";
import { sortAndFilter } from "./tables.js";

/** Figures by id: those in the page, and those that wait to be chosen. */
function figuresOf(ids: readonly string[]): Map<string, Element> {
  const waiting = Array.from(document.querySelectorAll<HTMLTemplateElement>("template.measures"), (one) => one.content);
  const found = new Map<string, Element>();
  for (const id of ids) {
    const figure = document.getElementById(id) ?? waiting.map((one) => one.getElementById(id)).find(Boolean);
    if (figure) found.set(id, figure.cloneNode(true) as Element);
  }
  return found;
}

/** Lets each figure of rates show another measure of its section. What it showed at first stays, for print, and comes back. */
export function offerMeasures(content: Content): void {
  for (const list of content.measures) {
    const copies = figuresOf(list.map(({ id }) => id));
    for (const { id } of list) {
      const figure = document.getElementById(id);
      if (figure !== null) figure.prepend(choice(figure, list, copies, content));
    }
  }
}

function choice(
  figure: HTMLElement,
  list: Content["measures"][number],
  copies: ReadonlyMap<string, Element>,
  content: Content,
): HTMLElement {
  const { figures, words } = content;
  const label = figure.querySelector(".kicker")?.textContent ?? "";
  const select = element(
    "select",
    "",
    ...list.map(({ name, id }) => {
      const option = element("option", "", name);
      option.value = id;
      option.selected = option.defaultSelected = id === figure.id;
      return option;
    }),
  );
  select.autocomplete = "off";
  select.setAttribute("aria-label", say(words.measure_of, { figure: label }));
  const show = (): void => {
    for (const other of figure.querySelectorAll(".other")) other.remove();
    const [copy, live] = [copies.get(select.value), figures[select.value]];
    const isOwn = select.value === figure.id || copy === undefined || live === undefined;
    figure.classList.toggle("switched", !isOwn);
    if (isOwn) return;
    const other = element("figure", "other", ...copy.cloneNode(true).childNodes);
    other.querySelector(".kicker")?.replaceChildren(label);
    figure.append(other);
    enliven(other, live, content);
    sortAndFilter(other, words);
  };
  select.addEventListener("change", show);
  return element("p", "pick", element("span", "", words.measure), " ", select);
}
