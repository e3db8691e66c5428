import type { Axis } from "./axes.js";
import type { Group } from "./batch.js";
import { type Bins, binCount } from "./bins.js";

/** What the bins of rows add to the numbers of their cells: with its parts on all axes added up, a row has its cell. */
export interface Parts {
  /** By bin of an axis. */
  readonly of: Uint16Array;
  /** By group and axis: where its parts begin. */
  readonly at: readonly (readonly number[])[];
}

/** The parts of some groups, written into `room` where they find place. */
export function partsOf(bins: Bins, groups: readonly Group[], room: Uint16Array): Parts {
  let end = 0;
  const at = groups.map(({ axes }) =>
    axes.map(({ input }) => {
      const start = end;
      end += binCount(bins, input);
      return start;
    }),
  );
  const of = room.length < end ? new Uint16Array(2 * end) : room;
  for (const [place, { axes }] of groups.entries()) fill(of, axes, at[place]!);
  return { of, at };
}

function fill(parts: Uint16Array, axes: readonly Axis[], at: readonly number[]): void {
  let stride = 1;
  for (const [axis, { segments, segmentOf, edges }] of axes.entries()) {
    const start = at[axis]!;
    for (const [run, segment] of segmentOf.entries())
      parts.fill(segment * stride, start + edges[run]!, start + edges[run + 1]!);
    stride *= segments;
  }
}
