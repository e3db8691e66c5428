import { integrity, readLog } from "../audits/log.js";
import { placeOf } from "../audits/places.js";
import { signRun } from "../audits/say.js";
import { testResultFile } from "../audits/test-result.js";
import { checkRun } from "../audits/verify.js";
import { usage } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import type { Manifest } from "../record/manifest.js";
import { readRecord } from "../record/read.js";
import { isOccupied, replaceFile } from "../record/run-folder.js";
import { archiveFolder, auditNamed } from "./archive-options.js";
import type { CommonOptions } from "./command.js";
import type { AuditsSignOptions } from "./options.js";
import { signedLine } from "./run-places.js";
import { requiredKeys } from "./signing.js";

/** `evenhand audits sign`: signs a run that is as it was sealed, and the log up to here; or its verdict, for other tools. */
export async function run(options: CommonOptions & AuditsSignOptions): Promise<number> {
  const archive = archiveFolder(options);
  const keys = await requiredKeys(options.signKey);
  const log = await readLog(archive);
  const audit = await auditNamed(options.run, archive, log);
  const about = log.entries.filter(({ path }) => path === audit.path);
  const { findings, check } = await checkRun(archive, audit, about);
  if (findings.length > 0) throw integrity(archive, findings);
  if (options.testResult !== undefined) {
    const record = await readRecord(placeOf(archive, audit.path));
    return writeTestResult(options.testResult, testResultFile(record, check.manifest as Manifest, keys), options.json);
  }
  const sealed = await signRun(archive, audit, keys);
  console.log(options.json ? visibleJson(JSON.stringify(sealed)) : signedLine(archive, sealed, keys));
  return 0;
}

async function writeTestResult(file: string, text: string, json: boolean): Promise<number> {
  if (await isOccupied(file)) throw usage(`${file} is there already and is not written over`);
  await replaceFile(file, text);
  console.log(json ? visibleJson(JSON.stringify({ file })) : visible(file));
  return 0;
}
