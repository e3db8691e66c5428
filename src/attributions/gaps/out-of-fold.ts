import { random } from "../../core/random.js";
import { shuffle } from "../shuffle.js";

/** Folds of the cross-validation. */
const folds = 5;
/** Rows that the mean over all categories counts for in a category's own mean. */
const priorRows = 10;

/** Deals units to folds of nearly equal size, at random; answers with the fold of each row. `unit` counts from 0. */
export function foldsOf(unit: Int32Array, seed: number, stream: string): Int32Array {
  const units = unit.reduce((most, each) => Math.max(most, each), -1) + 1;
  const order = Int32Array.from({ length: units }, (_, place) => place);
  shuffle(order, random(seed, stream));
  const fold = new Int32Array(units);
  for (const [place, each] of order.entries()) fold[each] = place % folds;
  return unit.map((each) => fold[each]!);
}

/**
 * For each row how much larger the share of positives is in its category than anywhere, found on the other folds alone and drawn
 * towards 0 in categories of few rows; 0 for a category that they do not have. Each fold's own mean is taken away: it would
 * tell a row's label by itself, as folds with many positives leave few to the others.
 * Source: D. Micci-Barreca, ACM SIGKDD Explorations 3 (2001), doi:10.1145/507533.507538 (target means with a prior).
 * @param category per row, from 0
 * @param label 1 positive, 0 negative, per row
 */
export function outOfFoldMeans(category: Int32Array, label: Int32Array, fold: Int32Array): Float64Array {
  const size = category.reduce((most, each) => Math.max(most, each), -1) + 1;
  const scores = new Float64Array(category.length);
  for (let held = 0; held < folds; held++) {
    const [rows, positives] = [new Float64Array(size), new Float64Array(size)];
    let [allRows, allPositives] = [0, 0];
    for (let row = 0; row < category.length; row++) {
      if (fold[row] === held) continue;
      rows[category[row]!]!++;
      positives[category[row]!]! += label[row]!;
      allRows++;
      allPositives += label[row]!;
    }
    const share = allRows > 0 ? allPositives / allRows : 0;
    for (let row = 0; row < category.length; row++) {
      if (fold[row] !== held) continue;
      const of = category[row]!;
      scores[row] = (positives[of]! - share * rows[of]!) / (rows[of]! + priorRows);
    }
  }
  return scores;
}
