import { type CompatibilityFigure, compatibilityFamilies, compatibilityFigures } from "../compatibility/index.js";

/** One figure of another library, or one family of figures that differ in a number, for readers and programs. */
export interface ListedFigure {
  /** As in suites, under `compatibility`; of a family without its number. */
  readonly name: string;
  readonly library: string;
  readonly version: string;
  /** null: no family. Everything else about a family is said of its default. */
  readonly parameter: { readonly meaning: string; readonly default: number } | null;
  readonly definition: string;
  /** What one value is of. */
  readonly of: string;
  readonly needs: readonly string[];
  /** How it differs from ours. */
  readonly convention: string;
  /** Our metric, or metric and disparity, of the same idea. */
  readonly ours: string | null;
  readonly source: string;
}

/** Every figure, families after the others, library by library. */
export function figureList(): ListedFigure[] {
  const single = compatibilityFigures.map((figure) => listed(figure, null));
  const families = compatibilityFamilies.map(({ name, parameter, byDefault, of }) =>
    listed(of(byDefault, name), { meaning: parameter, default: byDefault }),
  );
  const all = [...single, ...families];
  return [...new Set(all.map(({ library }) => library))].flatMap((library) =>
    all.filter((figure) => figure.library === library),
  );
}

const compared: Readonly<Record<CompatibilityFigure["compares"], string>> = {
  everybody: "everybody",
  groups: "all groups of an attribute together",
  each: "each group by itself",
  rest: "each group against the rest of its attribute",
  reference: "each group against the reference group of its attribute",
};

const needed: Readonly<Record<CompatibilityFigure["needs"], readonly string[]>> = {
  label: ["label"],
  prediction: ["prediction"],
  confusion: ["label", "prediction"],
  scores: ["score"],
  labelled_scores: ["label", "score"],
  neighbours: ["explain"],
};

function listed(figure: CompatibilityFigure, parameter: ListedFigure["parameter"]): ListedFigure {
  const { name, library, version, formula: definition, compares, needs, byStratum, convention, ours, source } = figure;
  return {
    name,
    library,
    version,
    parameter,
    definition,
    of: compared[compares],
    needs: [...needed[needs], ...(byStratum ? ["strata"] : [])],
    convention,
    ours,
    source,
  };
}

/** The part of the list that is of one library: a title, and labelled facts of each figure. */
interface LibraryPart {
  readonly title: string;
  readonly entries: readonly {
    readonly heading: string;
    readonly facts: readonly (readonly [label: string, text: string])[];
  }[];
}

/** The figures by library, as they are printed. */
export function libraryParts(figures: readonly ListedFigure[]): LibraryPart[] {
  return [...new Map(figures.map((figure) => [figure.library, figure])).values()].map(({ library, version }) => ({
    title: `Compatibility: ${library} (${version}), reproduced and never judged`,
    entries: figures.filter((figure) => figure.library === library).map(entryOf),
  }));
}

const entryOf = ({ name, parameter, definition, of, needs, convention, ours, source }: ListedFigure) => ({
  heading: name,
  facts: [
    ["definition", definition],
    ...(parameter === null ? [] : [["parameter", figureParameter({ name, parameter })] as const]),
    ["of", of],
    ["needs", needs.join(", ")],
    ["convention", convention],
    ["ours", ours ?? "none"],
    ["source", source],
  ] as const,
});

/** What the number of a family is, and what its name means without one. */
export const figureParameter = ({ name, parameter }: Pick<ListedFigure, "name" | "parameter">): string =>
  parameter === null ? "" : `${parameter.meaning}; ${name} alone is ${name}(${parameter.default})`;
