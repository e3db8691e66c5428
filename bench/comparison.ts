import { median } from "simple-statistics";

/** CPU seconds of some work of ours, run by run, beside those of others for the same. */
export interface Comparison {
  readonly what: string;
  readonly ours: readonly number[];
  readonly against: { readonly what: string; readonly cpu: readonly number[] };
  /** Of the ratio: how many times ours the other's CPU time is to be, at least; null: none was set. */
  readonly goal: number | null;
  /** How far the results agree, and what else the figures need to be read. */
  readonly note: string;
}

/** What a script of this folder found. */
export interface Comparisons {
  readonly comparisons: readonly Comparison[];
  /** Of the other side. */
  readonly versions: string;
}

/** Median, with the least and most. */
export const spread = (cpu: readonly number[]): string =>
  `${median([...cpu]).toFixed(3)} (${Math.min(...cpu).toFixed(3)}–${Math.max(...cpu).toFixed(3)})`;

export const ratio = ({ ours, against }: Pick<Comparison, "ours" | "against">): string =>
  `${(median([...against.cpu]) / median([...ours])).toFixed(2)} ×`;

export const goalText = ({ goal }: Pick<Comparison, "goal">): string => (goal === null ? "" : `≥ ${goal} ×`);

/** Prints what a script found: for people, or with `--json` on one line for `models.ts`. */
export function tell(found: Comparisons): void {
  if (process.argv.includes("--json")) {
    console.log(JSON.stringify(found));
    return;
  }
  for (const each of found.comparisons) {
    console.log(`${each.what}\n  evenhand: CPU s ${spread(each.ours)}`);
    console.log(`  ${each.against.what}: CPU s ${spread(each.against.cpu)}`);
    console.log(`  ratio ${ratio(each)}${each.goal === null ? "" : ` (goal: ${goalText(each)})`}; ${each.note}`);
  }
  console.log(`Node ${process.version} · ${found.versions}`);
}
