import type { Key } from "../aggregates/key-table.js";
import { groupFault } from "../core/attribute-groups.js";
import { counted } from "../core/counted.js";
import { Failure, type Problem, unusable } from "../core/errors.js";
import type { ExclusionReason, Warning } from "../core/measured.js";
import { strataFault } from "../core/strata.js";
import { type ExcludedTally, exclusionReasons } from "../core/tallied-exclusions.js";
import { combinedSha256 } from "../sources/digest.js";
import type { HashedFile } from "../sources/input-files.js";
import { codes } from "../sql/row-query.js";
import type { SuiteContent } from "../suite/suite.js";

const at = ["dataset", "lock"];
const hint = "if the change is meant, pin the data again: evenhand check --lock";

/** @throws Failure (integrity) unless the files are those that the suite locked; nothing of them has been parsed yet */
export function checkLockedFiles({ dataset: { lock } }: SuiteContent, files: readonly HashedFile[]): void {
  const found = combinedSha256(files);
  if (lock === undefined || lock.sha256 === found) return;
  throw new Failure("integrity", [
    {
      message: `the data is not what was locked: locked ${lock.sha256}, found ${found} (SHA-256)`,
      at: [...at, "sha256"],
      hint,
    },
  ]);
}

/** @throws Failure (integrity) unless as many rows were read as were locked; of a table of counts, its people or its rows may be meant */
export async function checkLockedRows(
  { dataset: { lock, count } }: SuiteContent,
  read: number,
  physical: () => Promise<number>,
): Promise<void> {
  if (lock === undefined || lock.rows === read) return;
  if (count !== undefined && (await physical()) === lock.rows) return;
  throw new Failure("integrity", [
    {
      message: `the data is not what was locked: locked ${counted(lock.rows)} rows, found ${counted(read)}`,
      at: [...at, "rows"],
      hint,
    },
  ]);
}

const reasonWords: Readonly<Record<ExclusionReason, string>> = {
  filtered: "left out by `where`",
  no_consent: "without consent",
  missing_time: "without a time",
  missing_label: "without a label",
  missing_unit: "without a unit",
  missing_prediction: "without a prediction",
};

/** @throws Failure (unusable) when no row is left */
export function checkKept(excluded: readonly ExcludedTally[], kept: number): void {
  if (kept > 0) return;
  const parts = exclusionReasons.flatMap((reason) => {
    const rows = excluded.filter((tally) => tally.reason === reason).reduce((sum, tally) => sum + tally.rows, 0);
    return rows === 0 ? [] : [`${counted(rows)} ${reasonWords[reason]}`];
  });
  const isFiltered = excluded.some(({ reason, rows }) => reason === "filtered" && rows > 0);
  throw unusable(`no row is left to audit: ${parts.join(", ")}`, { at: ["dataset", ...(isFiltered ? ["where"] : [])] });
}

const strataHint = "leave an id or an amount out of `strata`, or put it into bands first";

/** @throws Failure (unusable) where strata are so many that each would hold next to nobody */
export function checkStrata(strata: Iterable<string>): void {
  const fault = strataFault(strata);
  if (fault !== null) throw unusable(fault, { at: ["strata"], hint: strataHint });
}

/** @throws Failure (unusable) for every attribute that has no two groups to compare */
export function checkGroups(
  { attributes }: Pick<SuiteContent, "attributes">,
  keys: readonly Pick<Key, "code" | "groups" | "n">[],
): void {
  const kept = keys.filter(({ code, n }) => code === codes.kept && n > 0);
  const problems = attributes.flatMap(({ name, separator }, place): Problem[] => {
    const message = groupFault(
      name,
      kept.map(({ groups }) => groups[place]!),
      separator !== undefined,
    );
    return message === null
      ? []
      : [{ message, at: ["protected", place], hint: "an audit compares groups: check the column, its bins and map" }];
  });
  if (problems.length > 0) throw new Failure("unusable", problems);
}

/** A caution for each attribute with values in no bin; their rows count as unknown. */
export function outsideBins({ attributes }: SuiteContent, keys: readonly Key[]): Warning[] {
  return attributes.flatMap(({ name }, place) => {
    const rows = keys
      .filter(({ code, outside }) => code === codes.kept && outside.includes(place))
      .reduce((sum, { n }) => sum + n, 0);
    return rows === 0 ? [] : [{ code: "outside_bins", values: { attribute: name, rows } }];
  });
}
