import type { Warning } from "../core/measured.js";
import type { DisparityRow } from "../record/run-record.js";

/**
 * Differences to the reference group that turn round when people are compared within strata (Simpson's paradox): over all rows one group is
 * ahead, within the strata on average the other.
 */
export function reversals(disparities: readonly DisparityRow[]): Warning[] {
  const raw = new Map(
    disparities
      .filter(({ disparity, stratum }) => disparity === "difference_to_reference" && stratum === null)
      .map((row) => [placeOf(row), row.value]),
  );
  return disparities.flatMap((row) => {
    const { disparity, value, metric, attribute, group, reference } = row;
    const overall = raw.get(placeOf(row)) ?? 0;
    if (disparity !== "stratified_difference" || value === null || value * overall >= 0) return [];
    const names = { metric: metric ?? "", attribute, group: group ?? "", reference: reference ?? "" };
    return [{ code: "reversed_within_strata", values: { ...names, overall: shown(overall), within: shown(value) } }];
  });
}

/** Four decimals: the record has them all. */
const shown = (value: number): number => Number(value.toFixed(4));

const placeOf = ({ model, metric, attribute, class: of, group }: DisparityRow): string =>
  JSON.stringify([model, metric, attribute, of, group]);
