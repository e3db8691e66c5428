import { counted } from "../core/counted.js";
import { Failure, type Problem, unusable } from "../core/errors.js";
import { moreRows } from "../core/wrong-rows.js";
import { codes, rowColumns } from "../sql/row-query.js";
import { locate, wrongValues } from "./diagnose.js";
import { answerExplainedSql, readExplainedRows } from "./explained-rows.js";
import { checkIds } from "./kept-ids.js";
import { type Answered, type ScoringModel, scoreRows } from "./score.js";
import type { Workshop } from "./workshop.js";

const tables = { rows: "rows_read", answers: "answers", scored: "rows_scored" } as const;

/** Reads the needed columns into a table once, runs every model over its kept rows, and puts the answers beside them. */
export async function scoreAll(workshop: Workshop): Promise<Pick<Workshop, "rows" | "answered" | "sample">> {
  const { engine, source, plan, options } = workshop;
  await engine.run(`CREATE TABLE ${tables.rows} AS SELECT * FROM ${workshop.rows}`);
  const [read = 0, kept = 0, invalid = 0] = (
    await engine.row(
      `SELECT count(*)::DOUBLE, count(*) FILTER (code = ${codes.kept})::DOUBLE, count(*) FILTER (code >= ${codes.invalid})::DOUBLE FROM ${tables.rows}`,
    )
  ).map(Number);
  if (invalid > 0) throw await wrongValues(engine, source, plan);
  if (plan.rows.id !== null) await checkIds(workshop, tables.rows);
  options.onProgress({ step: "read", done: read, total: read, finished: true, detail: { kept } });
  const { explain } = workshop.suite;
  const sample = explain === null ? null : await readExplainedRows(workshop, tables.rows, explain);
  const models = scoring(workshop);
  const answered = await scoreRows({
    engine,
    ...tables,
    features: plan.rows.features,
    kept,
    models,
    isRegression: plan.rows.isRegression,
    keepsClassScores: options.needs.scores || options.needs.ranks,
    onProgress: options.onProgress,
  });
  await checkScores(workshop, models, answered);
  if (sample !== null) await engine.run(answerExplainedSql(tables.answers));
  await joinAnswers(workshop);
  return {
    rows: tables.scored,
    sample,
    answered: workshop.models.map((_, place) => answered[models.findIndex((model) => model.place === place)] ?? null),
  };
}

const scoring = ({ models, suite, plan }: Workshop): ScoringModel[] =>
  models.flatMap((loaded, place) =>
    loaded === null ? [] : [{ id: suite.models[place]!.id, place, loaded, inputs: plan.inputs[place]! }],
  );

/** Rows with their answers and without what the models took. */
async function joinAnswers({ engine, plan }: Workshop): Promise<void> {
  const features = plan.rows.features.map((_, place) => rowColumns.feature(place));
  const but = features.length === 0 ? "" : ` EXCLUDE (${features.join(", ")})`;
  await engine.run(
    `CREATE TABLE ${tables.scored} AS SELECT r.*${but}, a.* EXCLUDE (row) FROM ${tables.rows} r LEFT JOIN ${tables.answers} a ON r.rowid = a.row`,
  );
  await engine.run(`DROP TABLE ${tables.rows}`);
  await engine.run(`DROP TABLE ${tables.answers}`);
}

/** @throws Failure (unusable) for scores that are no number, and for such as cannot be compared with 0.5 */
async function checkScores(
  workshop: Workshop,
  models: readonly ScoringModel[],
  answers: readonly Answered[],
): Promise<void> {
  const problems: Problem[] = [];
  for (const [index, { id, place }] of models.entries()) {
    const { bad, outside } = answers[index]!;
    if (bad.count > 0)
      problems.push(await problemOf(workshop, `model "${id}" answers with a score that is no finite number`, bad));
    const isOwnScale = workshop.plan.rows.isRegression || workshop.suite.models[place]!.threshold !== undefined;
    if (outside.count > 0 && !isOwnScale)
      problems.push(
        await problemOf(
          workshop,
          `model "${id}" answers with a score outside 0 to 1; name a \`threshold\` for another scale`,
          outside,
        ),
      );
  }
  if (problems.length > 0) throw new Failure("unusable", problems);
}

async function problemOf(
  { engine, source, plan }: Workshop,
  what: string,
  { count, rows }: Answered["bad"],
): Promise<Problem> {
  const { file, rows: numbers } = await locate(engine, source, plan, rows);
  const message = `row ${counted(numbers[0]!)}: ${what}${moreRows(numbers.slice(1), count - 1)}`;
  return {
    ...unusable(message).problems[0]!,
    file: file.shown,
    hint: "give its features a stand-in for missing values: {name: income, missing: 0}, or leave the rows out with `where`",
  };
}
