import { binCount, valueOfBin } from "./bins.js";
import { type Forest, leadsTo, type Path } from "./forest.js";
import { type Codes, refine } from "./refine.js";

/** Rows that meet the same conditions of a path, joined. */
export interface MetConditions {
  /** Class of each row. */
  readonly classes: Int32Array;
  /** Number of classes. */
  readonly count: number;
  /** At [class × inputs + k]: 1 where its rows meet the conditions on the path's k-th input. */
  readonly met: Uint8Array;
}

export function conditionsMet(forest: Forest, path: Path, codes: readonly Codes[], rows: number): MetConditions {
  const classes = new Int32Array(rows);
  const meeting = path.inputs.map((input, place) => binsMeeting(forest, input, path.steps[place]!));
  let count = Math.min(rows, 1);
  for (const [place, input] of path.inputs.entries()) count = refine(classes, count, meeting[place]!, codes[input]!);
  const members = new Int32Array(count);
  for (let row = 0; row < rows; row++) members[classes[row]!] = row;
  const met = new Uint8Array(count * path.inputs.length);
  for (const [place, input] of path.inputs.entries()) {
    for (let each = 0; each < count; each++)
      met[each * path.inputs.length + place] = meeting[place]![codes[input]![members[each]!]!]!;
  }
  return { classes, count, met };
}

/** Per bin of an input: 1 where it leads to all of some nodes. */
function binsMeeting(forest: Forest, input: number, children: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: binCount(forest.bins, input) }, (_, bin) => {
    const value = valueOfBin(forest.bins, input, bin);
    return children.every((child) => leadsTo(forest, child, value)) ? 1 : 0;
  });
}
