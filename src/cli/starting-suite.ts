import { realpathSync } from "node:fs";
import { lstat } from "node:fs/promises";
import path from "node:path";
import type { DataProfile } from "../core/data-profile.js";
import { Failure, usage } from "../core/errors.js";
import { contentOf, loadSuite } from "../evaluate.js";
import { metricNeeds } from "../metrics/needs.js";
import type { Proposal } from "../proposals/proposal.js";
import { suiteText } from "../proposals/suite-text.js";
import { ensureFolder, replaceFile } from "../record/run-folder.js";
import { checkLabel } from "../runner/foresight.js";
import { measureSupervised, profileSupervised, type Supervision } from "../runner/supervise.js";
import { isBelow, reachedBy } from "../suite/confine-path.js";
import type { Suite } from "../suite/suite.js";
import type { CommonOptions } from "./command.js";
import { policyFor } from "./policy.js";

/** Where a suite is to stand, and the data that it is for; absolute paths. */
export interface Places {
  readonly data: string;
  readonly suite: string;
  readonly allowOutside: boolean;
}

/** Why a written suite does not run yet. */
export interface NotReady {
  readonly failure: Failure;
  /** null: it could not even be read. */
  readonly suite: Suite | null;
}

/** @throws Failure (usage) where the suite would replace a file, or could not reach the data */
export async function checkPlaces({ data, suite, allowOutside }: Places, force: boolean): Promise<void> {
  if (!force && (await isThere(suite)))
    throw usage(`${shown(suite)} is there already`, {
      hint: "name another file with --out, or write over it with --force",
    });
  const folder = projectFolder(suite);
  const reached = reachedBy(data);
  if (!allowOutside && reached !== null && !isBelow(reached, folder))
    throw usage("the data lie outside the project folder, where a suite cannot reach them", {
      hint: "copy them below this folder, or say --allow-outside here and with every later command",
    });
}

const isThere = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

export const shown = (file: string): string => path.relative(process.cwd(), file) || file;

/** The folder that a suite there may reach: the working folder when it lies below it, else its own. */
function projectFolder(suite: string): string {
  const own = reachedBy(path.dirname(suite)) ?? path.dirname(suite);
  const working = realpathSync(process.cwd());
  return isBelow(own, working) ? working : own;
}

/** Looks at the data, in a process of its own. @throws Failure */
export const profileAt = ({ data, suite, allowOutside }: Places, supervision: Supervision): Promise<DataProfile> =>
  profileSupervised(
    {
      file: data,
      projectFolder: allowOutside ? path.parse(data).root : projectFolder(suite),
      format: null,
      parquet: null,
    },
    supervision,
  );

/** Writes a proposed suite and tries it as `evenhand check` does. null: it runs. @throws Failure where it cannot be written */
export async function writeSuite(
  proposal: Proposal,
  { data, suite, allowOutside }: Places,
  options: Pick<CommonOptions, "quiet"> & { readonly notes?: readonly string[]; readonly supervision: Supervision },
): Promise<NotReady | null> {
  await ensureFolder(path.dirname(suite));
  const from = path.dirname(suite);
  const schema = path.join(process.cwd(), "node_modules", "evenhand", "schema", "suite.schema.json");
  const text = suiteText(proposal, {
    source: slashed(path.relative(from, data)),
    schema: slashed(path.relative(from, schema)),
    ...(options.notes === undefined ? {} : { notes: options.notes }),
  });
  await replaceFile(suite, text);
  return tried(suite, { allowOutside, quiet: options.quiet, supervision: options.supervision });
}

const slashed = (file: string): string => file.split(path.sep).join("/");

async function tried(
  file: string,
  { allowOutside, quiet, supervision }: { allowOutside: boolean; quiet: boolean; supervision: Supervision },
): Promise<NotReady | null> {
  let suite: Suite | null = null;
  try {
    suite = await loadSuite(file, { allowOutside, policy: policyFor({ policy: undefined, quiet }) });
    const needs = metricNeeds({ metrics: [], gated: [] });
    const measured = await measureSupervised({ job: "inspect", suite: contentOf(suite), needs, seed: 1 }, supervision);
    checkLabel(suite, measured);
    return null;
  } catch (error) {
    if (error instanceof Failure && error.kind !== "interrupted") return { failure: error, suite };
    throw error;
  }
}
