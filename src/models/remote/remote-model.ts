import { type Failure, unusable, usage } from "../../core/errors.js";
import type { TransferFacts } from "../../core/measured.js";
import type { RemoteSettings } from "../../core/remote-settings.js";
import { answersOf } from "../answers.js";
import type { Answers, Batch, LoadedModel, Loader, ModelRequest } from "../model.js";
import { type AnswerCache, noCache, openCache } from "./answer-cache.js";
import { type Client, createClient } from "./client.js";
import { type Endpoint, openEndpoint } from "./endpoint.js";
import { responseFailure } from "./faults.js";
import { type FieldRows, incompleteRows } from "./fields.js";
import { inTurns } from "./in-turns.js";
import { rowList } from "./json-rows.js";
import type { OpenProtocol, Protocol, RowAnswer } from "./protocol.js";

/** Rounds of requests that one batch of the runner fills, so that requests seldom wait for the end of a batch. */
const rounds = 4;
/** Bounds of such a batch, in rows. */
const [fewestRows, mostRows] = [1000, 65_536];

/** A loader for models behind a URL that are asked by this protocol. Loading sends no row. */
export const remoteLoader =
  (open: OpenProtocol): Loader =>
  async (request) => {
    const settings = request.remote;
    if (settings === undefined)
      throw usage(`model "${request.id}": a model of kind ${request.kind} has a URL, no file`);
    const endpoint = openEndpoint(request.id, settings);
    const client = createClient(endpoint, settings);
    try {
      return remoteModel({ request, settings, endpoint, client, protocol: await open({ request, endpoint, client }) });
    } catch (error) {
      client.close();
      throw error;
    }
  };

interface Parts {
  readonly request: ModelRequest;
  readonly settings: RemoteSettings;
  readonly endpoint: Endpoint;
  readonly client: Client;
  readonly protocol: Protocol;
}

/** What a model has done so far. */
interface Ledger {
  sent: number;
  cached: number;
  version: string | null;
  cache: AnswerCache | null;
}

function remoteModel(parts: Parts): LoadedModel {
  const { request, settings, endpoint, client, protocol } = parts;
  const ledger: Ledger = { sent: 0, cached: 0, version: null, cache: null };
  noteVersion(parts, ledger, protocol.version);
  return {
    // Read once more after scoring: by then it is known what was sent, and which version answered.
    get facts() {
      return {
        id: request.id,
        kind: request.kind,
        files: [],
        sha256: null,
        runtime: `${request.kind} at ${endpoint.shown}${ledger.version === null ? "" : `, version ${ledger.version}`}`,
        inputs: protocol.inputs,
        outputs: protocol.outputs,
        features: protocol.fields.fields.length,
        transfer: transferOf(parts, ledger),
      };
    },
    columns: protocol.fields.columns,
    batchRows: Math.min(mostRows, Math.max(fewestRows, settings.batch * settings.concurrency * rounds)),
    predict: (batch) => predict(parts, ledger, batch),
    warnings: () => protocol.fields.warnings(),
    close: async () => client.close(),
  };
}

function transferOf({ settings, protocol }: Parts, { sent, cached }: Ledger): TransferFacts {
  const { recipient = null, country = null, basis = null } = settings.transfer ?? {};
  const columns = [...new Set(protocol.fields.columns.map(({ column }) => column))];
  return { recipient, country, basis, columns, rows: sent, cached };
}

/** @throws Failure (unusable) when another version answers than the suite names, or than answered before */
function noteVersion({ endpoint, settings }: Parts, ledger: Ledger, version: string | null): void {
  if (version === null) return;
  if (settings.version !== null && version !== settings.version)
    throw responseFailure(
      endpoint,
      `version ${settings.version} of the model`,
      `version ${version}`,
      "correct version in the suite, or have that version served",
    );
  if (ledger.version !== null && version !== ledger.version)
    throw responseFailure(
      endpoint,
      `one version of the model for all rows, ${ledger.version}`,
      `version ${version} as well`,
      `run again when the change is over; name the version in the suite (version: ${version}), or leave kept answers out (--no-cache)`,
    );
  ledger.version = version;
}

async function predict(parts: Parts, ledger: Ledger, batch: Batch): Promise<Answers> {
  const { request, settings, protocol } = parts;
  const values = protocol.fields.encode(batch);
  const incomplete = protocol.takesMissing ? [] : incompleteRows(values);
  ledger.cache ??= settings.cache ? await openCache(parts) : noCache;
  const known = new KnownAnswers(values, ledger.cache, incomplete);
  for (const version of ledger.cache.versions) noteVersion(parts, ledger, version);
  ledger.cached += known.found;
  try {
    await askAll(parts, ledger, values, known);
  } finally {
    await ledger.cache.keep(ledger.version);
  }
  return assembled(request.id, known.answers, incomplete);
}

/** Asks for what is not known, in requests of at most `batch` rows. */
async function askAll(parts: Parts, ledger: Ledger, values: FieldRows, known: KnownAnswers): Promise<void> {
  const { settings, client, protocol } = parts;
  const { wanted } = known;
  await inTurns(Math.ceil(wanted.length / settings.batch), settings.concurrency, async (turn, signal) => {
    const rows = wanted.slice(turn * settings.batch, (turn + 1) * settings.batch);
    const { body, added } = protocol.write(values, rows);
    // Counted before the answer: rows that were sent in vain have left the machine too.
    ledger.sent += rows.length;
    const response = protocol.read(await client.ask({ suffix: protocol.suffix, body, signal }), rows.length + added);
    noteVersion(parts, ledger, response.version);
    for (const [place, row] of rows.entries()) known.learn(row, response.rows[place] as RowAnswer);
  });
}

/** The answers to the rows of one batch; of rows that are alike, one is asked for where answers are kept. */
class KnownAnswers {
  readonly answers: (RowAnswer | null)[];
  /** Rows to ask for. */
  readonly wanted: readonly number[];
  /** Rows that need not be asked for. */
  readonly found: number;
  readonly #texts: readonly string[];
  readonly #alike = new Map<string, number[]>();
  readonly #cache: AnswerCache;

  constructor(values: FieldRows, cache: AnswerCache, left: readonly number[]) {
    this.#cache = cache;
    const leftOut = new Set(left);
    const asked = Array.from({ length: values.rows }, (_, row) => row).filter((row) => !leftOut.has(row));
    this.#texts = cache.isKept ? Array.from({ length: values.rows }, (_, row) => rowList(values, row)) : [];
    this.answers = Array.from({ length: values.rows }, () => null);
    this.wanted = cache.isKept ? asked.filter((row) => !this.#look(row)) : asked;
    this.found = asked.length - this.wanted.length;
  }

  /** Whether a row's answer is known, or will be when another one's is. */
  #look(row: number): boolean {
    const text = this.#texts[row] as string;
    const answer = this.#cache.find(text);
    if (answer !== null) {
      this.answers[row] = answer;
      return true;
    }
    const alike = this.#alike.get(text);
    if (alike === undefined) this.#alike.set(text, [row]);
    else alike.push(row);
    return alike !== undefined;
  }

  learn(row: number, answer: RowAnswer): void {
    const text = this.#texts[row];
    for (const each of (text === undefined ? undefined : this.#alike.get(text)) ?? [row]) this.answers[each] = answer;
    if (text !== undefined) this.#cache.add(text, answer);
  }
}

/** The answers in the order of the rows; rows without one are those that could not be asked for. */
function assembled(model: string, answers: readonly (RowAnswer | null)[], incomplete: readonly number[]): Answers {
  const rows = answers.length;
  const first = answers.find((answer) => answer !== null) ?? { scores: [Number.NaN], label: null };
  const width = first.scores?.length ?? 0;
  const values = new Float64Array(rows * width).fill(Number.NaN);
  for (const [row, answer] of answers.entries()) {
    if (answer === null) continue;
    if ((answer.scores?.length ?? 0) !== width || (answer.label === null) !== (first.label === null))
      throw changed(model);
    if (answer.scores !== null) values.set(answer.scores, row * width);
  }
  return answersOf(model, {
    scores: width === 0 ? null : { name: "score", values, shape: width === 1 ? [rows] : [rows, width] },
    labels: first.label === null ? null : answers.map((answer) => answer?.label ?? ""),
    classNames: null,
    rows,
    incomplete,
  });
}

const changed = (model: string): Failure =>
  unusable(`model "${model}": some rows are answered with another number of scores than others`, {
    hint: "if the endpoint changed, run again with --no-cache",
  });
