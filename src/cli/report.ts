import { stat } from "node:fs/promises";
import path from "node:path";
import { visible, visibleJson } from "../core/visible.js";
import { readRecord } from "../record/read.js";
import { replaceFile } from "../record/run-folder.js";
import { renderReport } from "../report/render.js";
import type { CommonOptions } from "./command.js";
import type { ReportOptions } from "./options.js";

/** `evenhand report`: the HTML of a stored run, from its record alone. */
export async function run(options: CommonOptions & ReportOptions): Promise<number> {
  const record = await readRecord(options.run);
  const target = path.resolve(options.out ?? path.join(await folderOf(options.run), "report.html"));
  await replaceFile(target, await renderReport(record));
  const shown = path.relative(process.cwd(), target) || target;
  console.log(options.json ? visibleJson(JSON.stringify({ report: shown })) : visible(shown));
  return 0;
}

const folderOf = async (run: string): Promise<string> => ((await stat(run)).isDirectory() ? run : path.dirname(run));
