import { groupFault } from "../core/attribute-groups.js";
import type { Cells } from "../core/cells.js";
import { isProbability } from "../core/decision.js";
import { Failure, type Problem, unusable } from "../core/errors.js";
import { unknownGroup } from "../core/groups.js";
import { strataFault } from "../core/strata.js";
import { wrongRows } from "./memory-column.js";
import type { ColumnsSpec, Numbers, Table } from "./memory-table.js";

/** @throws Failure (unusable) for scores and weights of kept rows that cannot be used, all at once */
export function checkNumbers(table: Table, spec: ColumnsSpec, kept: Int32Array): void {
  const { score, weight, confidence, predicted, truth, classScores } = table;
  const problems: Problem[] = [];
  const refuse = (name: string, wrong: (row: number) => boolean, expected: string, found: string): void => {
    const rows = kept.filter(wrong);
    if (rows.length > 0) problems.push(...wrongRows(name, [...rows], expected, found).problems);
  };
  const finite = (column: Numbers | null, name: string | undefined): void => {
    if (column !== null)
      refuse(name!, (row) => !Number.isFinite(column.value[row]), "a number", "a value that is not finite");
  };
  finite(truth, spec.label);
  finite(predicted, spec.prediction);
  for (const { name, column } of classScores) finite(column, spec.classScores![name]);
  finite(confidence, spec.confidence);
  if (confidence !== null)
    refuse(
      spec.confidence!,
      (row) => confidence.value[row]! < 0 || confidence.value[row]! > 1,
      "a confidence from 0 to 1",
      "a number outside",
    );
  finite(score, spec.score);
  if (score !== null) {
    const { value } = score;
    if (isProbability(spec))
      refuse(
        spec.score!,
        (row) => value[row]! < 0 || value[row]! > 1,
        "a probability from 0 to 1, or a threshold for another scale",
        "a number outside",
      );
  }
  if (weight !== null) {
    const { value, absent } = weight;
    refuse(spec.weight!, (row) => absent[row] === 1, "a weight", "a missing value");
    refuse(spec.weight!, (row) => !Number.isFinite(value[row]), "a weight", "a value that is not finite");
    refuse(spec.weight!, (row) => value[row]! < 0, "a weight", "a negative number");
  }
  if (problems.length > 0) throw new Failure("unusable", problems);
}

/** @throws Failure (unusable) where strata are so many that each would hold next to nobody */
export function checkStrata({ n, stratumLevel }: Cells): void {
  const fault = strataFault(Array.from(n, (_, cell) => stratumLevel.map((level) => level[cell]).join()));
  if (fault !== null) throw unusable(fault);
}

/** @throws Failure (unusable) for attributes without two groups to compare */
export function checkGroups({ attributes }: Table, kept: Int32Array): void {
  const problems = attributes.flatMap((attribute): Problem[] => {
    const found = new Set(kept.map((row) => attribute.code[row]!));
    const groups = [...found].map((code) => (code === -1 ? unknownGroup : attribute.groups[code]!));
    const message = groupFault(attribute.rule.name, groups, attribute.rule.separator !== undefined);
    return message === null ? [] : [{ message }];
  });
  if (problems.length > 0) throw new Failure("unusable", problems);
}
