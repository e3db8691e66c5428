import { checkpointName } from "../audits/checkpoint.js";
import { importArchive } from "../audits/import.js";
import { visible, visibleJson } from "../core/visible.js";
import { archiveFolder, many, shown } from "./archive-options.js";
import type { CommonOptions } from "./command.js";
import type { AuditsImportOptions } from "./options.js";

/** `evenhand audits import`: restores an exported archive, once it has been verified as a whole. */
export async function run(options: CommonOptions & AuditsImportOptions): Promise<number> {
  const archive = archiveFolder(options);
  const { checkpoint, entries, runs, files } = await importArchive(options.file, archive);
  const name = checkpoint === null ? null : checkpointName(checkpoint);
  if (options.json) {
    const document = { archive: shown(archive), checkpoint: name, entries, runs, files };
    console.log(visibleJson(JSON.stringify(document)));
    return 0;
  }
  if (!options.quiet) console.error(`restored: ${many(runs, "run")}, ${many(files, "file")}, checkpoint ${name}`);
  console.log(visible(shown(archive)));
  return 0;
}
