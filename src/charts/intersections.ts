import type { Chart, ChartSize } from "./chart.js";
import { rateChart } from "./rate-chart.js";
import type { Rates } from "./rates.js";

/** Combinations of groups under the group they are part of, with a bar for how many people each one holds; a list keeps one scale, which tiles would not. */
export const intersections = (figure: Rates, size: ChartSize): Chart => rateChart(figure, size, { bars: true });
