import { transforms } from "vega-dataflow";
import { datajoin, encode, scale } from "vega-encode";
import { expressionInterpreter } from "vega-interpreter";
import { parse } from "vega-parser";
import { collect, filter, sieve } from "vega-transforms";
import { View } from "vega-view";
import { bound, mark, render, viewlayout } from "vega-view-transforms";
import type { LiveDrawing, LiveShape } from "../content.js";

// What these drawings are made of, and nothing else of Vega.
Object.assign(transforms, { collect, filter, sieve, bound, mark, render, viewlayout, datajoin, encode, scale });

const refuse = (): Promise<never> => Promise.reject(new Error("a chart tried to load something"));
const blocked = { load: refuse, sanitize: refuse, http: refuse, file: refuse };

/** The specification of one drawing: its shape with its own sizes, scales and rows. */
function whole({ width, height, scales, rows }: LiveDrawing, shape: LiveShape): object {
  let next = 0;
  const data = shape.data.map((one) => {
    if (one.values === undefined) return one;
    const values = (rows[next++] ?? []).map((row) => Object.fromEntries(row.map((value, at) => [`c${at}`, value])));
    return { ...one, values };
  });
  return { ...shape, width, height, scales, data };
}

/**
 * Draws a figure with Vega, whose expressions are interpreted and never compiled.
 * @param onRow called with the index of the row that is pointed at, or null where there is none
 */
export async function liveSvg(
  drawing: LiveDrawing,
  shape: LiveShape,
  size: string,
  onRow: (row: number | null, event: Event) => void,
): Promise<SVGSVGElement> {
  const host = document.createElement("div");
  const flow = parse(whole(drawing, shape) as never, undefined, { ast: true } as never);
  const view = new View(flow, {
    ...{ renderer: "svg", container: host, expr: expressionInterpreter, loader: blocked, hover: false },
    tooltip: (_: unknown, event: Event, __: unknown, row: unknown) =>
      onRow(typeof row === "number" ? row - 1 : null, event),
  } as never);
  await view.runAsync();
  const svg = host.querySelector("svg");
  if (svg === null) throw new Error("nothing was drawn");
  svg.setAttribute("class", size);
  svg.setAttribute("viewBox", `0 0 ${drawing.width} ${drawing.height}`);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  return svg;
}
