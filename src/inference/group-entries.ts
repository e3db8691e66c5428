import type { Scores } from "../core/cells.js";
import type { Entries } from "../metrics/index.js";

/** A distribution by group. */
export interface GroupEntries {
  /** Of each group, by rising score, then label; equal ones as one. */
  readonly groups: readonly Entries[];
  /** Of each entry of the whole distribution: its place in its group's entries; -1: in no group. */
  readonly place: Int32Array;
}

const orders = new WeakMap<Scores, Uint32Array>();

/** Entries by rising score, then label; worked out once, as every table of every split needs it. */
function risingOrder(scores: Scores): Uint32Array {
  const known = orders.get(scores);
  if (known !== undefined) return known;
  const { score, label } = scores;
  const order = Uint32Array.from(score, (_, i) => i).sort(
    (a, b) => score[a]! - score[b]! || label[a]! - label[b]! || a - b,
  );
  orders.set(scores, order);
  return order;
}

/** The distribution of each group of a split. */
export function groupEntries(scores: Scores, scoreGroup: Int32Array, size: number): GroupEntries {
  const order = risingOrder(scores);
  const rows = new Int32Array(size);
  for (const group of scoreGroup) if (group >= 0) rows[group]!++;
  const lists = Array.from(rows, emptyEntries);
  const used = new Int32Array(size);
  const place = new Int32Array(scoreGroup.length).fill(-1);
  for (const i of order) {
    const group = scoreGroup[i]!;
    if (group < 0) continue;
    const list = lists[group]!;
    let at = used[group]! - 1;
    if (at < 0 || list.score[at] !== scores.score[i] || list.label[at] !== scores.label[i]) {
      at = used[group]!++;
      list.score[at] = scores.score[i]!;
      list.label[at] = scores.label[i]!;
    }
    list.n[at]! += scores.n[i]!;
    list.w[at]! += scores.w[i]!;
    place[i] = at;
  }
  return { groups: lists.map((list, group) => shortened(list, used[group]!)), place };
}

const wholes = new WeakMap<Scores, Entries>();

/** The distribution of everybody; worked out once, as every group's places are among all. */
export function allEntries(scores: Scores): Entries {
  const known = wholes.get(scores);
  if (known !== undefined) return known;
  const whole = groupEntries(scores, new Int32Array(scores.n.length), 1).groups[0]!;
  wholes.set(scores, whole);
  return whole;
}

const emptyEntries = (length: number): Entries => ({
  label: new Float64Array(length),
  score: new Float64Array(length),
  n: new Float64Array(length),
  w: new Float64Array(length),
});

const shortened = ({ label, score, n, w }: Entries, length: number): Entries => ({
  label: label.subarray(0, length),
  score: score.subarray(0, length),
  n: n.subarray(0, length),
  w: w.subarray(0, length),
});
