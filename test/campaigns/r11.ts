// 10,000 generated data sets against every law: tsx test/campaigns/r11.ts [--count 10000] [--seed 1]
import { parseArgs } from "node:util";
import fc from "fast-check";
import { laws } from "../laws/laws.js";
import { audit, type Table, tables } from "../laws/table.js";

/** What a campaign of generated data sets found. */
export interface Outcome {
  readonly seed: number;
  readonly run: number;
  /** One entry per data set and law that does not hold, or per data set on which evaluateTable threw. */
  readonly broken: readonly string[];
}

/** Runs the laws on `count` data sets drawn from a seed; nothing is thrown, so that one fault does not hide another. */
export function campaign(count: number, seed: number, onTable: (soFar: Outcome) => void = () => {}): Outcome {
  const broken: string[] = [];
  fc.sample(tables, { numRuns: count, seed }).forEach((table, place) => {
    for (const found of faultsOf(table)) {
      broken.push(`set ${place} of seed ${seed}: ${found}\n  with ${JSON.stringify(table)}`);
    }
    onTable({ seed, run: place + 1, broken });
  });
  return { seed, run: count, broken };
}

function faultsOf(table: Table): string[] {
  try {
    const record = audit(table);
    return laws.flatMap((law) => {
      const found = law.broken(table, record);
      return found === null ? [] : [`${law.name}\n  ${found}`];
    });
  } catch (error) {
    return [error instanceof Error ? (error.stack ?? error.message) : String(error)];
  }
}

/** One line a log can be searched for: "R11: 10,000 run, 0 broken, seed 1". */
export const summary = ({ seed, run, broken }: Outcome): string =>
  `R11: ${run.toLocaleString("en")} run, ${broken.length} broken, seed ${seed}`;

function main(): void {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
  });
  let shown = 0;
  const outcome = campaign(Number(values.count), Number(values.seed), (soFar) => {
    for (const each of soFar.broken.slice(shown)) console.error(each);
    shown = soFar.broken.length;
    if (soFar.run % 500 === 0) console.error(summary(soFar));
  });
  console.log(summary(outcome));
  process.exitCode = outcome.broken.length === 0 ? 0 : 1;
}

if (process.argv[1] === import.meta.filename) main();
