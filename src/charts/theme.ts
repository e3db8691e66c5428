/**
 * Colours as CSS variables of the report, each with its light value behind it: Vega writes them into the SVG as they are,
 * so one drawing follows the light, dark, print and forced-colours theme. `report.css` defines the same names.
 */
export const colours = {
  paper: "var(--paper,#ffffff)",
  tint: "var(--tint,#f3f5f7)",
  ink: "var(--ink,#17212b)",
  ink2: "var(--ink2,#4c5966)",
  faint: "var(--faint,#7d8995)",
  rule: "var(--rule,#d3dae0)",
  grid: "var(--grid,#e6eaee)",
  over: "var(--fail-mark,#c4450c)",
  within: "var(--pass-mark,#1f6fa8)",
} as const;

/** Text sizes in pixels; nothing in a chart is smaller. */
export const textSize = { label: 13, axis: 12 } as const;

/** Settings for every chart: no backgrounds, no axes of Vega's own, and no descriptions, which would repeat the data in attributes. */
export const vegaConfig = {
  background: null,
  font: "inherit",
  aria: false,
  view: { stroke: null },
  text: { color: colours.ink, fontSize: textSize.label, baseline: "middle", align: "left", aria: false },
  rule: { color: colours.ink, aria: false },
  rect: { aria: false },
  point: { strokeWidth: 1.5, opacity: 1, aria: false },
} as const;
