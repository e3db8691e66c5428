import { readFile } from "node:fs/promises";
import { metrics } from "../metrics/index.js";
import type { CommonOptions } from "./command.js";
import type { SchemaOptions } from "./options.js";

/** `evenhand schema`: the published schemas, and the registry of metrics. */
export async function run(options: CommonOptions & SchemaOptions): Promise<number> {
  if (options.kind === "metrics") console.log(options.json ? JSON.stringify(metricRows(), null, 2) : metricTable());
  else
    process.stdout.write(await readFile(new URL(`../../schema/${options.kind}.schema.json`, import.meta.url), "utf8"));
  return 0;
}

const metricRows = () =>
  metrics.map(({ name, formula, range, better, needs, unit, source }) => ({
    name,
    formula,
    range,
    better,
    needs,
    unit,
    source,
  }));

function metricTable(): string {
  const rangeText = ([low, high]: readonly [number | null, number | null]): string =>
    `[${low ?? "−∞"}, ${high ?? "∞"}]`;
  return metrics
    .map(
      ({ name, formula, range, better, needs, source }) =>
        `${name}\n  ${formula}\n  range ${rangeText(range)}, better ${better}, needs ${needs}\n  source ${source}`,
    )
    .join("\n");
}
