import type { AttributeRule } from "../core/attribute-groups.js";
import { isProbability } from "../core/decision.js";
import { Failure, type Problem } from "../core/errors.js";
import type { LoadedModel } from "../models/model.js";
import type { Column, ColumnKind } from "../sql/column.js";
import type { RowPlan } from "../sql/row-query.js";
import { boundsOf, type Condition, columnsOf, scaleOf } from "../sql/where.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";
import type { SuiteContent } from "../suite/suite.js";
import { driftFeatures } from "./drift/drift-features.js";

type Path = readonly (string | number)[];

/** What a suite asks of the columns of its data. */
export interface SuitePlan {
  readonly rows: RowPlan;
  readonly rules: readonly AttributeRule[];
  /** Columns that have to be read. */
  readonly needed: readonly Column[];
  /** Places in `rows.features` of each model's inputs; null: a logged model. */
  readonly inputs: readonly (readonly number[] | null)[];
}

const numeric: readonly ColumnKind[] = ["text", "integer", "number", "float", "decimal"];
const flags: readonly ColumnKind[] = ["boolean", "text", "integer", "number"];
const nameable: readonly ColumnKind[] = [...numeric, "boolean", "time"];

const looksLikeName = /^[\p{L}_][\p{L}\p{N}_ .-]{0,40}$/u;
/** More names than these are no help in a message. */
const mostNamed = 12;

/** Columns by their exact names, with a complaint for each that is not there or cannot serve. */
class Columns {
  readonly problems: Problem[] = [];
  readonly #used = new Set<Column>();
  readonly #byName: ReadonlyMap<string, Column>;

  constructor(columns: readonly Column[]) {
    this.#byName = new Map(columns.map((column) => [column.name, column]));
  }

  get used(): Column[] {
    return [...this.#used];
  }

  /** The names that there are, said once; a file without a line of names has cells in their place, and those are not told. */
  #hint(): Pick<Problem, "hint"> {
    if (this.problems.some(({ hint }) => hint !== undefined)) return {};
    const names = [...this.#byName.keys()];
    if (!names.every((name) => looksLikeName.test(name)))
      return { hint: "the names of some columns are odd: does the file begin with a line of names?" };
    const shown = names.slice(0, mostNamed).join(", ");
    return { hint: `the data have ${shown}${names.length > mostNamed ? ` and ${names.length - mostNamed} more` : ""}` };
  }

  /** The column, or a stand-in where there is none: all complaints are told at once, so nothing is thrown here. */
  find(name: string, at: Path, kinds: readonly ColumnKind[], wanted: string): Column {
    const column = this.#byName.get(name);
    if (column === undefined) {
      const near = suggestion(name, this.#byName.keys());
      const message = `no column ${quoted(name)} in the data${near}`;
      this.problems.push({ message, at, ...(near === "" ? this.#hint() : {}) });
      return { name, sql: "NULL", kind: "other", type: "", missing: [] };
    }
    this.#used.add(column);
    if (!kinds.includes(column.kind))
      this.problems.push({ message: `column ${quoted(name)} holds ${contentOf(column)}; ${wanted}`, at });
    return column;
  }

  optional(name: string | undefined, at: Path, kinds: readonly ColumnKind[], wanted: string): Column | null {
    return name === undefined ? null : this.find(name, at, kinds, wanted);
  }
}

const contents: Readonly<Record<ColumnKind, string>> = {
  text: "texts",
  integer: "whole numbers",
  number: "numbers",
  float: "numbers",
  decimal: "numbers",
  boolean: "true and false",
  time: "dates or times",
  list: "lists",
  other: "nested or binary values",
};

const contentOf = ({ kind }: Column): string => contents[kind];

/** Finds every column that the suite names. @throws Failure (usage) with all complaints at once */
export function planRows(
  suite: SuiteContent,
  columns: readonly Column[],
  models: readonly (LoadedModel | null)[],
): SuitePlan {
  const finder = new Columns(columns);
  const { dataset } = suite;
  const at = (key: string): Path => ["dataset", key];
  const keeps = suite.keep.length > 0;
  const idKinds: readonly ColumnKind[] = keeps ? nameable : [...nameable, "list", "other"];
  const id = finder.optional(dataset.id, at("id"), idKinds, "an id is one value per row");
  const features = planFeatures(suite, finder, models);
  const isRegression = suite.models.some(({ task }) => task === "regression");
  const rows: RowPlan = {
    where: planWhere(dataset.where, finder),
    consent: planConsent(suite, finder),
    time: planTime(suite, finder),
    label: finder.optional(
      dataset.label,
      at("label"),
      isRegression ? numeric : nameable,
      isRegression ? "the label of a regression is a number" : "a label is one value per row",
    ),
    isRegression,
    unit: finder.optional(dataset.unit, at("unit"), nameable, "a unit is one value per row"),
    id: keeps ? id : null,
    weight: finder.optional(dataset.weight, at("weight"), numeric, "weights are numbers"),
    count: finder.optional(dataset.count, at("count"), numeric, "counts are numbers"),
    attributes: planAttributes(suite, finder),
    strata: suite.strata.map((name, place) =>
      finder.find(name, ["strata", place], nameable, "a stratum is one value per row"),
    ),
    models: planLogged(suite, finder),
    features: features.columns,
    distributions: planDistributions(suite, finder, models),
  };
  if (finder.problems.length > 0) throw new Failure("usage", finder.problems);
  const rules = suite.attributes.map(
    ({ name, bins, map, separator }): AttributeRule => ({ name, bins, map, separator }),
  );
  return { rows, rules, needed: finder.used, inputs: features.inputs };
}

function planWhere(where: SuiteContent["dataset"]["where"], finder: Columns): RowPlan["where"] {
  if (where === undefined) return null;
  const condition = where as Condition;
  const found = new Map<string, Column>();
  for (const { name, at } of places(condition, ["dataset", "where"]))
    found.set(name, finder.find(name, at, nameable, "a condition looks at one value per row"));
  for (const { column: name, bound, limit } of boundsOf(condition)) {
    const column = found.get(name)!;
    if (scaleOf(column, limit) !== null || column.type === "") continue;
    const at = places(condition, ["dataset", "where"]).find((place) => place.name === name)!.at;
    finder.problems.push({
      message: `column ${quoted(name)} holds ${contentOf(column)}, which ${quoted(String(limit))} is no bound for`,
      at: [...at.slice(0, -1), bound],
    });
  }
  return { condition, columns: found };
}

/** Every mention of a column in a condition. */
function places(condition: Condition, at: Path): { readonly name: string; readonly at: Path }[] {
  if ("all" in condition) return condition.all.flatMap((part, place) => places(part, [...at, "all", place]));
  if ("any" in condition) return condition.any.flatMap((part, place) => places(part, [...at, "any", place]));
  return columnsOf(condition).map((name) => ({ name, at: [...at, "column"] }));
}

function planConsent({ dataset: { consent } }: SuiteContent, finder: Columns): RowPlan["consent"] {
  if (consent === undefined) return null;
  const wanted = "consents are texts, lists of texts, or true and false";
  return {
    column: finder.find(consent.column, ["dataset", "consent", "column"], ["text", "list", "boolean"], wanted),
    requires: consent.requires,
  };
}

function planTime({ dataset: { time } }: SuiteContent, finder: Columns): RowPlan["time"] {
  if (time === undefined) return null;
  const wanted = "expected dates or times";
  if (typeof time === "string")
    return { column: finder.find(time, ["dataset", "time"], ["text", "time"], wanted), period: "month" };
  return {
    column: finder.find(time.column, ["dataset", "time", "column"], ["text", "time"], wanted),
    period: time.period,
  };
}

function planAttributes(suite: SuiteContent, finder: Columns): RowPlan["attributes"] {
  return suite.attributes.map(({ name, column, bins }, place) => {
    const at = ["protected", place, column === undefined ? "name" : "column"];
    const found = finder.find(
      column ?? name,
      at,
      bins === undefined ? nameable : numeric,
      bins === undefined ? "an attribute is one value per row" : "bins need numbers",
    );
    return { column: found, bins: bins ?? null };
  });
}

const notLogged: RowPlan["models"][number] = {
  prediction: null,
  score: null,
  isProbability: false,
  classScores: [],
  abstained: null,
  confidence: null,
};

function planLogged(suite: SuiteContent, finder: Columns): RowPlan["models"] {
  return suite.models.map((model, place) => {
    const { kind, task, prediction, score, scores, threshold, abstained, confidence, abstain_below } = model;
    if (kind !== "logged") return notLogged;
    const at = (key: string): Path => ["models", place, key];
    const isRegression = task === "regression";
    return {
      prediction: finder.optional(
        prediction,
        at("prediction"),
        isRegression ? numeric : nameable,
        isRegression ? "the prediction of a regression is a number" : "a prediction is one value per row",
      ),
      score: finder.optional(score, at("score"), numeric, "scores are numbers"),
      isProbability: isProbability({ prediction, threshold, confidence, abstainBelow: abstain_below }),
      classScores: Object.entries(scores ?? {}).map(([name, column]) => ({
        name,
        column: finder.find(column, [...at("scores"), name], numeric, "scores are numbers"),
      })),
      abstained: finder.optional(abstained, at("abstained"), flags, "expected true and false, 1 and 0 or yes and no"),
      confidence: finder.optional(confidence, at("confidence"), numeric, "confidences are numbers"),
    };
  });
}

interface PlannedFeatures {
  readonly columns: RowPlan["features"];
  readonly inputs: SuitePlan["inputs"];
}

function planFeatures(suite: SuiteContent, finder: Columns, models: readonly (LoadedModel | null)[]): PlannedFeatures {
  const columns: { column: Column; type: "number" | "text" }[] = [];
  const inputs = models.map((model, place) => {
    if (model === null) return null;
    return model.columns.map(({ column: name, type }) => {
      const known = columns.findIndex(({ column, type: other }) => column.name === name && other === type);
      if (known >= 0) return known;
      const column = finder.find(
        name,
        featurePlace(suite, place, name),
        type === "number" ? [...numeric, "boolean"] : nameable,
        "the model cannot take them",
      );
      return columns.push({ column, type }) - 1;
    });
  });
  return { columns, inputs };
}

function planDistributions(
  suite: SuiteContent,
  finder: Columns,
  models: readonly (LoadedModel | null)[],
): RowPlan["distributions"] {
  const taken = models[0]?.columns.map(({ column }) => column) ?? null;
  const isAll = suite.drift?.features === "all";
  if (isAll && taken === null)
    finder.problems.push({
      message: "drift.features: all are the columns that the first model takes, and its predictions are logged",
      at: ["drift", "features"],
    });
  return driftFeatures(suite, taken).map((name, place) =>
    finder.find(
      name,
      ["drift", "features", ...(isAll ? [] : [place])],
      [...numeric, "boolean"],
      "a distribution is of numbers, of texts, or of true and false",
    ),
  );
}

/** Where the suite names a model's column: in its list of features, else at the model. */
function featurePlace({ models }: SuiteContent, place: number, name: string): Path {
  const model = models[place]!;
  const step = model.featureSteps?.findIndex((feature) => (feature.column ?? feature.name) === name) ?? -1;
  if (step < 0) return ["models", place];
  if (!Array.isArray(model.features)) return ["models", place, "features"];
  const written = model.features[step];
  const base: Path = ["models", place, "features", step];
  return typeof written === "string" ? base : [...base, written?.column === undefined ? "name" : "column"];
}
