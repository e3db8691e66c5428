import { usage } from "../core/errors.js";
import { random } from "../core/random.js";
import { answersTo, answersToAll, type BlackBox, type Rows, roomFor, sliceRows } from "./black-box.js";
import { distinctTuples, gatherRows } from "./distinct-rows.js";
import type { Player } from "./players.js";
import { type LossName, type RowLoss, rowLoss } from "./row-loss.js";
import { shuffle } from "./shuffle.js";

/** A model, labelled rows in groups, and what may be asked. */
export interface ImportanceOptions {
  readonly model: BlackBox;
  readonly players: readonly Player[];
  readonly data: Rows;
  /** One per row: 0 or 1, the place of a class, or a value. */
  readonly labels: Float64Array;
  /** One per row: the number of its group, -1 for none; null: all rows are one group. */
  readonly groups: Int32Array | null;
  readonly loss: LossName;
  readonly threshold?: number;
  /** The most model rows asked about for one player in one group. */
  readonly calls: number;
  readonly seed: number;
}

/** How much the mean loss of a group grows when one player's values are dealt anew among the group's rows. */
export interface Importance {
  readonly value: number;
  /** Standard error over the random permutations drawn; 0 for an expectation over all of them. It says nothing about other rows. */
  readonly error: number;
}

export interface GroupImportance {
  readonly rows: number;
  /** Mean loss as the data are; null without rows. */
  readonly loss: number | null;
  /** One per player; null where there are not two rows to exchange values. */
  readonly importances: readonly Importance[] | null;
  readonly reason: "fewer_than_two_rows" | null;
}

/** Importances of all players, group by group. */
export interface PermutationImportance {
  readonly players: readonly string[];
  /** By number of the group. */
  readonly groups: readonly GroupImportance[];
  /** Model rows sent, the data's own included. */
  readonly calls: number;
}

/**
 * Permutation importance of each player in each group: the growth of the group's mean loss when the player's columns, together, are
 * permuted among the rows of the group. All losses are means over rows, so the expectation over all permutations is the mean over
 * all pairs of a row and a donor of the value; it is computed where rows × distinct values are within the calls. Else random
 * permutations are drawn, as many as the calls pay for, with their standard error.
 * Source: Fisher, Rudin and Dominici 2019, section 3, JMLR 20(177) (their e_divide and expectations); Breiman 2001, doi:10.1023/A:1010933404324.
 * @throws Failure (usage) when the calls do not pay for two permutations of a group that is not small enough for the expectation
 */
export async function permutationImportance(options: ImportanceOptions): Promise<PermutationImportance> {
  const { model, players, data, labels, groups } = options;
  const answers = await answersToAll(model, data);
  const loss = rowLoss({ ...options, outputs: model.outputs });
  const now = Float64Array.from({ length: data.rows }, (_, row) => loss(answers, row * model.outputs, labels[row]!));
  let calls = data.rows;
  const found: GroupImportance[] = [];
  for (const [group, rows] of groupRows(groups, data.rows).entries()) {
    const work: GroupWork = { options, loss, now, rows, group };
    const importances: Importance[] = [];
    if (rows.length >= 2) {
      for (const player of players) {
        const { importance, sent } = await importanceOf(work, player);
        importances.push(importance);
        calls += sent;
      }
    }
    found.push(groupImportance(now, rows, importances));
  }
  return { players: players.map(({ name }) => name), groups: found, calls };
}

/** One group: its rows' places, and the loss of every row of the data as it is. */
interface GroupWork {
  readonly options: ImportanceOptions;
  readonly loss: RowLoss;
  readonly now: Float64Array;
  readonly rows: Int32Array;
  readonly group: number;
}

function groupRows(groups: Int32Array | null, rows: number): Int32Array[] {
  if (groups === null) return [Int32Array.from({ length: rows }, (_, row) => row)];
  const byGroup: number[][] = [];
  for (const [row, group] of groups.entries()) {
    while (byGroup.length <= group) byGroup.push([]);
    byGroup[group]?.push(row);
  }
  return byGroup.map((places) => Int32Array.from(places));
}

function groupImportance(now: Float64Array, rows: Int32Array, importances: readonly Importance[]): GroupImportance {
  const loss = rows.length === 0 ? null : rows.reduce((sum, row) => sum + now[row]!, 0) / rows.length;
  return rows.length < 2
    ? { rows: rows.length, loss, importances: null, reason: "fewer_than_two_rows" }
    : { rows: rows.length, loss, importances, reason: null };
}

async function importanceOf(work: GroupWork, player: Player): Promise<{ importance: Importance; sent: number }> {
  const { rows, options } = work;
  const inGroup = gatherRows(
    player.columns.map((column) => options.data.columns[column]!),
    rows,
  );
  const values = distinctTuples(inGroup, rows.length);
  const pays = rows.length * (values.firsts.length - 1) <= options.calls;
  const exchanges = pays ? everyExchange(rows, values) : drawnExchanges(work, player);
  const { growths, sent } = await growthsOf(work, player, exchanges, values.codeOf);
  return { importance: meanAndError(growths), sent };
}

/** Rows of a group that get the player's values of other rows; rows and donors by their places in the group. */
interface Exchanges {
  readonly count: number;
  readonly row: (exchange: number) => number;
  readonly donor: (exchange: number) => number;
  readonly share: (exchange: number) => number;
  /** The estimate it adds to, of {@link estimates}. */
  readonly estimate: (exchange: number) => number;
  readonly estimates: number;
}

/** Each row with each value of the group, weighted by how often the group has it: one estimate, the expectation itself. */
function everyExchange(rows: Int32Array, { firsts, codeOf }: ReturnType<typeof distinctTuples>): Exchanges {
  const times = new Float64Array(firsts.length);
  for (const code of codeOf) times[code]!++;
  return {
    count: rows.length * firsts.length,
    row: (exchange) => Math.floor(exchange / firsts.length),
    donor: (exchange) => firsts[exchange % firsts.length]!,
    share: (exchange) => times[exchange % firsts.length]! / rows.length ** 2,
    estimate: () => 0,
    estimates: 1,
  };
}

/** Random permutations, as many as the calls pay for: one estimate each. */
function drawnExchanges({ rows, options, group }: GroupWork, player: Player): Exchanges {
  const repeats = Math.floor(options.calls / rows.length);
  if (repeats < 2) {
    throw usage(
      `${options.calls} calls are too few to permute "${player.name}" among ${rows.length} rows: at least ${2 * rows.length} are needed`,
    );
  }
  const draw = random(options.seed, `permutation_importance ${group} ${player.name}`);
  const donors = new Int32Array(repeats * rows.length);
  for (let repeat = 0; repeat < repeats; repeat++)
    donors.set(shuffle(Int32Array.from(rows.keys()), draw), repeat * rows.length);
  return {
    count: donors.length,
    row: (exchange) => exchange % rows.length,
    donor: (exchange) => donors[exchange]!,
    share: () => 1 / rows.length,
    estimate: (exchange) => Math.floor(exchange / rows.length),
    estimates: repeats,
  };
}

function meanAndError(growths: Float64Array): Importance {
  const n = growths.length;
  const value = growths.reduce((sum, growth) => sum + growth, 0) / n;
  if (n === 1) return { value, error: 0 };
  const squares = growths.reduce((sum, growth) => sum + (growth - value) ** 2, 0);
  return { value, error: Math.sqrt(squares / (n - 1) / n) };
}

/** Growth of the group's mean loss in each estimate. An exchange of equal values changes nothing and is not asked about. */
async function growthsOf(work: GroupWork, player: Player, exchanges: Exchanges, codeOf: Int32Array) {
  const { model, data } = work.options;
  const growths = new Float64Array(exchanges.estimates);
  const room = roomFor(data.columns, model.batchRows);
  const pending = new Int32Array(model.batchRows);
  let [filled, sent] = [0, 0];
  const send = async () => {
    const asked = pending.subarray(0, filled);
    fillExchanges(room, work, player, exchanges, asked);
    addGrowths(growths, await answersTo(model, sliceRows(room, 0, filled), filled), work, exchanges, asked);
    sent += filled;
    filled = 0;
  };
  for (let exchange = 0; exchange < exchanges.count; exchange++) {
    if (codeOf[exchanges.row(exchange)] === codeOf[exchanges.donor(exchange)]) continue;
    pending[filled++] = exchange;
    if (filled === model.batchRows) await send();
  }
  if (filled > 0) await send();
  return { growths, sent };
}

function fillExchanges(
  room: readonly (Float64Array | (string | null)[])[],
  { options, rows }: GroupWork,
  player: Player,
  { row, donor }: Exchanges,
  asked: Int32Array,
): void {
  const given = new Set(player.columns);
  for (const [column, out] of room.entries()) {
    const values = options.data.columns[column]!;
    const from = given.has(column) ? donor : row;
    for (let i = 0; i < asked.length; i++) out[i] = values[rows[from(asked[i]!)]!]!;
  }
}

function addGrowths(
  growths: Float64Array,
  answers: Float64Array,
  { options, loss, now, rows }: GroupWork,
  { row, share, estimate }: Exchanges,
  asked: Int32Array,
): void {
  for (const [i, exchange] of asked.entries()) {
    const place = rows[row(exchange)]!;
    const more = loss(answers, i * options.model.outputs, options.labels[place]!) - now[place]!;
    growths[estimate(exchange)]! += share(exchange) * more;
  }
}
