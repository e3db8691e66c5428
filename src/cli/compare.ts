import { compareRuns } from "../compare-runs.js";
import { exitCodes } from "../core/errors.js";
import { visibleJson } from "../core/visible.js";
import { readGatePlaces } from "../record/gate-places.js";
import type { RunRecord } from "../record/run-record.js";
import { whatChanged } from "../record/what-changed.js";
import { resolveStored, type StoredBaseline } from "../runner/baseline/baseline.js";
import { changeLines } from "./change-lines.js";
import type { CommonOptions } from "./command.js";
import { interruptible } from "./interruptible.js";
import { limitsOf } from "./limits.js";
import type { CompareOptions } from "./options.js";
import { styleOf } from "./output.js";
import { progressPrinter } from "./progress.js";
import { writeFormats } from "./report.js";
import { announce, formatFiles, formatsOf } from "./written-formats.js";

/** `evenhand compare`: what changed between two stored runs, from their records and the predictions that they kept. */
export async function run(options: CommonOptions & CompareOptions): Promise<number> {
  const formats = formatsOf(options);
  const limits = limitsOf(options);
  const places = { suite: null, workingFolder: process.cwd() };
  const [before, now] = [await resolveStored(options.before, places), await resolveStored(options.now, places)];
  return interruptible(async (signal) => {
    const onProgress = options.quiet ? () => {} : progressPrinter(process.stderr, styleOf(process.stderr));
    const record = await compareRuns(before, now, { limits, onProgress, signal });
    if (options.format.length > 0) {
      const material = { record, places: await readGatePlaces(options.now), strict: false };
      const files = await formatFiles(material, formats);
      await announce(material, formats, { files, json: options.json });
      await writeFormats(files, { ...options, run: "." });
    }
    await print(record, { before, now }, options);
    return failed(record) ? exitCodes.fail : exitCodes.pass;
  });
}

/** Only what is about change decides here: the other gates were judged when the run was made. */
const failed = ({ gates }: RunRecord): boolean =>
  gates.some(({ regression, verdict }) => regression === true && verdict === "fail");

interface Compared {
  readonly before: StoredBaseline;
  readonly now: StoredBaseline;
}

async function print(record: RunRecord, compared: Compared, options: CommonOptions & CompareOptions): Promise<void> {
  if (options.json) {
    process.stdout.write(`${visibleJson(JSON.stringify(documentOf(record, compared)))}\n`);
    return;
  }
  const lines = await changeLines(record, compared, styleOf(process.stdout), options);
  process.stdout.write(`${lines.join("\n")}\n`);
}

function documentOf(record: RunRecord, { now }: Compared) {
  const { baseline, changes = [], flips = [], gates, models } = record;
  return {
    before: baseline,
    now: { name: now.name, model: models[0]?.id ?? null, run_sha256: now.runSha256, finished: now.finished },
    what_changed: whatChanged(record),
    changes,
    flips,
    gates: gates.filter(({ regression }) => regression === true),
  };
}
