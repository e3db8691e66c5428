import path from "node:path";
import { requireSound } from "../audits/append.js";
import { addBaseline, sealedAudit } from "../audits/baseline.js";
import { isBelow } from "../audits/places.js";
import { words } from "../audits/said-values.js";
import { usage } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import { baselinesFolder, baselineText, isBaselineName } from "../record/accepted-baseline.js";
import { ensureFolder, replaceFile } from "../record/run-folder.js";
import { folderOf, resolveStored } from "../runner/baseline/baseline.js";
import type { CommonOptions } from "./command.js";
import type { BaselineAcceptOptions } from "./options.js";
import { sealedLine } from "./run-places.js";
import { keysToSign } from "./signing.js";

/**
 * `evenhand baseline accept`: writes the record of a run, with who accepted it and why, to baselines/NAME.json of the working folder, and
 * says so in the log of the archive that holds the run. Any verdict can be accepted; it is printed, and `--why` answers for it.
 */
export async function run(options: CommonOptions & BaselineAcceptOptions): Promise<number> {
  const { as: name } = options;
  if (!isBaselineName(name))
    throw usage(`--as ${JSON.stringify(name)} is no name of a baseline: letters, digits, "_", "." and "-" make one`);
  const [by, why] = [words(options.by, "--by", 200), words(options.why, "--why")];
  const root = process.cwd();
  const stored = await resolveStored(options.run, { suite: null, workingFolder: root });
  if (stored.kind !== "run") throw usage(`${JSON.stringify(options.run)} is a baseline already: name a run`);
  const keys = await keysToSign(options.signKey);
  const folder = await folderOf(path.resolve(root, options.run));
  const { record, runSha256: run_sha256, finished } = stored;
  const sealed = await sealedAudit(folder);
  if (sealed === null && options.signKey.length > 0)
    throw usage("--sign-key signs in the log of an archive, and this run is in none");
  const acceptance = {
    ...{ by, why, at: new Date().toISOString(), run_sha256, finished },
    run: isBelow(root, folder) ? path.relative(root, folder).split(path.sep).join("/") : null,
  };
  const file = path.join(root, baselinesFolder, `${name}.json`);
  // Before anything is written: a baseline that its archive does not know of is half of one.
  if (sealed !== null) await requireSound(sealed.archive);
  await ensureFolder(path.dirname(file));
  await replaceFile(file, baselineText({ name, acceptance, record }));
  const noted = sealed === null ? null : await addBaseline(sealed, { name, by, why, run_sha256 }, keys);
  const shown = path.relative(root, file);
  if (options.json)
    console.log(visibleJson(JSON.stringify({ baseline: shown, name, verdict: record.verdict, acceptance, ...noted })));
  else {
    if (noted !== null && !options.quiet) process.stderr.write(`${sealedLine(sealed!.archive, noted)}\n`);
    console.log(visible(`${name}: ${stored.name}, verdict ${record.verdict}, accepted by ${by}`));
    console.log(visible(shown));
  }
  return 0;
}
