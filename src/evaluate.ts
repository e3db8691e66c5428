import path from "node:path";
import { compatibilityNames, compatibilityNamesOf } from "./compatibility/index.js";
import { type Failure, usage } from "./core/errors.js";
import type { Keeping } from "./core/kept.js";
import type { OnProgress } from "./core/progress.js";
import { toolVersion } from "./core/version.js";
import { disparities } from "./disparities/index.js";
import { judge } from "./gates/judge.js";
import { metricByName, metrics, parameterFault } from "./metrics/index.js";
import { needsLabel } from "./metrics/needs.js";
import { requirePolicy } from "./policy/check-policy.js";
import type { Policy } from "./policy/policy.js";
import type { RunRecord } from "./record/run-record.js";
import type { ResolvedBaseline } from "./runner/baseline/baseline.js";
import { baselineOf } from "./runner/baseline/baseline-of.js";
import { withBaseline } from "./runner/baseline/with-baseline.js";
import { featureBinsOf } from "./runner/drift/bin-names.js";
import { baselineDistributions, withDrift } from "./runner/drift/drift-rows.js";
import { findings } from "./runner/findings.js";
import { pairPredictions } from "./runner/pair-predictions.js";
import { gateFault } from "./runner/plan-gates.js";
import { needsOf } from "./runner/requested-metrics.js";
import { type Limits, measureSupervised } from "./runner/supervise.js";
import { refuseCode } from "./suite/code-model.js";
import { loadSuite as loadSuiteFile } from "./suite/load.js";
import { refuseRemote, withoutCache } from "./suite/remote-settings.js";
import type { Suite } from "./suite/suite.js";

/** How a suite file is read. */
export interface LoadOptions {
  /** Folder that relative paths of the command line are resolved against; default: the working folder. */
  readonly cwd?: string;
  /** Let the suite name files outside its project folder. */
  readonly allowOutside?: boolean;
  /** Other files for models of the suite, by model id, relative to `cwd`. */
  readonly models?: Readonly<Record<string, string>>;
  /** Run models that are programs or modules of the suite; without it such suites are refused. */
  readonly allowCode?: boolean;
  /** Refuse suites with models behind a URL. */
  readonly offline?: boolean;
  /** Keep answers of models behind a URL, and ask for none twice; default as the suite says. */
  readonly cache?: boolean;
  /** What the organisation asks of every suite (`loadPolicy`); a weaker one is refused. */
  readonly policy?: Policy | null;
}

/** How an audit is done. */
export interface EvaluateOptions extends LoadOptions {
  /** Seed of everything random; default 1. */
  readonly seed?: number;
  /** Memory, time and threads of the supervised process; default: {@link defaultLimits}. */
  readonly limits?: Partial<Limits>;
  /** Called as rows are read, scored and counted. */
  readonly onProgress?: OnProgress;
  /** Stops the audit, which then throws a Failure (interrupted). */
  readonly signal?: AbortSignal;
  /** For suites that keep predictions: the secret key of the pseudonyms, the file to be made, and whom it is encrypted for (age; null: nobody). */
  readonly keep?: Keeping;
  /** What the run is compared with, as `resolveBaseline` finds it; without one gates on growth are undecided. */
  readonly baseline?: ResolvedBaseline | undefined;
}

/** Names of metrics and disparities that suites and policies may use, and what is known of them. */
export const names = {
  metrics,
  disparities,
  metricByName,
  parameterFault,
  needsLabel: (name: string): boolean => {
    const metric = metricByName(name);
    return metric !== undefined && needsLabel(metric);
  },
} as const;

/** Reads and checks a suite file. @throws Failure (usage) with every problem at once. */
export async function loadSuite(file: string, options: LoadOptions = {}): Promise<Suite> {
  const cwd = options.cwd ?? process.cwd();
  const compatibility = { names: compatibilityNames, namesOf: compatibilityNamesOf };
  const registries = { ...names, compatibility, gateFault };
  const suite = await loadSuiteFile(file, { cwd, allowOutside: options.allowOutside ?? false, registries });
  const replaced = replaceModels(suite, options.models ?? {}, cwd);
  if (options.allowCode !== true) refuseCode(replaced);
  if (options.offline === true) refuseRemote(replaced);
  const judged = underPolicy(replaced, options.policy ?? null);
  return options.cache === false ? withoutCache(judged) : judged;
}

function underPolicy(suite: Suite, policy: Policy | null): Suite {
  if (policy === null) return suite;
  requirePolicy(suite, policy);
  const { name, sha256 } = policy;
  return { ...suite, policy: { name, sha256 } };
}

function replaceModels(suite: Suite, models: Readonly<Record<string, string>>, cwd: string): Suite {
  const known = new Set(suite.models.map(({ id }) => id));
  for (const id of Object.keys(models)) {
    if (!known.has(id)) throw usage(`--model names ${JSON.stringify(id)}, but the suite has ${[...known].join(", ")}`);
  }
  const remote = suite.models.find(({ id, remote: settings }) => settings !== undefined && Object.hasOwn(models, id));
  if (remote !== undefined)
    throw usage(`--model names ${JSON.stringify(remote.id)}, which is behind a URL and has no file`);
  const command = suite.models.find(({ id, kind }) => kind === "command" && Object.hasOwn(models, id));
  if (command !== undefined)
    throw usage(`--model names ${JSON.stringify(command.id)}, which is a command and has no file`);
  return {
    ...suite,
    models: suite.models.map((model) =>
      models[model.id] === undefined ? model : { ...model, path: path.resolve(cwd, models[model.id] as string) },
    ),
  };
}

/**
 * The main job as a library call: loads the suite, scores and counts in a supervised process, judges.
 * @param suite a suite file's path, or a loaded suite
 * @returns the run record; nothing is written but what the suite keeps
 * @throws Failure
 */
export async function evaluate(suite: string | Suite, options: EvaluateOptions = {}): Promise<RunRecord> {
  const loaded = typeof suite === "string" ? await loadSuite(suite, options) : suite;
  const seed = options.seed ?? 1;
  const keep = loaded.keep.length > 0 ? options.keep : undefined;
  if (loaded.keep.length > 0 && keep === undefined) throw keyIsMissing();
  const supervision = {
    limits: { ...defaultLimits, ...options.limits },
    onProgress: options.onProgress ?? (() => {}),
    signal: options.signal,
  };
  const earlier = options.baseline?.record ?? null;
  const told = loaded.drift === undefined || earlier === null ? [] : baselineDistributions(loaded.models, earlier);
  const measured = await measureSupervised(
    { job: "measure", suite: contentOf(loaded), needs: needsOf(loaded), seed, keep, featureBins: featureBinsOf(told) },
    supervision,
  );
  const found = findings(loaded, measured, { seed, toolVersion, baseline: told });
  if (options.baseline === undefined) return judge(found);
  const baseline = await baselineOf(found, options.baseline, {
    measured,
    predictions: keep?.file ?? null,
    pair: (before, now) => pairPredictions(before, now, supervision),
  });
  const changed = withBaseline(found, baseline);
  return judge(earlier === null ? changed : withDrift(changed, earlier));
}

/** The failure of a suite that keeps rows, and no key to name them under. */
export const keyIsMissing = (): Failure =>
  usage("the suite keeps predictions, and there is no key to name their rows under", {
    at: ["keep"],
    hint: "put 64 random hexadecimal digits into EVENHAND_KEY or a file for --key-file; openssl rand -hex 32 prints some",
  });

/** Limits where the caller names none. */
export const defaultLimits: Limits = { memoryBytes: 4 * 2 ** 30, seconds: 3600, threads: 2 };

/** The part of a suite that can cross to another process. */
export function contentOf(suite: Suite): Omit<Suite, "place"> {
  const { place: _, ...content } = suite;
  return content;
}
