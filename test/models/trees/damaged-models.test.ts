import { describe, expect, it } from "vitest";
import { readCatboost } from "../../../src/models/trees/catboost-json.js";
import { readLightgbm } from "../../../src/models/trees/lightgbm.js";
import { treeScorer } from "../../../src/models/trees/score-trees.js";
import type { TreeFile } from "../../../src/models/trees/tree-model.js";
import { mulberry32 } from "../../mulberry32.js";
import { columnsOf, fixture } from "./library-models.js";

type Reader = (model: string, content: Uint8Array) => TreeFile;

const campaigns: readonly { readonly name: string; readonly read: Reader; readonly seed: number }[] = [
  { name: "lightgbm-categories.txt", read: readLightgbm, seed: 1 },
  { name: "lightgbm-pandas.txt", read: readLightgbm, seed: 2 },
  { name: "catboost-one-hot.model.json", read: readCatboost, seed: 3 },
  { name: "catboost-multiclass-lossguide.model.json", read: readCatboost, seed: 4 },
];

/** What bad disks, bad copies and bad people do to a text: other bytes, lost and doubled parts, other numbers. */
function mutant(text: string, random: () => number): string {
  const pick = (most: number): number => Math.floor(random() * most);
  const at = pick(text.length);
  const length = 1 + pick(30);
  const numbers = [
    "-1",
    "0",
    "1e9",
    "1e400",
    "4294967296",
    "0.5",
    "nan",
    "null",
    "",
    "-2147483649",
    "99999999999999999999",
  ];
  const changes = [
    () => text.slice(0, at) + String.fromCharCode(pick(128)) + text.slice(at + 1),
    () => text.slice(0, at) + text.slice(at + length),
    () => text.slice(0, at + length) + text.slice(at),
    () => text.slice(0, at) + text.slice(at).replace(/-?\d[\d.e+-]*/, numbers[pick(numbers.length)]!),
  ];
  return changes[pick(changes.length)]!();
}

/** What a reader makes of a file; null where it refuses it with words for the user. */
function outcomeOf(read: Reader, text: string): TreeFile | null {
  try {
    return read("m", Buffer.from(text));
  } catch (cause) {
    if (cause instanceof Error && cause.name === "Failure" && cause.message.startsWith('model "m"')) return null;
    throw cause;
  }
}

describe.each(campaigns)("300 damaged copies of $name, seed $seed", ({ name, read, seed }) => {
  it("are refused, or score every row with a number", () => {
    const random = mulberry32(seed);
    const whole = fixture(name).toString();
    for (let count = 0; count < 300; count++) {
      let text = whole;
      for (let damage = 0; damage <= count % 3; damage++) text = mutant(text, random);
      const file = outcomeOf(read, text);
      if (file === null) continue;
      const columns = columnsOf([[], [0, 0, 0, 0, 0], [1, 2, 3, 4, 5]], file.trees.width, null);
      const answers = treeScorer(file.trees).answers(columns, 3);
      expect(answers.some(Number.isNaN)).toBe(false);
    }
  });
});
