import { createHash } from "node:crypto";
import type { RunRecord } from "../record/run-record.js";
import { worstFirst } from "../record/worst-first.js";
import { shownText } from "./shown-text.js";

/** A figure of a run in MLflow's terms. */
export interface MlflowMetric {
  readonly key: string;
  readonly value: number;
  /** Milliseconds since 1970: the run's own start, so that sending again repeats nothing. */
  readonly timestamp: number;
  readonly step: 0;
}

interface Pair {
  readonly key: string;
  readonly value: string;
}

/** One call of `runs/log-batch`. */
export interface MlflowBatch {
  readonly metrics: readonly MlflowMetric[];
  readonly params: readonly Pair[];
  readonly tags: readonly Pair[];
}

/** Limits of one batch (MLflow REST API, runs/log-batch); keys of at most 250 characters keep it below its megabyte, too. */
const [mostEntities, mostPairs] = [1000, 100];
/** Of one run; the rest is in its artifact `run.json`. */
const mostMetrics = 5000;
const [longestKey, longestValue] = [250, 500];

/** The tag by which a run is found again: the same record is never two runs. */
export const recordTag = "evenhand.record_sha256";

/**
 * What MLflow is told of a record: gates (value, low, high, limit) and figures of single attributes' groups as metrics, what was
 * audited as params, verdicts as tags.
 * @param sha256 of the record's text
 * @param timestamp the MLflow run's start, in ms since 1970
 */
export function mlflowBatches(record: RunRecord, sha256: string, timestamp: number): MlflowBatch[] {
  const all = [...gateFigures(record), ...groupFigures(record)].filter(({ value }) => value !== null);
  const metrics = all
    .slice(0, mostMetrics)
    .map(({ key, value }): MlflowMetric => ({ key, value: value as number, timestamp, step: 0 }));
  const tags = tagsOf(record, sha256, all.length - metrics.length).slice(0, mostPairs);
  const params = paramsOf(record).slice(0, mostPairs);
  const first = mostEntities - tags.length - params.length;
  const batches: MlflowBatch[] = [{ metrics: metrics.slice(0, first), params, tags }];
  for (let at = first; at < metrics.length; at += mostEntities)
    batches.push({ metrics: metrics.slice(at, at + mostEntities), params: [], tags: [] });
  return batches;
}

interface Figure {
  readonly key: string;
  readonly value: number | null;
}

const gateFigures = (record: RunRecord): Figure[] =>
  worstFirst(record).flatMap(({ id, value, low, high, tolerance }) =>
    Object.entries({ value, low, high, limit: tolerance }).map(([what, figure]) => ({
      key: keyOf("gate", id, what),
      value: figure,
    })),
  );

/** Of combinations and strata there may be thousands. */
const groupFigures = ({ groups, models }: RunRecord): Figure[] =>
  groups
    .filter(({ attribute, stratum, status }) => status === "ok" && stratum === null && !attribute?.includes(" × "))
    .flatMap((row) => {
      const of = [
        ...(models.length > 1 ? [row.model] : []),
        ...[row.metric, row.class, row.attribute ?? "everybody", row.group].filter((part) => part !== null),
      ];
      return Object.entries({ value: row.value, low: row.low, high: row.high }).map(([what, value]) => ({
        key: keyOf("group", ...of, what),
        value,
      }));
    });

function tagsOf(record: RunRecord, sha256: string, left: number): Pair[] {
  const { suite, data, tool, verdict } = record;
  return [
    pair(recordTag, sha256),
    pair("evenhand.version", tool.version),
    pair("evenhand.verdict", verdict),
    pair("evenhand.suite_sha256", suite.sha256 ?? "unknown"),
    pair("evenhand.data_sha256", data.sha256 ?? "unknown"),
    ...(left > 0 ? [pair("evenhand.metrics_left_out", String(left))] : []),
    ...worstFirst(record).map((gate) => pair(keyOf("evenhand.gate", gate.id), gate.verdict)),
  ];
}

const paramsOf = ({ suite, data, models }: RunRecord): Pair[] => [
  pair("suite", suite.name),
  pair("purpose", suite.purpose),
  pair("seed", String(suite.seed)),
  pair("confidence", String(suite.confidence)),
  pair("rows", String(data.rows_kept)),
  ...models.flatMap(({ id, kind, sha256 }) => [
    pair(keyOf("model", id, "kind"), kind),
    pair(keyOf("model", id, "sha256"), sha256 ?? "unknown"),
  ]),
];

const pair = (key: string, value: string): Pair => ({ key, value: shownText(value, longestValue - 20) });

/**
 * A key of what MLflow takes (letters, digits, `_ . -` and spaces, parts joined by `/`). A part that has other characters gets a hash,
 * so that two of them stay two.
 */
function keyOf(...parts: readonly string[]): string {
  const whole = parts.map(keyPart).join("/");
  return whole.length <= longestKey ? whole : `${whole.slice(0, longestKey - 9).toWellFormed()}-${hash(whole)}`;
}

function keyPart(part: string): string {
  const plain = part.replace(/[^A-Za-z0-9_. -]/g, "_");
  const isWhole = plain === part && !/^\.|^ | $|^$/.test(part);
  return isWhole ? part : `${plain.replace(/^[. ]+/, "_").trimEnd()}-${hash(part)}`;
}

const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 8);
