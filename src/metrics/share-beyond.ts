import type { DistributionMetric, Entries, Measurement, MetricFamily } from "./metric.js";

/** Share of rows whose true number is above a service level, in [0, 1]: who waits longer than promised, whatever the model says. */
export const shareBeyond: MetricFamily = {
  name: "share_beyond",
  parameter: "the service level, in the unit of the numbers",
  byDefault: null,
  example: 30,
  allows: Number.isFinite,
  of: beyond,
};

function beyond(level: number): DistributionMetric {
  return {
    name: `share_beyond(${level})`,
    kind: "distribution",
    needs: "values",
    better: "lower",
    range: [0, 1],
    unit: "proportion",
    formula: `#(y > ${level}) / n`,
    source: "Gans, Koole & Mandelbaum 2003, section 2 (service level), doi:10.1287/msom.5.2.79.16071",
    empty: "no rows in group",
    sides: ({ label, n }) => {
      const above = n.reduce((sum, rows, i) => (label[i]! > level ? sum + rows : sum), 0);
      return [above, n.reduce((sum, rows) => sum + rows, 0) - above];
    },
    of: (entries, { weighted }) => shareAbove(entries, level, weighted),
  };
}

function shareAbove({ label, n, w }: Entries, level: number, weighted: boolean): Measurement | null {
  if (!label.every(Number.isFinite)) return null;
  const rows = weighted ? w : n;
  let [numerator, denominator] = [0, 0];
  for (let i = 0; i < rows.length; i++) {
    if (label[i]! > level) numerator += rows[i]!;
    denominator += rows[i]!;
  }
  if (!(denominator > 0)) return null;
  const value = numerator / denominator;
  return {
    value,
    numerator,
    denominator,
    influence: label.map((actual) => (actual > level ? 1 : 0) - value),
    scale: "logit",
    share: { of: value, evidence: ({ evidence }) => evidence, tooFew: "no rows of any weight" },
    evidence: { interval: "wilson", basis: [numerator, denominator] },
  };
}
