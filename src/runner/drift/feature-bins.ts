import {
  commonValues,
  featureBinSql,
  mostDistinct,
  numbersSql,
  quantilesSql,
  valuesSql,
} from "../../aggregates/feature-bins.js";
import { counted } from "../../core/counted.js";
import { usage } from "../../core/errors.js";
import { type BinnedFeature, type FeatureBins, roundedCuts } from "../../core/feature-bins.js";
import type { Column } from "../../sql/column.js";
import { rowColumns } from "../../sql/row-query.js";
import { quoted } from "../../suite/quoted.js";
import type { DriftSpec, SuiteContent } from "../../suite/suite.js";
import type { Workshop } from "../workshop.js";

/** A column whose distribution is counted, with its bins and the expression of a row's bin. */
export interface PlannedFeature extends BinnedFeature {
  readonly sql: string;
}

/** The bins of every column: the baseline's where it has some, else from the rows that are kept. @throws Failure (usage) for a column that holds free text or ids */
export async function planFeatureBins(workshop: Workshop): Promise<PlannedFeature[]> {
  const { plan, suite, options } = workshop;
  const { drift } = suite;
  if (drift === undefined) return [];
  const planned: PlannedFeature[] = [];
  for (const [place, column] of plan.rows.distributions.entries()) {
    const known = options.featureBins?.find(({ name }) => name === column.name);
    const read = { ...column, sql: rowColumns.distribution(place), missing: [] };
    const bins = known?.bins ?? (await findBins(workshop, read, drift));
    planned.push({ name: column.name, bins, sql: featureBinSql(read, bins) });
  }
  return planned;
}

async function findBins(workshop: Workshop, column: Column, { bins }: DriftSpec): Promise<FeatureBins> {
  const { engine, suite, plan, isCounted } = workshop;
  const rows = { rows: workshop.rows, isCounted, hasUnit: plan.rows.unit !== null };
  const [numbers = 0, others = 0] = (await engine.row(numbersSql(column, rows))).map(Number);
  if (column.kind !== "boolean" && numbers > 0 && others === 0) {
    const [highest = 0, ...quantiles] = (await engine.row(quantilesSql(column, bins, rows))).map(Number);
    return { kind: "number", cuts: roundedCuts(quantiles, highest) };
  }
  const found = await engine.query(valuesSql(column, rows));
  if (found.length > mostDistinct) throw tooManyValues(column.name, suite);
  const values = found.map(([value, people]) => ({ value: String(value), people: Number(people) }));
  return { kind: "value", values: commonValues(values, suite.suppressBelow) };
}

function tooManyValues(name: string, { drift }: Pick<SuiteContent, "drift">) {
  const place = drift?.features === "all" ? -1 : (drift?.features.indexOf(name) ?? -1);
  return usage(
    `column ${quoted(name)} has more than ${counted(mostDistinct)} different values that are no numbers, as a free text or an id has: their shares are not kept`,
    {
      at: ["drift", "features", ...(place < 0 ? [] : [place])],
      hint: place < 0 ? "name the columns whose drift matters: drift: {features: [tenure, contract]}" : "leave it out",
    },
  );
}
