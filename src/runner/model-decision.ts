import { cutTableSql, periodSql, tiesSql } from "../aggregates/cuts.js";
import type { KeySpec } from "../aggregates/key-table.js";
import { type ClassesRequest, classesOf, labelFor } from "../core/classes.js";
import { decisionWords, defaultThreshold, likeliestWords } from "../core/decision.js";
import type { Warning } from "../core/measured.js";
import { literal } from "../sql/quote.js";
import { codes, rowColumns } from "../sql/row-query.js";
import type { Workshop } from "./workshop.js";

/** How the rows of a model come by their prediction. */
export interface Decision {
  readonly prediction: KeySpec["prediction"];
  /** Expression of the score; null: none, or one that says nothing of the positive class. */
  readonly score: string | null;
  /** Expression that is true where the model left the decision to somebody else; null: it always decides. */
  readonly abstained: string | null;
  /** Expression of how sure the model was, 0 to 1; null: not known. */
  readonly confidence: string | null;
  /** Whether the model's own score is that of the negative class. */
  readonly isOfNegative: boolean;
  /** Rows to count: with the cuts of their periods joined on, where there are any. */
  readonly rows: string;
  /** The same of other rows: of those of another model's decision, so that both stand side by side. */
  readonly joined: (rows: string) => string;
  /** Whether predictions are named by values of their own rather than made by a threshold. */
  readonly isNamed: boolean;
  readonly words: string | null;
  readonly warnings: readonly Warning[];
}

/** What a model decides, by its own predictions, by its score or by the highest of several scores, and what it leaves to somebody else. */
export async function decide(workshop: Workshop, place: number): Promise<Decision> {
  return withAbstention(workshop, place, await decideAll(workshop, place));
}

/** `ownConfidence`: how sure the model was, as far as its own scores tell. */
type Decided = Omit<Decision, "abstained" | "confidence"> & { readonly ownConfidence: string | null };

const asTheyAre = (rows: string): string => rows;

/** What the model would have decided, with the rows that it leaves to somebody else. */
function withAbstention({ suite, plan }: Workshop, place: number, { ownConfidence, ...decided }: Decided): Decision {
  const { abstain_below: below } = suite.models[place]!;
  const { abstained, confidence: column, isProbability } = plan.rows.models[place]!;
  const { score } = decided;
  const ofScore =
    score !== null && (isProbability || suite.models[place]!.kind !== "logged")
      ? `greatest(${score}, 1 - ${score})`
      : ownConfidence;
  const confidence = column === null ? ofScore : rowColumns.confidence(place);
  if (abstained !== null) return { ...decided, confidence, abstained: rowColumns.abstained(place) };
  return {
    ...decided,
    confidence,
    abstained: below === undefined || confidence === null ? null : `(${confidence} < ${literal(below)})`,
  };
}

async function decideAll(workshop: Workshop, place: number): Promise<Decided> {
  const { rows, plan, models, options } = workshop;
  const none: Decided = {
    prediction: null,
    score: null,
    ownConfidence: null,
    isOfNegative: false,
    rows,
    joined: asTheyAre,
    isNamed: false,
    words: null,
    warnings: [],
  };
  const { prediction, score, classScores } = plan.rows.models[place]!;
  if (plan.rows.isRegression) return none;
  if (models[place] !== null) return options.job === "inspect" ? none : decideScored(workshop, place);
  const scoreColumn = score === null ? null : rowColumns.score(place);
  if (prediction === null && classScores.length > 0)
    return {
      ...none,
      prediction: { sql: likeliest(place, classScores), kind: "text" },
      isNamed: true,
      words: likeliestWords,
    };
  if (prediction === null) return decideByScore(workshop, place, scoreColumn!);
  return {
    ...none,
    prediction: { sql: rowColumns.prediction(place), kind: prediction.kind },
    score: scoreColumn,
    isNamed: true,
  };
}

/** The class with the highest score, the first in the suite among equals. */
function likeliest(place: number, classScores: readonly { readonly name: string }[]): string {
  const columns = classScores.map((_, at) => rowColumns.classScore(place, at));
  const highest = `greatest(${columns.join(", ")})`;
  return `CASE ${classScores.map(({ name }, at) => `WHEN ${columns[at]} = ${highest} THEN ${literal(name)}`).join(" ")} END`;
}

/** A model that scored: by its own class names where there are more than two or it gives no score, else by its score. */
async function decideScored(workshop: Workshop, place: number): Promise<Decided> {
  const { engine, rows, answered, models, plan } = workshop;
  const { hasScore, hasLabel, outside } = answered[place]!;
  const label = plan.rows.label === null ? "NULL" : rowColumns.label;
  const [labels = 0, predicted = 0] = hasLabel
    ? (
        await engine.row(
          `SELECT count(DISTINCT ${label})::DOUBLE, count(DISTINCT ${rowColumns.prediction(place)})::DOUBLE FROM ${rows} WHERE ${rowColumns.code} = ${codes.kept}`,
        )
      ).map(Number)
    : [];
  const classes = Math.max(models[place]?.classNames?.length ?? 0, predicted);
  if (hasLabel && (!hasScore || labels > 2 || classes > 2)) {
    return {
      prediction: { sql: rowColumns.prediction(place), kind: "text" },
      score: null,
      // The score of several classes is the probability of the predicted one.
      ownConfidence: hasScore && outside.count === 0 ? rowColumns.score(place) : null,
      isOfNegative: false,
      rows,
      joined: asTheyAre,
      isNamed: true,
      words: null,
      warnings: [],
    };
  }
  const isNegative = await isOfNegative(workshop, place);
  const score = isNegative ? `(1 - ${rowColumns.score(place)})` : rowColumns.score(place);
  return { ...(await decideByScore(workshop, place, score)), isOfNegative: isNegative };
}

/** Whether a model's score is that of the negative class: it is that of its last class, and the suite may count the first as positive. */
export async function isOfNegative({ engine, suite, models, plan, rows }: Workshop, place: number): Promise<boolean> {
  const names = models[place]?.classNames ?? [];
  const { positive, classes } = suite.models[place]!;
  if (names.length !== 2 || plan.rows.label === null) return false;
  const found = await engine.query(
    `SELECT DISTINCT CAST(${rowColumns.label} AS VARCHAR) FROM ${rows} WHERE ${rowColumns.code} = ${codes.kept} LIMIT 3`,
  );
  const labels = found.map(([label]) => String(label));
  const meant = names.map((name) => labelFor(name, labels, classes));
  if (!meant.every((name) => labels.includes(name)) || meant[0] === meant[1]) return false;
  const request: ClassesRequest = {
    model: suite.models[place]!.id,
    labels,
    predictions: names,
    positive,
    names: classes,
    at: ["models", place],
  };
  return classesOf(request).predictionIndex.get(names[1]!) === 0;
}

async function decideByScore(workshop: Workshop, place: number, score: string): Promise<Decided> {
  const { engine, suite, rows, plan, isCounted } = workshop;
  const { id, threshold = defaultThreshold } = suite.models[place]!;
  const period = plan.rows.time?.period ?? null;
  const made = {
    score,
    ownConfidence: null,
    isOfNegative: false,
    isNamed: false,
    words: decisionWords(threshold, period),
  };
  const selected = (from: string): KeySpec["prediction"] => ({ sql: `(${score} >= ${from})`, kind: "boolean" });
  if (typeof threshold === "number")
    return { ...made, rows, joined: asTheyAre, prediction: selected(literal(threshold)), warnings: [] };
  const [table, cut] = [`cuts_${place}`, `cut_${place}`];
  await engine.run(cutTableSql(table, rows, { score, period, threshold, isCounted }));
  const [ties] = await engine.row(tiesSql(table));
  const joined = (to: string): string =>
    `(SELECT r.*, c.cut AS ${cut} FROM ${to} r LEFT JOIN ${table} c ON c.period = ${periodSql(period)})`;
  const warnings = Number(ties) > 0 ? [{ code: "ties_at_cut", values: { model: id, rows: Number(ties) } }] : [];
  return { ...made, rows: joined(rows), joined, prediction: selected(cut), warnings };
}
