import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";
import { suggestion } from "./nearest.js";
import { ourName } from "./other-names.js";
import { quoted } from "./quoted.js";

/** A metric, as far as suites are concerned: its name, and its range where that is not [0, 1]. */
export type MetricName = string | { readonly name: string; readonly range: readonly [number | null, number | null] };

/**
 * A disparity: its name, and the key that a gate's tolerance for it stands under. Of one over several metrics also these, for a gate on it
 * names none, and its range.
 */
export type DisparityName =
  | string
  | {
      readonly name: string;
      readonly bound: Bound;
      readonly metrics?: readonly string[];
      readonly range?: readonly [number | null, number | null];
    };
export type Bound = "at_most" | "at_least";

/** Names that a suite may use; null: not checked. */
export interface Registries {
  readonly metrics: readonly MetricName[] | null;
  readonly disparities: readonly DisparityName[] | null;
  /** Figures of other libraries: their names, and those that an entry such as "clarify.*" stands for. */
  readonly compatibility?: {
    readonly names: readonly string[];
    readonly namesOf: (entry: string) => readonly string[];
  };
  /** Why no gate can rest on a disparity of a metric, whatever the rows; null: it may. */
  readonly gateFault?: (
    gate: { readonly metric?: string | undefined; readonly disparity: string },
    rows: { readonly weighted: boolean; readonly favourable: boolean },
  ) => string | null;
  /** What is wrong with a metric's parameter; null: nothing. */
  readonly parameterFault?: (name: string) => string | null;
  /** Whether a metric compares with the truth. */
  readonly needsLabel?: (metric: string) => boolean;
  /** Finds a metric by its whole name, which may end in a parameter: "f_beta(2)". */
  readonly metricByName?: (name: string) => { readonly range: readonly [number | null, number | null] } | undefined;
}

export const namesOf = (registry: readonly (string | { readonly name: string })[]): string[] =>
  registry.map((entry) => (typeof entry === "string" ? entry : entry.name));

/** Largest possible difference between two values of a metric; 1 for what is not known, as nearly all are shares. */
export function rangeOf(metric: string | undefined, { metrics, metricByName }: Registries): number {
  const entry =
    metrics?.find((each) => typeof each !== "string" && each.name === metric) ?? metricByName?.(metric ?? "");
  if (entry === undefined || typeof entry === "string") return 1;
  const [low, high] = entry.range;
  return low === null || high === null ? Infinity : high - low;
}

/** The key that a disparity's tolerance stands under; null for names that nobody knows. */
export function boundOf(disparity: string, { disparities }: Registries): Bound | null {
  const entry = disparities?.find((each) => typeof each !== "string" && each.name === disparity);
  if (entry !== undefined && typeof entry !== "string") return entry.bound;
  if (/^(max_difference|difference_.*|between_group_sd)$/.test(disparity)) return "at_most";
  return /^(min_ratio|ratio_.*)$/.test(disparity) ? "at_least" : null;
}

/** A disparity by its name, where more than that is known of it. */
export function disparityOf(
  name: string | undefined,
  { disparities }: Registries,
): Exclude<DisparityName, string> | null {
  const entry = disparities?.find((each) => typeof each !== "string" && each.name === name);
  return entry === undefined || typeof entry === "string" ? null : entry;
}

/** Complains of a name that a registry does not have. */
export function unknownName(
  kind: "metric" | "disparity",
  { text, path }: Draft,
  { metrics, disparities, metricByName, parameterFault }: Registries,
  complain: Complain,
): void {
  const registry = kind === "metric" ? metrics : disparities;
  if (text === undefined || registry === null) return;
  const names = namesOf(registry);
  if (names.includes(text) || (kind === "metric" && metricByName?.(text) !== undefined)) return;
  const fault = kind === "metric" ? (parameterFault?.(text) ?? null) : null;
  if (fault !== null) {
    complain(path, `${quoted(text)}: ${fault}`);
    return;
  }
  const ours = ourName(kind, text);
  const meant = ours !== null && names.includes(ours) ? `; here it is called "${ours}"` : suggestion(text, names);
  const isShort = kind === "disparity" && meant === "" && names.length <= mostNamed;
  const choices = isShort ? `; expected one of ${names.join(", ")}` : "";
  complain(path, `unknown ${kind} ${quoted(text)}${meant}${choices}`, { hint: "See: evenhand schema metrics" });
}

/** More names than these are no help in a message. */
const mostNamed = 12;
