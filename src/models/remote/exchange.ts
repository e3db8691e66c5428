import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { ExchangeFault, faultOf } from "./exchange-fault.js";

/** One request. */
export interface Order {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON to post; null: get. */
  readonly body: string | null;
  /** From the first byte sent to the last received, in ms. */
  readonly timeout: number;
  /** Most bytes of a response's body. */
  readonly mostBytes: number;
  readonly agent: http.Agent;
  readonly lookup: LookupFunction;
  readonly signal: AbortSignal;
}

export interface Reply {
  readonly status: number;
  /** The header of that name, as it was sent. */
  readonly retryAfter: string | undefined;
  readonly body: Buffer;
}

/** A pool of connections that stay open between requests. */
export const connections = (url: URL, most: number): http.Agent =>
  new (url.protocol === "https:" ? https : http).Agent({ keepAlive: true, maxSockets: most });

/**
 * Sends one request and reads its whole response. Node's own client and not `fetch`, because only here can the address be looked at
 * before it is connected to. Redirects are not followed, nothing is decompressed, certificates are always checked.
 * @throws ExchangeFault, or the signal's reason
 */
export function exchange(order: Order): Promise<Reply> {
  const { url, body, headers, agent, lookup, timeout, signal } = order;
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const request = (url.protocol === "https:" ? https : http).request(url, {
      method: body === null ? "GET" : "POST",
      agent,
      lookup,
      headers: {
        ...headers,
        accept: "application/json",
        "accept-encoding": "identity",
        ...(body === null ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
      },
      ...(url.protocol === "https:" ? { rejectUnauthorized: true } : {}),
    });
    const timer = setTimeout(() => request.destroy(new ExchangeFault("timeout")), timeout);
    const abort = () => request.destroy(signal.reason as Error);
    signal.addEventListener("abort", abort, { once: true });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      settle();
    };
    const fail = (error: unknown) => end(() => reject(signal.aborted ? signal.reason : faultOf(error)));
    request.on("error", fail);
    request.on("response", (response) => {
      response.on("error", fail);
      receive(response, order.mostBytes, (fault) => request.destroy(fault)).then(
        (reply) => end(() => resolve(reply)),
        fail,
      );
    });
    request.end(body ?? undefined);
  });
}

/** The whole response, as long as it is not too much of it. */
async function receive(
  response: http.IncomingMessage,
  mostBytes: number,
  stop: (fault: ExchangeFault) => void,
): Promise<Reply> {
  const refuse = (fault: ExchangeFault): never => {
    stop(fault);
    throw fault;
  };
  const encoding = response.headers["content-encoding"] ?? "identity";
  // A kilobyte can unpack to a gigabyte: what was not asked for is not unpacked.
  if (encoding !== "identity") refuse(new ExchangeFault("encoded"));
  if (Number(response.headers["content-length"] ?? 0) > mostBytes) refuse(new ExchangeFault("too_long"));
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) refuse(new ExchangeFault("too_long"));
    parts.push(part);
  }
  return { status: response.statusCode ?? 0, retryAfter: response.headers["retry-after"], body: Buffer.concat(parts) };
}
