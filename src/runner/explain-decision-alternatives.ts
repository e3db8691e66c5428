import { type Column, sliceRows } from "../attributions/black-box.js";
import { usage } from "../core/errors.js";
import type { Alternative, Alternatives, DecisionOutcome, RowValue } from "../core/explained-decision.js";
import { numberIn } from "../core/scalars.js";
import type { Duckdb } from "../engines/duckdb.js";
import type { Answers, LoadedModel } from "../models/model.js";
import type { ColumnKind } from "../sql/column.js";
import { codes, rowColumns } from "../sql/row-query.js";
import { textAnswer } from "../sql/text-answer.js";
import { suggestion } from "../suite/nearest.js";
import type { Actionable } from "../suite/suite.js";
import type { ColumnValues } from "./read-columns.js";
import type { SuitePlan } from "./row-plan.js";
import { cellText, rowValue } from "./row-value.js";

/** Where to look, from which row, and what counts as found. */
interface AlternativeSearch {
  readonly engine: Duckdb;
  readonly plan: SuitePlan;
  /** Table of all rows, whether kept or not. */
  readonly table: string;
  /** By column: how a person could change it. */
  readonly actionable: Readonly<Record<string, Actionable>>;
  readonly model: LoadedModel;
  /** The model's inputs as places in the plan's features, and the row's values of them. */
  readonly inputs: readonly number[];
  readonly row: readonly ColumnValues[];
  /** The class that was decided. */
  readonly from: string;
  readonly decide: (answers: Answers, row: number) => DecisionOutcome;
  /** Rows that the model may be asked about for each number of changes. */
  readonly most: number;
}

/** A value that a column could have had. */
interface Move {
  readonly to: RowValue;
  /** How far it is: the share of people between the two numbers; 1 for another text. */
  readonly distance: number;
}

/** A column that can be changed, nearest moves first. */
interface Movable {
  readonly column: string;
  /** Places among the model's inputs: more than one where it takes the column in several ways. */
  readonly places: readonly number[];
  readonly from: RowValue;
  readonly moves: readonly Move[];
}

const mostChanges = 3;
const mostAlternatives = 3;
const quantiles = Array.from({ length: 101 }, (_, at) => at / 100);
const mostTexts = 50;

/**
 * The nearest changes that give another decision: as few columns as possible, then the smallest move, and up to three. Values are such as the data hold
 * (hundredths of their distribution, or the most frequent texts), or those that the suite lists; each is scored by the model itself.
 * Everything else of the row stays as it is. Looks at all combinations, but at fewer values per column where there are too many.
 * @throws Failure (usage) where the suite names a column that the model does not take, or a change that its values do not allow
 */
export async function findAlternatives(search: AlternativeSearch): Promise<Alternatives> {
  const movables = await readMovables(search);
  let tried = 0;
  const found: Turned[] = [];
  const most = Math.min(mostChanges, movables.length);
  for (let changes = 1; changes <= most && found.length < mostAlternatives; changes++) {
    const trials = trialsOf(movables, changes, search.most).filter(
      (trial) => !found.some((each) => isWithin(each, trial)),
    );
    found.push(...nearest(await turned(search, trials)));
    tried += trials.length;
  }
  return {
    actionable: Object.keys(search.actionable),
    most,
    tried,
    found: found.slice(0, mostAlternatives).map(({ changes, outcome }) => ({ changes, outcome })),
  };
}

/** Some moves at once, of different columns. */
type Trial = readonly { readonly movable: Movable; readonly move: Move }[];

function trialsOf(movables: readonly Movable[], changes: number, most: number): Trial[] {
  const sets = combinations(movables, changes);
  const each = Math.max(1, Math.floor((most / sets.length) ** (1 / changes)));
  return sets.flatMap((set) =>
    set.reduce<Trial[]>(
      (trials, movable) =>
        trials.flatMap((trial) => thinned(movable.moves, each).map((move) => [...trial, { movable, move }])),
      [[]],
    ),
  );
}

function combinations<Item>(items: readonly Item[], size: number): Item[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, at) => combinations(items.slice(at + 1), size - 1).map((rest) => [item, ...rest]));
}

/** At most so many, evenly, the last one included: the nearest may be skipped where the budget is small, the farthest never is. */
const thinned = (moves: readonly Move[], most: number): readonly Move[] =>
  moves.length <= most
    ? moves
    : Array.from({ length: most }, (_, at) => moves[Math.ceil(((at + 1) * moves.length) / most) - 1]!);

interface Turned extends Alternative {
  readonly trial: Trial;
  readonly distance: number;
}

/** Whether a trial does all that fewer changes did, and no less of it: it then says nothing new. */
const isWithin = (found: Turned, trial: Trial): boolean =>
  found.trial.every((own) =>
    trial.some(({ movable, move }) => movable === own.movable && move.distance >= own.move.distance),
  );

/** The trials that give another decision, in their order. */
async function turned(search: AlternativeSearch, trials: readonly Trial[]): Promise<Turned[]> {
  const { model, decide, from } = search;
  const columns = trialColumns(search, trials);
  const found: Turned[] = [];
  for (let start = 0; start < trials.length; start += model.batchRows) {
    const end = Math.min(trials.length, start + model.batchRows);
    const answers = await model.predict({ columns: sliceRows(columns, start, end), rows: end - start });
    for (let at = start; at < end; at++) {
      const outcome = decide(answers, at - start);
      if (outcome.class === null || outcome.class === from) continue;
      const trial = trials[at]!;
      found.push({
        trial,
        outcome,
        distance: trial.reduce((sum, { move }) => sum + move.distance, 0),
        changes: trial.map(({ movable, move }) => ({ column: movable.column, from: movable.from, to: move.to })),
      });
    }
  }
  return found;
}

/** The row once per trial, with the trial's values. */
function trialColumns({ row }: AlternativeSearch, trials: readonly Trial[]): Column[] {
  const columns = row.map((column) =>
    column instanceof Float64Array
      ? new Float64Array(trials.length).fill(column[0]!)
      : new Array<string | null>(trials.length).fill(column[0]!),
  );
  trials.forEach((trial, at) => {
    for (const { movable, move } of trial) {
      for (const place of movable.places) {
        const column = columns[place]!;
        if (column instanceof Float64Array) column[at] = Number(move.to);
        else column[at] = String(move.to);
      }
    }
  });
  return columns;
}

/** The nearest of each set of columns, and of these the nearest. */
function nearest(found: readonly Turned[]): Turned[] {
  const best = new Map<string, Turned>();
  for (const each of found.toSorted((a, b) => a.distance - b.distance)) {
    const key = each.changes.map(({ column }) => column).join("\u001f");
    if (!best.has(key)) best.set(key, each);
  }
  return [...best.values()];
}

async function readMovables(search: AlternativeSearch): Promise<Movable[]> {
  const movables: Movable[] = [];
  for (const [column, change] of Object.entries(search.actionable)) {
    const movable = await readMovable(search, column, change);
    if (movable.moves.length > 0) movables.push(movable);
  }
  return movables;
}

async function readMovable(search: AlternativeSearch, column: string, change: Actionable): Promise<Movable> {
  const { inputs, plan, row, model } = search;
  const at = ["explain", "actionable", column];
  const names = model.columns.map((input) => input.column);
  const places = names.flatMap((name, place) => (name === column ? [place] : []));
  if (places.length === 0) throw usage(`the model takes no column "${column}"${suggestion(column, names)}`, { at });
  const asNumber = places.find((place) => model.columns[place]!.type === "number");
  const place = asNumber ?? places[0]!;
  const name = rowColumns.feature(inputs[place]!);
  const own = row[place]![0] ?? null;
  const { type, column: source } = plan.rows.features[inputs[place]!]!;
  const moves =
    type === "number"
      ? await numberMoves(search, { name, own: Number(own), change, at })
      : await textMoves(search, { name, own: own as string | null, change, at, kind: source.kind });
  return { column, places, from: rowValue(row[place]!), moves };
}

interface Asked<Own> {
  /** Column of the table. */
  readonly name: string;
  readonly own: Own;
  readonly change: Actionable;
  readonly at: readonly string[];
}

async function numberMoves(
  { engine, table }: AlternativeSearch,
  { name, own, change, at }: Asked<number>,
): Promise<Move[]> {
  const grid = (
    await engine.query(
      `SELECT unnest(quantile_disc(${name}, [${quantiles.join(", ")}])) FROM ${table} WHERE ${rowColumns.code} = ${codes.kept} AND isfinite(${name})`,
    )
  ).map(([value]) => Number(value));
  const listed = Array.isArray(change) ? change.map((value) => numberIn(String(value))) : grid;
  if (listed.includes(null)) throw usage("its values are numbers, and the list holds something else", { at });
  const allowed = new Set((listed as number[]).filter((value) => isAllowed(value, own, change)));
  const share = (value: number): number =>
    grid.length === 0 ? 0 : grid.filter((each) => each <= value).length / grid.length;
  return [...allowed]
    .map((to) => ({ to, distance: Number.isNaN(own) ? 1 : Math.abs(share(to) - share(own)) }))
    .toSorted((a, b) => a.distance - b.distance || Math.abs(a.to - own) - Math.abs(b.to - own) || a.to - b.to);
}

/** From a missing number there is neither up nor down. */
function isAllowed(value: number, own: number, change: Actionable): boolean {
  if (change === "increase") return value > own;
  if (change === "decrease") return value < own;
  return value !== own;
}

async function textMoves(
  { engine, table }: AlternativeSearch,
  { name, own, change, at, kind }: Asked<string | null> & { readonly kind: ColumnKind },
): Promise<Move[]> {
  if (change === "increase" || change === "decrease")
    throw usage(`its values are texts, which nothing can ${change}; write any, or list the values`, { at });
  const seen = await engine.query(
    `SELECT ${textAnswer(name)} FROM ${table} WHERE ${rowColumns.code} = ${codes.kept} AND ${name} IS NOT NULL GROUP BY ${name} ORDER BY count(*) DESC, ${name} LIMIT ${mostTexts}`,
  );
  const values =
    change === "any" ? seen.map(([value]) => String(value)) : change.map((value) => cellText({ kind }, String(value)));
  return [...new Set(values)].filter((value) => value !== own).map((to) => ({ to, distance: 1 }));
}
