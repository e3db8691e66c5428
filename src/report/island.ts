import type { RunRecord } from "../record/run-record.js";

/** JSON that can stand inside a script element: no text in it can end the element or begin another. */
export const scriptSafe = (content: object): string =>
  // U+2028 and U+2029 are line ends to some readers of JSON; lone surrogates cannot be written, which JSON.stringify minds.
  JSON.stringify(content).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );

/** Six digits: more than any of these numbers knows; run.json has all of them. */
const shortened = (value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(6)) : value;

interface Columns {
  readonly [column: string]: unknown;
}

/** Rows as columns: names once, a value that all rows share once, and texts that repeat as numbers into a list of their own. */
function columns<Row extends object>(rows: readonly Row[], names: readonly (keyof Row & string)[]): Columns {
  return Object.fromEntries(
    names.map((name) => {
      const values = rows.map((row) => row[name] as unknown);
      if (values.length > 0 && values.every((value) => value === values[0])) return [name, { all: values[0] }];
      if (!values.some((value) => typeof value === "string")) return [name, values.map(shortened)];
      const levels = [...new Set(values)];
      const places = new Map(levels.map((level, index) => [level, index]));
      return [name, { levels, index: values.map((value) => places.get(value)) }];
    }),
  );
}

/**
 * The numbers of the tables as JSON for machines, one object of columns per table, safe inside a script element:
 * "<" is escaped, so that no text of a data file can end it.
 */
export function islandOf(record: RunRecord, mostRows: number): string {
  const place = ["model", "metric", "attribute", "class", "stratum"] as const;
  const figure = ["n", "status", "value", "low", "high", "interval"] as const;
  const ofInput = ["model", "class", "attribute", "group"] as const;
  const content = {
    suite: record.suite.name,
    verdict: record.verdict,
    gates: columns(record.gates, [
      "id",
      ...place,
      "disparity",
      "group",
      "reference",
      "value",
      "low",
      "high",
      "level",
      "bound",
      "tolerance",
      "confidence",
      "verdict",
      "p",
      "p_adjusted",
    ]),
    groups: columns(record.groups.slice(0, mostRows), [
      ...place,
      "group",
      "n",
      "status",
      "value",
      "low",
      "high",
      "numerator",
      "denominator",
      "interval",
    ]),
    shrunken: columns(record.shrunken.slice(0, mostRows), [...place, "group", "n", "value", "low", "high"]),
    worst_case: columns(record.worst_case.slice(0, mostRows), [
      ...place,
      "disparity",
      "status",
      "low",
      "high",
      "known",
      "unknown",
    ]),
    population: columns(record.population.slice(0, mostRows), [
      "attribute",
      "group",
      "stratum",
      "status",
      "n",
      "units",
      "positives",
      "negatives",
    ]),
    detection: columns(record.detection.slice(0, mostRows), [
      "gate",
      "group",
      "reference",
      "n",
      "n_reference",
      "smallest",
    ]),
    ...(record.attributions === undefined
      ? {}
      : {
          attributions: columns(record.attributions.slice(0, mostRows), [...ofInput, "feature", "figure", ...figure]),
          attribution_gaps: columns((record.attribution_gaps ?? []).slice(0, mostRows), [
            ...ofInput,
            "reference",
            "feature",
            "figure",
            ...figure,
            "p",
            "p_adjusted",
          ]),
          proxies: columns((record.proxies ?? []).slice(0, mostRows), [
            "model",
            "attribute",
            "feature",
            "column",
            "group",
            "auc",
            "low",
            "normalized_mutual_information",
            "is_proxy",
          ]),
        }),
  };
  return scriptSafe(content);
}
