import { type Failure, unusable } from "../../core/errors.js";
import type { Endpoint } from "./endpoint.js";
import type { FaultKind } from "./exchange-fault.js";

type Words = readonly [found: string, hint: string];

const seconds = (ms: number): string => `${Number((ms / 1000).toFixed(1))} s`;

const connection: Readonly<Record<Exclude<FaultKind, "timeout" | "too_long">, Words>> = {
  refused: ["no server takes connections there", "start it, or correct the port in url"],
  reset: ["the connection was broken off", "look at the server's log; a smaller batch may help"],
  unreachable: ["the server cannot be reached", "check the network, a VPN or a firewall"],
  resolver: ["the host's name could not be looked up just now", "check the network"],
  unknown_host: ["there is no host of that name", "correct url"],
  address: [
    "the host's name leads to a private or reserved address",
    "if that is meant, name the host in the suite: allow_hosts: [HOST]",
  ],
  tls: [
    "no secure connection can be made: the certificate is not trusted, expired or of another host",
    "a certificate authority of your own is named by NODE_EXTRA_CA_CERTS",
  ],
  encoded: ["the response is compressed, which was not asked for", "turn compression off for this client"],
  broken: ["the response was no HTTP, or ended early", "look at the server's log"],
};

/** What a request was made with, as far as messages name it. */
interface Asked {
  readonly timeout: number;
  readonly mostBytes: number;
  /** Tries of this request. */
  readonly tries: number;
}

const failure = ({ model, shown }: Endpoint, found: string, hint: string): Failure =>
  unusable(`model "${model}" at ${shown}: ${found}`, { hint });

/** The failure for a request that got no whole answer. */
export function connectionFailure(endpoint: Endpoint, kind: FaultKind, { timeout, mostBytes, tries }: Asked): Failure {
  if (kind === "timeout")
    return failure(
      endpoint,
      `no whole answer within ${seconds(timeout)}`,
      "give it more (timeout: 2m), or ask for fewer rows at a time (batch: 50)",
    );
  if (kind === "too_long")
    return failure(
      endpoint,
      `the response is longer than ${mostBytes / 2 ** 20} MB`,
      "ask for fewer rows at a time (batch: 50)",
    );
  const [found, hint] = connection[kind];
  return failure(endpoint, `${found}${afterTries(tries)}`, hint);
}

const afterTries = (tries: number): string => (tries > 1 ? ` (${tries} tries)` : "");

/** The failure for a response that is no success. Its body is never shown: it may repeat what was sent. */
export function statusFailure(endpoint: Endpoint, status: number, tries: number): Failure {
  if (status >= 300 && status < 400)
    return failure(
      endpoint,
      `it redirects elsewhere (status ${status}), which is not followed`,
      "write the final address as url",
    );
  const hint =
    statusHints[status] ??
    (status >= 500
      ? "look at the server's log; it may not take these features"
      : "check url, headers and request against the server's documentation");
  return failure(endpoint, `expected success, found status ${status}${afterTries(tries)}`, hint);
}

const credentials = `check the credential: headers: {authorization: "Bearer \${env:NAME}"}`;
const statusHints: Readonly<Record<number, string>> = {
  400: "the server does not take this request: check features and request",
  401: credentials,
  403: credentials,
  404: "there is nothing at that path: correct url, or the model's name in it",
  405: "that path takes no such requests: correct url",
  413: "ask for fewer rows at a time (batch: 50)",
  422: "the server does not take this request: check features and request",
  429: "the server wants fewer requests: concurrency: 1, or a longer deadline",
};

/** The failure for running out of the time that all rows together have. */
export const deadlineFailure = (endpoint: Endpoint, deadline: number, why: string): Failure =>
  failure(endpoint, `not all rows were answered within ${seconds(deadline)}${why}`, "give it more: deadline: 1h");

/** The failure for a response that is not what was asked for. */
export const responseFailure = (endpoint: Endpoint, expected: string, found: string, hint: string): Failure =>
  failure(endpoint, `expected ${expected}, found ${found}`, hint);
