import type { Chart, ChartSize } from "./chart.js";
import { rateChart } from "./rate-chart.js";
import type { Rates } from "./rates.js";

/** One metric for every group: interval and mark, reference as a ring with a dotted line through its attribute's rows. */
export const groupRates = (figure: Rates, size: ChartSize): Chart => rateChart(figure, size, { bars: false });
