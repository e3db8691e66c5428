import type { TrendRow } from "../record/run-history.js";
import { type GapUnit, gapUnitOf } from "./amounts.js";
import type { Context } from "./context.js";
import { inputUnit, isOfInputs } from "./input-checks.js";

/** How the values of a gate are printed that the record may not have: of another audit, or of a suite that has it no more. */
export function trendUnit(
  context: Context,
  gate: Pick<TrendRow, "metric" | "attribute" | "class" | "stratum" | "disparity">,
): GapUnit {
  const own = context.record.gates.find(
    (row) => row.metric === gate.metric && row.attribute === gate.attribute && row.disparity === gate.disparity,
  );
  if (isOfInputs(gate)) return own === undefined ? "number" : inputUnit(context, own);
  return gapUnitOf(context, gate.metric, gate.disparity);
}
