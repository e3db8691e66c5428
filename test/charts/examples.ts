import {
  type AttributionDumbbell,
  type AttributionWaterfall,
  attributionDumbbell,
  attributionWaterfall,
  type Chart,
  type ChartSize,
  type Detection,
  detectionStrip,
  type FlipBars,
  flipBars,
  groupRates,
  intersections,
  type Missingness,
  missingness,
  type Rates,
  type Trend,
  trend,
  verdictLine,
} from "../../src/charts/index.js";

const percent = (value: number): string => `${Math.round(value * 100)}%`;

const row = (
  label: string,
  mark: "reference" | "group" | "over" | "undecided" | "unknown",
  value: number,
  half: number,
) => ({
  label,
  mark,
  whole: false,
  value,
  low: value - half,
  high: value + half,
  rate: percent(value),
  count: "1,791",
  share: value,
});

const axis = {
  rateHead: "rate",
  countHead: "of",
  axisTitle: "how often customers who left had been offered a deal (true positive rate)",
  natural: [0, 1] as const,
  tick: percent,
};

/** A figure with every kind of mark and row. */
export const rates: Rates = {
  ...axis,
  everybody: null,
  blocks: [
    {
      head: "Language",
      reference: 0.681,
      rows: [
        row("Danish", "reference", 0.681, 0.02),
        row("English", "over", 0.579, 0.035),
        row("Unknown", "unknown", 0.664, 0.08),
        { label: "Finnish", whole: false, note: "not shown: fewer than 5 people", brief: "not shown" },
      ],
    },
    {
      head: "Gender",
      reference: null,
      rows: [
        row("women with a name that is far too long to stand in one line beside a plot", "group", 0.644, 0.021),
        row("نساء", "group", 0.66, 0.02),
      ],
    },
  ],
};

export const combined: Rates = {
  ...axis,
  everybody: { value: 0.655, label: "all 66%" },
  blocks: [
    {
      head: null,
      reference: null,
      rows: [
        { ...row("Women", "group", 0.644, 0.02), whole: true, share: null },
        row("18–29", "undecided", 0.615, 0.05),
        { label: "60+", whole: false, note: "only 18: too few to judge (minimum 30)", brief: "only 18" },
      ],
    },
  ],
};

export const unknowns: Missingness = {
  tick: percent,
  rows: [
    { label: "Language", unknown: 0.032, text: "585 unknown (3.2%)" },
    { label: "Age band", unknown: 0, text: "0 unknown (0.0%)" },
    { label: "Gender", unknown: null, text: "not shown" },
    { label: "Region", unknown: 1, text: "all unknown" },
  ],
};

export const detection: Detection = {
  axisTitle: "smallest gap that would have been found, as a multiple of the check’s own limit",
  tick: (multiple) => `${multiple} ×`,
  blocks: [
    {
      head: "Leavers reached, by language, limit 5 points",
      groups: [
        { label: "Norwegian", multiple: 0.74, text: "3.7 points" },
        { label: "English", multiple: 1.3, text: "6.5 points" },
        { label: "Finnish", multiple: null, text: "fewer than 5 people" },
      ],
    },
    {
      head: "Needless offers, by gender, limit 3 points",
      groups: [{ label: "Women", multiple: 0.36, text: "1.1 points" }],
    },
  ],
};

export const flips: FlipBars = {
  axisTitle: "share of the group’s rows whose decision changed",
  tick: (value) => percent(Math.abs(value)),
  rows: [
    { label: "Everybody", bold: false, lost: 0.03, got: 0.01, text: "736 of 18,412" },
    { label: "Gender", bold: true, lost: null, got: null, text: " " },
    { label: "Women", bold: false, lost: 0.05, got: 0, text: "450 of 9,001" },
    { label: "Men", bold: false, lost: 0, got: 0.02, text: "188 of 9,411" },
    { label: "Non-binary", bold: false, lost: null, got: null, text: "not shown" },
  ],
};

const signed = (value: number): string => `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value).toFixed(1)}`;

const push = (value: number, half: number | null) => ({
  value,
  low: half === null ? null : value - half,
  high: half === null ? null : value + half,
});

/** The inputs of the picture that was drawn first, with every sign and mark, and a row without intervals. */
export const pushes: AttributionDumbbell = {
  names: { group: "English", reference: "Danish" },
  differenceHead: "difference",
  axisTitle: "average push on the churn score (points)",
  tick: signed,
  rows: [
    {
      label: "Help-centre visits, 30 days",
      sign: "stand_in",
      mark: "over",
      group: push(1, 0.3),
      reference: push(3.6, 0.2),
      difference: "−2.6",
    },
    {
      label: "Log-ins to the app, 30 days",
      sign: "stand_in",
      mark: "undecided",
      group: push(1.5, 0.35),
      reference: push(2.9, 0.22),
      difference: "−1.4",
    },
    {
      label: "Language",
      sign: "own",
      mark: "group",
      group: push(1.1, 0.17),
      reference: push(0.4, 0.11),
      difference: "+0.7",
    },
    {
      label: "نساء and a name that is far too long to stand in one line beside a plot",
      sign: null,
      mark: "group",
      group: push(-0.4, 0.3),
      reference: push(-0.4, 0),
      difference: "0.0",
    },
    {
      label: "The other 9 inputs together",
      sign: null,
      mark: "group",
      group: push(0, null),
      reference: push(1.2, null),
      difference: "−1.2",
    },
  ],
};

export const steps: AttributionWaterfall = {
  from: { label: "Danish-speaking customers", value: 60.6, text: "60.6" },
  to: { label: "English-speaking customers", value: 56.1, text: "56.1" },
  axisTitle: "average churn score (points of 100)",
  tick: (value) => String(value),
  gloss: (value) => `${value}%`,
  steps: [
    { label: "Help-centre visits, 30 days", by: -2.6, text: "−2.6" },
    { label: "Log-ins to the app, 30 days", by: -1.4, text: "−1.4" },
    { label: "Language", by: 0.7, text: "+0.7" },
    { label: "Same for both", by: 0, text: "0.0" },
    { label: "The other 9 inputs together", by: -1.2, text: "−1.2" },
  ],
};

/** Every chart with data that shows all of its parts, in both widths where it has two. */
const months: Trend = {
  marks: [
    ["H1 2024", "undecided", 0.04, 0, 0.088, null, null],
    ["H2 2024", "undecided", 0.038, 0, 0.084, null, null],
    ["H1 2025", "undecided", 0.042, 0, 0.087, "new suite", null],
    ["H2 2025", "undecided", 0.065, 0.005, 0.109, null, null],
    ["H1 2026", "pass", 0.02, 0.01, 0.04, "new model", null],
    ["H2 2026", "fail", 0.103, 0.054, 0.137, null, "alarm"],
    ["H1 2027", "error", null, null, null, null, null],
  ].map(([label, verdict, value, low, high, broken, note], index) => ({
    ...({ label, verdict, value, low, high, broken, note } as Omit<Trend["marks"][number], "text" | "band">),
    text: value === null ? "–" : ((value as number) * 100).toFixed(1),
    band: index < 1 ? null : [0.01, 0.16 - index / 100],
  })),
  limit: { value: 0.05, bound: "at_most", text: "limit: 5 points" },
  natural: [0, 1],
  tick: (value) => String(Math.round(value * 100)),
};

export const examples: Readonly<Record<string, (size: ChartSize) => Chart>> = {
  "verdict-line": () => verdictLine({ verdict: "fail", value: 2.06, low: 1.08, high: 2.74 }, 3),
  "group-rates": (size) => groupRates(rates, size),
  intersections: (size) => intersections(combined, size),
  "flip-bars": (size) => flipBars(flips, size),
  missingness: (size) => missingness(unknowns, size),
  "detection-strip": (size) => detectionStrip(detection, size),
  "attribution-dumbbell": (size) => attributionDumbbell(pushes, size),
  "attribution-waterfall": (size) => attributionWaterfall(steps, size),
  trend: (size) => trend(months, size),
};
