import { readFile } from "node:fs/promises";
import path from "node:path";
import { checkFiles } from "../audits/check-files.js";
import type { Entry } from "../audits/entry.js";
import { placeOf } from "../audits/places.js";
import { Failure, unusable } from "../core/errors.js";
import { evaluate, loadSuite } from "../evaluate.js";
import type { Manifest } from "../record/manifest.js";
import { parseRecord } from "../record/read.js";
import { serializeRecord } from "../record/serialize.js";
import { resolveBaseline } from "../runner/baseline/baseline.js";
import type { Suite } from "../suite/suite.js";
import { interruptible } from "./interruptible.js";
import { limitsOf } from "./limits.js";
import type { SupervisionOptions } from "./options.js";

/** What became of a suite that was run again. */
export type Rerun = { readonly same: true } | { readonly same: false; readonly problem: string };

/**
 * Runs the suite of an audit again, from the working folder, and compares the record byte for byte. Only the suite's file, its models, its
 * baseline and the seed are taken from the manifest; what the suite may reach is for the caller to say, never for a file of an archive.
 * @throws Failure (unusable) where suite, data or models are not there any more
 */
export async function rerunAudit(archive: string, audit: Entry, options: SupervisionOptions): Promise<Rerun> {
  const { manifest } = await checkFiles(archive, audit, []);
  const { file, models, baseline: named } = repeated(manifest as Manifest);
  const { allowOutside, allowCode, offline } = options;
  const loaded = await available(() => loadSuite(file, { models, allowOutside, allowCode, offline }));
  const stored = await readFile(path.join(placeOf(archive, audit.path), "run.json"), "utf8");
  const suite = underPolicyOf(stored, loaded);
  const seed = (manifest as Manifest).seed;
  const places = { suite, workingFolder: process.cwd() };
  const baseline = named === undefined ? undefined : await available(() => resolveBaseline(named, places));
  const record = await interruptible((signal) =>
    available(() => evaluate(suite, { seed, limits: limitsOf(options), signal, baseline })),
  );
  return serializeRecord(record) === stored
    ? { same: true }
    : {
        same: false,
        problem: `${audit.path}/run.json is not what the suite gives now${reason(manifest as Manifest, record)}`,
      };
}

/** The policy decides no number: which one it was then is taken from the record. */
function underPolicyOf(stored: string, suite: Suite): Suite {
  const { policy } = parseRecord(stored, "run.json").suite;
  return policy === undefined ? suite : { ...suite, policy };
}

/** The suite file, the models and the baseline that the command of a manifest names. */
function repeated({ command }: Manifest) {
  const [, verb, file, ...rest] = command;
  if (verb !== "run" || file === undefined || file.startsWith("-"))
    throw unusable("the manifest's command does not say which suite was run");
  const pairs = rest.filter((_, at) => rest[at - 1] === "--model").map((pair) => pair.split(/=(.*)/s));
  const baseline = rest.find((_, at) => rest[at - 1] === "--baseline");
  return { file, baseline, models: Object.fromEntries(pairs.map(([id = "", place = ""]) => [id, place])) };
}

/** A suite or model that is not there is nobody's usage error here: the material is missing. */
async function available<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.kind !== "usage") throw cause;
    throw new Failure("unusable", [{ message: "the run cannot be repeated here:" }, ...cause.problems], { cause });
  }
}

/** What is known to be another: the suite, the data, a model. */
function reason(manifest: Manifest, record: Awaited<ReturnType<typeof evaluate>>): string {
  const others = [
    ...(record.suite.sha256 !== manifest.suite_sha256 ? ["the suite"] : []),
    ...(record.data.sha256 !== manifest.data_sha256 ? ["the data"] : []),
    ...record.models.filter(({ id, sha256 }) => manifest.model_sha256[id] !== sha256).map(({ id }) => `model ${id}`),
    ...(record.tool.version !== manifest.tool.version ? [`evenhand (then ${manifest.tool.version})`] : []),
  ];
  return others.length === 0 ? "" : `; another one is ${others.join(", ")}`;
}
