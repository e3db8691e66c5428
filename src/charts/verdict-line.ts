import type { Verdict } from "../record/run-record.js";
import { asGiven, type Chart, chart, datum, type Layer } from "./chart.js";
import { assertInside, placed, type Scale } from "./scale.js";
import { colours } from "./theme.js";

/** A gap as a multiple of its own limit, so that points and ratios share one axis: 0 no gap, 1 the limit. */
export interface VerdictLine {
  readonly verdict: Verdict;
  readonly value: number;
  readonly low: number;
  /** null: no upper bound. */
  readonly high: number | null;
}

export const verdictLineSize = { width: 280, height: 30 } as const;
const range: readonly [number, number] = [8, 270];
/** Gaps beyond this many limits are cut and end in an arrow: otherwise one of them makes all others dots at the left. */
const longest = 6;

/** The end of the common axis of some lines: the largest bound that there is, rounded up to half a limit, but at least 1.5 and at most 6 limits. */
export function verdictLineEnd(lines: readonly VerdictLine[]): number {
  const reach = lines.map(({ high, value }) => Math.max(high ?? 0, value));
  return Math.min(longest, Math.max(1.5, Math.ceil(2 * Math.max(0, ...reach)) / 2));
}

/** Where a multiple of the limit lies, as a share of the line's width. */
export const verdictLinePosition = (multiple: number, end: number): number =>
  (range[0] + (multiple / end) * (range[1] - range[0])) / verdictLineSize.width;

/** How a verdict is drawn: colour, shape and fill say the same. */
export const verdictLooks: Record<Verdict, { colour: string; shape: string; hollow: boolean; size: number }> = {
  fail: { colour: colours.over, shape: "square", hollow: false, size: 110 },
  undecided: { colour: colours.ink, shape: "diamond", hollow: true, size: 130 },
  pass: { colour: colours.within, shape: "circle", hollow: false, size: 110 },
  error: { colour: colours.ink, shape: "cross", hollow: true, size: 110 },
};

/** One check of the first screen: interval with end caps, and the verdict's mark on it. `end` is the same for all checks of a report. */
export function verdictLine(line: VerdictLine, end: number): Chart {
  const scale: Scale = { type: "linear", domain: [0, end], range };
  const middle = verdictLineSize.height / 2;
  const { colour, shape, hollow, size } = verdictLooks[line.verdict];
  const inside = (value: number) => Math.min(end, Math.max(0, value));
  const [low, high, value] = [inside(line.low), inside(line.high ?? end), inside(line.value)];
  assertInside(scale, [low, high, value]);
  const cutOff = line.high === null || line.high > end || line.value > end;
  const caps = [low, ...(cutOff ? [] : [high])].map((x) => datum(x, middle - 5, middle + 5));
  const layers: Layer[] = [
    {
      name: "interval",
      rows: [datum(low, high, middle)],
      mark: { type: "rule", strokeWidth: 3, color: colour },
      encoding: { x: placed("c0", scale), x2: { field: "c1" }, y: asGiven("c2") },
    },
    {
      name: "caps",
      rows: caps,
      mark: { type: "rule", strokeWidth: 3, color: colour },
      encoding: { x: placed("c0", scale), y: asGiven("c1"), y2: { field: "c2" } },
    },
    {
      name: "beyond",
      rows: cutOff ? [datum(high, middle)] : [],
      mark: { type: "point", shape: "triangle-right", filled: true, size: 90, color: colour },
      encoding: { x: placed("c0", scale), y: asGiven("c1") },
    },
    {
      name: "estimate",
      rows: line.value > end ? [] : [datum(value, middle)],
      mark: {
        type: "point",
        shape,
        size,
        filled: false,
        fill: hollow ? colours.paper : colour,
        stroke: hollow ? colour : colours.paper,
        strokeWidth: hollow ? 2.2 : 2,
      },
      encoding: { x: placed("c0", scale), y: asGiven("c1") },
    },
  ];
  return chart(verdictLineSize.width, verdictLineSize.height, layers);
}
