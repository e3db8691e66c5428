import { type Loader, loader, parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import type { Chart } from "../charts/index.js";
import { inlineSvg } from "./svg.js";

/** A drawing needs nothing from outside, so every attempt to fetch is a defect. */
const blocked: Loader = {
  ...loader(),
  load: async () => Promise.reject(new Error("a chart tried to load something")),
  sanitize: async () => Promise.reject(new Error("a chart tried to load something")),
};

/** Vega and Vega-Lite report trouble as a line of log, and draw something else than was asked for. */
const strict = {
  level: () => strict,
  error: (...words: readonly unknown[]) => complain(words),
  warn: (...words: readonly unknown[]) => complain(words),
  info: () => strict,
  debug: () => strict,
};

function complain(words: readonly unknown[]): never {
  throw new Error(`chart: ${words.map(String).join(" ")}`);
}

function checkMarks(chart: Chart, drawn: ReadonlyMap<string, number>, svg: string): void {
  for (const [layer, wanted] of Object.entries(chart.marks)) {
    const seen = drawn.get(layer) ?? 0;
    if (seen !== wanted) throw new Error(`chart layer "${layer}" drew ${seen} of ${wanted} marks`);
  }
  if (/="[^"]*NaN/.test(svg)) throw new Error("chart: a mark has no place");
}

/** The Vega specification that a chart is drawn from. @throws Error where Vega-Lite warned. */
export const compiled = (chart: Chart) =>
  compile(chart.spec as unknown as TopLevelSpec, { logger: strict as never }).spec;

/**
 * A chart as an inline SVG, hidden from screen readers (the figure says the same in words and in a table).
 * @throws Error when not every row given became a mark, or when Vega warned.
 */
export async function draw(chart: Chart, className: string): Promise<string> {
  const view = new View(parse(compiled(chart)), { renderer: "none", loader: blocked, logger: strict as never });
  try {
    const { svg, marks } = inlineSvg(await view.toSVG(), className);
    checkMarks(chart, marks, svg);
    return svg;
  } finally {
    view.finalize();
  }
}
