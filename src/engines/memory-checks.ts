import { groupFault } from "../core/attribute-groups.js";
import { Failure, type Problem } from "../core/errors.js";
import { unknownGroup } from "../core/groups.js";
import { wrongRows } from "./memory-column.js";
import type { ColumnsSpec, Table } from "./memory-table.js";

/** @throws Failure (unusable) for scores and weights of kept rows that cannot be used, all at once */
export function checkNumbers({ score, weight }: Table, spec: ColumnsSpec, kept: Int32Array): void {
  const problems: Problem[] = [];
  const refuse = (name: string, wrong: (row: number) => boolean, expected: string, found: string): void => {
    const rows = kept.filter(wrong);
    if (rows.length > 0) problems.push(...wrongRows(name, [...rows], expected, found).problems);
  };
  if (score !== null) {
    const { value } = score;
    refuse(spec.score!, (row) => !Number.isFinite(value[row]), "a number", "a value that is not finite");
    const isProbability = spec.prediction === undefined && spec.threshold === undefined;
    if (isProbability)
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

/** @throws Failure (unusable) for attributes without two groups to compare */
export function checkGroups({ attributes }: Table, kept: Int32Array): void {
  const problems = attributes.flatMap((attribute): Problem[] => {
    const found = new Set(kept.map((row) => attribute.code[row]!));
    const groups = [...found].map((code) => (code === -1 ? unknownGroup : attribute.groups[code]!));
    const message = groupFault(attribute.rule.name, groups);
    return message === null ? [] : [{ message }];
  });
  if (problems.length > 0) throw new Failure("unusable", problems);
}
