import { type Failure, unusable } from "../core/errors.js";
import { toolVersion } from "../core/version.js";
import { guardedLookup } from "../models/remote/addresses.js";
import { connections, exchange } from "../models/remote/exchange.js";
import { ExchangeFault, type FaultKind } from "../models/remote/exchange-fault.js";
import { addressOf, type DataSet, dataHost } from "./data-sets.js";

/** For the whole file: the largest takes a minute at 500 kbit/s. */
const timeout = 180_000; // ms

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** Sends the request; default: over the network. */
  readonly send?: typeof exchange;
}

/**
 * Fetches a set's file over https, from the one host of the catalogue and not from where it may send us, and no more bytes than the file
 * has. What came is not looked at here.
 * @throws Failure (unusable)
 */
export async function fetchDataSet(set: DataSet, { signal, send = exchange }: FetchOptions): Promise<Buffer> {
  const url = addressOf(set);
  const agent = connections(url, 1);
  try {
    const { status, body } = await send({
      url,
      headers: { "user-agent": `evenhand/${toolVersion}` },
      body: null,
      timeout,
      mostBytes: set.bytes,
      agent,
      lookup: guardedLookup("public"),
      signal,
    });
    if (status === 200) return body;
    throw notFetched(
      set,
      status >= 300 && status < 400 ? "it sends us elsewhere, which is not followed" : `it answers ${status}`,
    );
  } catch (error) {
    if (error instanceof ExchangeFault) throw notFetched(set, faultWords[error.kind]);
    throw error;
  } finally {
    agent.destroy();
  }
}

const faultWords: Readonly<Record<FaultKind, string>> = {
  refused: "it takes no connections",
  reset: "the connection was broken off",
  unreachable: "it cannot be reached",
  resolver: "its name could not be looked up just now",
  unknown_host: "its name could not be looked up",
  address: "its name leads to a private or reserved address",
  tls: "no secure connection can be made",
  timeout: `no whole answer within ${timeout / 1000} s`,
  too_long: "the answer is longer than the file of the catalogue",
  encoded: "the answer is packed, which was not asked for",
  broken: "the answer was no HTTP, or ended early",
};

const notFetched = (set: DataSet, why: string): Failure =>
  unusable(`${set.name} cannot be fetched from ${dataHost}: ${why}`, {
    hint: `fetch ${addressOf(set).href} elsewhere, then: evenhand datasets get ${set.name} --from FILE`,
  });
