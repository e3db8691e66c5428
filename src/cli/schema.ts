import { readFile } from "node:fs/promises";
import { visibleJson } from "../core/visible.js";
import type { CommonOptions } from "./command.js";
import { metricList } from "./metric-list.js";
import { metricText } from "./metric-text.js";
import type { SchemaOptions } from "./options.js";

/** `evenhand schema`: the published schemas, and the registry of metrics and disparities. */
export async function run({ kind, json }: CommonOptions & SchemaOptions): Promise<number> {
  if (kind === "metrics")
    console.log(json ? visibleJson(JSON.stringify(metricList(), null, 2)) : metricText(columns()));
  else process.stdout.write(await readFile(new URL(`../../schema/${kind}.schema.json`, import.meta.url), "utf8"));
  return 0;
}

/** Lines longer than this are hard to read; a pipe has no width of its own. */
const widest = 100;

const columns = (): number => Math.min(widest, process.stdout.columns ?? widest);
