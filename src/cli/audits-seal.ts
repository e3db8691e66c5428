import { sealFolder } from "../audits/seal.js";
import { visibleJson } from "../core/visible.js";
import { archiveFolder } from "./archive-options.js";
import type { CommonOptions } from "./command.js";
import type { AuditsSealOptions } from "./options.js";
import { sealedLine } from "./run-places.js";

/** `evenhand audits seal`: the entry that a run folder of the archive has not got yet. */
export async function run(options: CommonOptions & AuditsSealOptions): Promise<number> {
  const archive = archiveFolder(options);
  const sealed = await sealFolder(archive, options.run);
  console.log(options.json ? visibleJson(JSON.stringify(sealed)) : sealedLine(archive, sealed));
  return 0;
}
