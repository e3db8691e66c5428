import { modelsOf } from "./check-models.js";
import type { Complain } from "./complaint.js";
import { type Confinement, confinePath } from "./confine-path.js";
import type { Draft } from "./draft.js";

/** The paths of a suite, absolute and confined; null where a model has none. */
export interface SuitePaths {
  readonly sources: readonly string[];
  readonly models: readonly { readonly path: string | null; readonly features: string | null }[];
}

/** Resolves every path of a suite; complains of those that are refused. */
export function suitePaths(suite: Draft, confinement: Confinement, complain: Complain): SuitePaths {
  const resolve = (written: Draft, patterns = false): string | null => {
    if (written.text === undefined || written.text === "") return null;
    const confined = confinePath(written.text, { ...confinement, patterns });
    if ("absolute" in confined) return confined.absolute;
    complain(written.path, confined.problem);
    return null;
  };
  const source = suite.at("dataset").at("source");
  return {
    sources: [source, ...source.items].flatMap((each) => resolve(each, true) ?? []),
    models: modelsOf(suite).map((model) => ({
      path: resolve(model.at("path")),
      features: resolve(model.at("features")),
    })),
  };
}
