import { setTimeout as pause } from "node:timers/promises";
import { random } from "../../core/random.js";
import type { RemoteSettings } from "../../core/remote-settings.js";
import { toolVersion } from "../../core/version.js";
import type { Endpoint } from "./endpoint.js";
import { connections, exchange, type Reply } from "./exchange.js";
import { ExchangeFault, type FaultKind } from "./exchange-fault.js";
import { connectionFailure, deadlineFailure, responseFailure, statusFailure } from "./faults.js";
import { retryAfterMs } from "./retry-after.js";

/** Asks an endpoint for JSON. */
export interface Client {
  /** @throws Failure (unusable) */
  ask(request: Request): Promise<unknown>;
  close(): void;
}

interface Request {
  /** Added to the path of the model's URL. */
  readonly suffix?: string;
  /** JSON text to post; absent: get. */
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** false: a success may have any body, and gives null. */
  readonly isJson?: boolean;
}

/** Time and chance, as tests replace them. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  /** In [0, 1). */
  random(): number;
}

/** Most bytes of one response: many times what 500 rows of 100 classes take. */
const mostBytes = 16 * 2 ** 20;
const [firstPause, longestPause] = [500, 30_000]; // ms

const passing: ReadonlySet<FaultKind | number> = new Set<FaultKind | number>([
  "refused",
  "reset",
  "unreachable",
  "resolver",
  429,
  502,
  503,
  504,
]);

/** A client for one endpoint; nothing is sent before it is asked. */
export function createClient(
  endpoint: Endpoint,
  settings: RemoteSettings,
  clock: Clock = systemClock(endpoint.model),
): Client {
  const agent = connections(endpoint.url(""), settings.concurrency);
  const never = new AbortController().signal;
  let end: number | null = null;

  async function ask({ suffix = "", body, signal = never, isJson = true }: Request): Promise<unknown> {
    end ??= clock.now() + settings.deadline;
    for (let tries = 1; ; tries++) {
      const left = end - clock.now();
      if (left <= 0) throw deadlineFailure(endpoint, settings.deadline, "");
      const outcome = await attempt(suffix, body ?? null, Math.min(settings.timeout, left), signal);
      if (typeof outcome === "object" && outcome.status >= 200 && outcome.status < 300)
        return isJson ? parsed(endpoint, outcome.body) : null;
      const cause = typeof outcome === "object" ? outcome.status : outcome;
      // A try that was cut short by the deadline says nothing of the server's own speed.
      if (cause === "timeout" && left <= settings.timeout) throw deadlineFailure(endpoint, settings.deadline, "");
      if (tries > settings.retries || !passing.has(cause)) throw failureOf(cause, tries);
      await wait(tries, outcome, end, signal);
    }
  }

  async function attempt(
    suffix: string,
    body: string | null,
    timeout: number,
    signal: AbortSignal,
  ): Promise<Reply | FaultKind> {
    const headers = { ...endpoint.headers(), "user-agent": `evenhand/${toolVersion}` };
    try {
      return await exchange({
        url: endpoint.url(suffix),
        headers,
        body,
        timeout,
        mostBytes,
        agent,
        lookup: endpoint.lookup,
        signal,
      });
    } catch (error) {
      if (error instanceof ExchangeFault) return error.kind;
      throw error;
    }
  }

  const failureOf = (cause: number | FaultKind, tries: number) =>
    typeof cause === "number"
      ? statusFailure(endpoint, cause, tries)
      : connectionFailure(endpoint, cause, { timeout: settings.timeout, mostBytes, tries });

  /** Twice as long each time, from half to all of it by chance, and never less than the server asks for. */
  async function wait(tries: number, outcome: Reply | FaultKind, until: number, signal: AbortSignal): Promise<void> {
    const longest = Math.min(longestPause, firstPause * 2 ** (tries - 1));
    const asked = typeof outcome === "object" ? (retryAfterMs(outcome.retryAfter, clock.now()) ?? 0) : 0;
    const ms = Math.max(asked, longest * (0.5 + clock.random() / 2));
    if (clock.now() + ms >= until)
      throw deadlineFailure(
        endpoint,
        settings.deadline,
        asked >= ms ? `: the server asks to wait ${Math.ceil(ms / 1000)} s` : "",
      );
    await clock.sleep(ms, signal);
  }

  return { ask, close: () => agent.destroy() };
}

/** Pauses drawn from a seed that differs between processes: those that met a busy server together do not come back together. */
const systemClock = (model: string): Clock => ({
  now: Date.now,
  sleep: (ms, signal) => pause(ms, undefined, { signal }),
  random: random(process.pid, model),
});

function parsed(endpoint: Endpoint, body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw responseFailure(
      endpoint,
      "JSON",
      body.length === 0 ? "an empty response" : "something else",
      "url may lead to a page for people, or the server writes NaN, which is no JSON",
    );
  }
}
