import type { ComparedPair, GateFacts, TrendFacts } from "../../src/audits/trend-facts.js";
import { type Random, random } from "../../src/core/random.js";
import { drawBinomial } from "../../src/stats/index.js";

/** Rates of the groups, and how many rows of each a month brings. */
export interface Population {
  readonly rates: Readonly<Record<string, number>>;
  readonly rows: Readonly<Record<string, number>>;
}

/** All pairs of groups with counts drawn from a population. */
export function drawnPairs(draw: Random, { rates, rows }: Population): ComparedPair[] {
  const groups = Object.keys(rates).map((name) => ({
    name,
    share: { successes: drawBinomial(draw, rows[name]!, rates[name]!), trials: rows[name]! },
  }));
  return groups.flatMap((a, i) =>
    groups.slice(i + 1).map((b) => ({ group: a.name, reference: b.name, counts: { a: a.share, b: b.share } })),
  );
}

export const gateFacts = (pairs: GateFacts["pairs"], more: Partial<GateFacts> = {}): GateFacts => ({
  ...{ metric: "selection_rate", attribute: "gender", class: null, stratum: null, disparity: "max_difference" },
  ...{ verdict: "undecided", value: 0.05, low: 0.02, high: 0.08, bound: "at_most", tolerance: 0.05, reason: null },
  ...{ key: "gate", id: "gate-1", model: "m", confidence: 0.95, n: 550 },
  ...{ modelHash: "model", limitHash: "limit", interval: "scas_two_groups", pairs },
  ...more,
});

/** The audit of a month, from 0; its data are of that month alone. */
export const monthly = (month: number, gates: readonly GateFacts[], more: Partial<TrendFacts> = {}): TrendFacts => ({
  ...{ suite: "churn", run: `churn/${month}`, entry: month, seed: 1, definition: "suite", tool: "0.1" },
  time: new Date(Date.UTC(2026, month, 5, 6)).toISOString(),
  data: { sha256: `data-${month}`, from: null, to: null },
  gates,
  ...more,
});

/** Months of audits of one gate over a population that stays the same. */
export function months(
  count: number,
  population: Population,
  seed: number,
  gate: Partial<GateFacts> = {},
): TrendFacts[] {
  const draw = random(seed, "months");
  return Array.from({ length: count }, (_, month) =>
    monthly(month, [gateFacts(drawnPairs(draw, population), gate)], { seed }),
  );
}
