import type { Content } from "../content.js";
import { enliven } from "./figures.js";
import { offerMeasures } from "./measures.js";
import { sortAndFilter } from "./tables.js";

/** The page is whole before this runs; nothing here asks for anything outside of it. */
function start(): void {
  const source = document.getElementById("interactive-json")?.textContent;
  if (source === null || source === undefined) return;
  const content = JSON.parse(source) as Content;
  const { words, figures } = content;
  // Copies are made of figures as they stand in the page, without controls.
  offerMeasures(content);
  for (const [id, live] of Object.entries(figures)) {
    const figure = document.getElementById(id);
    if (figure !== null) enliven(figure, live, content);
  }
  sortAndFilter(document.body, words);
}

start();
