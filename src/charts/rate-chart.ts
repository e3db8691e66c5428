import { type Chart, type ChartSize, chart } from "./chart.js";
import { columnLayers, groundLayers, legendLayers, markLayers } from "./rate-layers.js";
import { columnsFor, placeBlocks } from "./rate-layout.js";
import { isNote, type Rates } from "./rates.js";
import { assertInside, domainOf, type Scale, ticks } from "./scale.js";

/** Every value that gets a place on the scale. */
function valuesOf(figure: Rates): number[] {
  const rows = figure.blocks
    .flatMap((block) => block.rows)
    .flatMap((row) => (isNote(row) ? [] : [row.value, row.low ?? row.value, row.high ?? row.value]));
  const lines = [...figure.blocks.map((block) => block.reference), figure.everybody?.value ?? null];
  return [...rows, ...lines.filter((value): value is number => value !== null)];
}

/** Rows of rates under each other, by group (without bars) or by combination of groups (with bars of their counts). */
export function rateChart(figure: Rates, size: ChartSize, options: { bars: boolean }): Chart {
  const columns = columnsFor(figure, size, options.bars);
  const values = valuesOf(figure);
  const drawn = values.length > 0;
  const domain = drawn ? domainOf(values, figure.natural) : ([0, 1] as const);
  const scale: Scale = { type: "linear", domain, range: [columns.plotLeft, columns.plotRight] };
  assertInside(scale, values);
  const top = 24;
  const blocks = placeBlocks(figure, columns, top);
  const bottom = (blocks.at(-1)?.bottom ?? top) + 4;
  const marks = drawn ? ticks(domain, size === "wide" ? 7 : 4) : [];
  const legend = legendLayers(figure, columns, scale, { ticks: marks, bottom });
  const titleLines = legend.find((layer) => layer.name === "axisTitle")?.rows.length ?? 0;
  const layers = [
    ...groundLayers(figure, blocks, columns, scale, { ticks: marks, top, bottom }),
    ...markLayers(blocks, scale),
    ...columnLayers(blocks, columns),
    ...legend,
  ];
  const rows = blocks.flatMap((block) => block.rows);
  const spots = rows.flatMap(({ row, top, bottom }) => (row.tip === undefined ? [] : [{ top, bottom, tip: row.tip }]));
  return chart(columns.width, bottom + 26 + titleLines * 16, layers, spots);
}
