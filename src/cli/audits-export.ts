import path from "node:path";
import { exportAudits } from "../audits/export.js";
import { readLog } from "../audits/log.js";
import { usage } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import { archiveFolder, auditNamed, many, shown } from "./archive-options.js";
import type { CommonOptions } from "./command.js";
import type { AuditsExportOptions } from "./options.js";

/** `evenhand audits export`: one zip that can be verified without evenhand. */
export async function run(options: CommonOptions & AuditsExportOptions): Promise<number> {
  if (options.all === (options.run !== undefined))
    throw usage("audits export needs a run, or --all", { hint: "evenhand audits export latest --to audit.zip" });
  const archive = archiveFolder(options);
  const audit = options.run === undefined ? null : await auditNamed(options.run, archive, await readLog(archive));
  const to = path.resolve(options.to);
  const packed = await exportAudits(archive, { run: audit?.path ?? null, withRows: options.withRows, to });
  if (options.json) {
    console.log(visibleJson(JSON.stringify({ file: shown(to), ...packed })));
    return 0;
  }
  if (!options.quiet && packed.leftOut > 0)
    console.error(`left out: ${many(packed.leftOut, "row-level file")} (--with-rows takes them)`);
  console.log(visible(shown(to)));
  return 0;
}
