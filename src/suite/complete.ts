import path from "node:path";
import { joinNames } from "../core/groups.js";
import { defaultDisparity, intersectionParts } from "./check-gates.js";
import { codeSettings } from "./code-model.js";
import { remoteSettings } from "./remote-settings.js";
import type { AttributeSpec, FeatureSpec, GateFileSpec, SuiteContent, SuiteFile } from "./suite.js";
import type { SuitePaths } from "./suite-paths.js";

/** What a suite is completed with. */
interface Surroundings {
  readonly file: string;
  readonly projectFolder: string;
  readonly sha256: string;
  readonly paths: SuitePaths;
  /** Feature lists of each model as read from files of their own; null where the suite holds the list, or there is none. */
  readonly features: readonly (readonly FeatureSpec[] | null)[];
}

/** A checked suite with its defaults filled in. */
export function completeSuite(
  suite: SuiteFile,
  { file, projectFolder, sha256, paths, features }: Surroundings,
): SuiteContent {
  const attributes = suite.protected.map((each): AttributeSpec => (typeof each === "string" ? { name: each } : each));
  const names = attributes.map(({ name }) => name);
  const gates = (suite.gates ?? []).map(({ disparity, ...gate }) => ({
    ...gate,
    // A gate on drift stands in the record under the name of its statistic.
    disparity: gate.drift ?? disparity ?? defaultDisparity,
    attribute: attributeOf(gate, names),
  }));
  return {
    file,
    projectFolder,
    sha256,
    name: suite.name,
    purpose: suite.purpose,
    dataset: { ...suite.dataset, sources: paths.sources },
    attributes,
    intersections: intersectionsOf(suite, gates, names),
    strata: suite.strata ?? [],
    models: modelsOf(suite, path.dirname(file), paths, features),
    metrics: suite.metrics ?? null,
    gates,
    compatibility: suite.compatibility ?? [],
    explain: suite.explain ?? null,
    ...(suite.drift === undefined ? {} : { drift: suite.drift }),
    ...(suite.dpia === undefined ? {} : { dpia: suite.dpia }),
    ...(suite.alarms === undefined ? {} : { alarms: suite.alarms }),
    report: suite.report ?? {},
    confidence: suite.confidence,
    minGroup: suite.min_group,
    suppressBelow: suite.suppress_below,
    keep: suite.keep ?? [],
  };
}

function modelsOf(
  suite: SuiteFile,
  folder: string,
  paths: SuitePaths,
  fromFiles: Surroundings["features"],
): SuiteContent["models"] {
  return (suite.models ?? (suite.model ? [suite.model] : [])).map((model, i) => {
    const features = fromFiles[i] ?? (Array.isArray(model.features) ? model.features : null);
    const file = paths.models[i]?.path;
    const remote = remoteSettings(model);
    const code = codeSettings(model, folder);
    return {
      ...model,
      ...(file ? { path: file } : {}),
      ...(remote ? { remote } : {}),
      ...(code ? { code } : {}),
      featureSteps:
        features === null
          ? null
          : features.map((feature) => (typeof feature === "string" ? { name: feature } : feature)),
    };
  });
}

const inSuiteOrder = (parts: readonly string[], names: readonly string[]): string[] =>
  [...parts].sort((a, b) => names.indexOf(a) - names.indexOf(b));

/** A gate's attribute as records name it. */
function attributeOf({ attribute }: Pick<GateFileSpec, "attribute">, names: readonly string[]): string {
  const parts = typeof attribute === "string" ? intersectionParts(attribute) : attribute;
  return joinNames(inSuiteOrder(parts, names));
}

/** The suite's intersections, and those that only a gate names. */
function intersectionsOf(
  suite: SuiteFile,
  gates: readonly { attribute: string }[],
  names: readonly string[],
): string[][] {
  const tagged = new Set(
    suite.protected.flatMap((each) => (typeof each === "string" || each.separator === undefined ? [] : [each.name])),
  );
  const declared = Array.isArray(suite.intersections)
    ? suite.intersections.map((parts) => inSuiteOrder(parts, names))
    : crossings(
        names.filter((name) => !tagged.has(name)),
        suite.intersections?.max_order ?? 0,
      );
  const known = new Set(declared.map(joinNames));
  const gated = [...new Set(gates.map(({ attribute }) => attribute))].filter(
    (name) => name.includes("×") && !known.has(name),
  );
  return [...declared, ...gated.map(intersectionParts)];
}

/** All choices of 2 … order names, pairs first, each in the order of the names. */
function crossings(names: readonly string[], order: number): string[][] {
  let level: number[][] = names.map((_, i) => [i]);
  const all: number[][] = [];
  for (let size = 2; size <= order; size++) {
    level = level.flatMap((chosen) => names.flatMap((_, i) => (i > chosen.at(-1)! ? [[...chosen, i]] : [])));
    all.push(...level);
  }
  return all.map((chosen) => chosen.map((i) => names[i]!));
}
