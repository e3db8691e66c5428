import net from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/core/errors.js";
import type { RemoteSettings } from "../../../src/core/remote-settings.js";
import { type Clock, createClient } from "../../../src/models/remote/client.js";
import { openEndpoint } from "../../../src/models/remote/endpoint.js";
import { json, serve, settingsFor } from "./server.js";

/** A clock on which pauses take no time, and which notes them. */
function clockOf(chance = 0): Clock & { readonly pauses: number[] } {
  const pauses: number[] = [];
  let skipped = 0;
  return {
    pauses,
    now: () => Date.now() + skipped,
    sleep: async (ms) => {
      pauses.push(ms);
      skipped += ms;
    },
    random: () => chance,
  };
}

async function ask(url: string, rest: Partial<RemoteSettings> = {}, clock: Clock = clockOf()): Promise<unknown> {
  const settings = settingsFor(url, rest);
  const client = createClient(openEndpoint("m", settings), settings, clock);
  try {
    return await client.ask({ body: "{}" });
  } finally {
    client.close();
  }
}

async function failed(url: string, rest: Partial<RemoteSettings> = {}, clock?: Clock): Promise<Failure> {
  const error = await ask(url, rest, clock).then(
    (value) => expect.fail(`answered ${JSON.stringify(value)}`),
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(Failure);
  return error as Failure;
}

const secret = "s3cr3t-canary";

describe("client.ask(request), where it cannot have an answer", () => {
  type Fault = readonly [
    name: string,
    handler: Parameters<typeof serve>[0],
    said: RegExp,
    settings?: Partial<RemoteSettings>,
  ];
  const faults: readonly Fault[] = [
    [
      "redirects",
      (_, r) => void r.writeHead(302, { location: `http://127.0.0.1:1/${secret}` }).end(),
      /redirects elsewhere \(status 302\)/,
    ],
    ["401", (_, r) => json(r, { error: secret }, 401), /found status 401/],
    ["404", (_, r) => json(r, { error: secret }, 404), /found status 404/],
    ["500", (_, r) => void r.writeHead(500).end(secret), /found status 500/],
    ["no JSON", (_, r) => void r.end(`<html>${secret}`), /expected JSON, found something else/],
    ["nothing", (_, r) => void r.end(), /expected JSON, found an empty response/],
    ["NaN, which is no JSON", (_, r) => void r.end(`{"scores":[NaN]}`), /expected JSON/],
    ["text that is no UTF-8", (_, r) => void r.end(Buffer.from([0x22, 0xff, 0xfe, 0x22])), /expected JSON/],
    [
      "a length that is too much",
      (_, r) => void r.writeHead(200, { "content-length": 1e9 }).write(secret),
      /longer than 16 MB/,
    ],
    ["too many bytes", (_, r) => endless(r, 65_536), /longer than 16 MB/],
    [
      "a compressed response",
      (_, r) => void r.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("{}")),
      /compressed/,
    ],
    ["a hang", () => {}, /no whole answer within 0\.2 s/, { timeout: 200 }],
    ["a trickle of bytes", (_, r) => trickle(r), /no whole answer within 0\.3 s/, { timeout: 300 }],
    ["a break", (_, r) => void r.socket?.destroy(), /connection was broken off/],
    ["a break within the body", (_, r) => cutShort(r), /broken off|ended early/],
    [
      "more time than all rows have",
      () => {},
      /not all rows were answered within 0\.2 s/,
      { timeout: 5000, deadline: 200 },
    ],
  ];

  it.each(faults.map(([name, handler, said, settings = {}]) => ({ name, handler, said, settings })))(
    "$name: exit 3, naming model and place, and nothing of the response",
    async ({ handler, said, settings }) => {
      const server = await serve(handler);
      const failure = await failed(`${server.url}/score?key=${secret}`, settings);
      expect(failure.kind).toBe("unusable");
      expect(failure.message).toMatch(said);
      expect(failure.message).toContain(`model "m" at ${server.url}/score:`);
      expect(failure.problems[0]?.hint).toBeTruthy();
      expect(JSON.stringify(failure.problems)).not.toContain(secret);
    },
  );

  it("nobody listens", async () => {
    const server = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as net.AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const failure = await failed(`http://127.0.0.1:${port}/`, { retries: 2 });
    expect(failure.message).toMatch(/no server takes connections there \(3 tries\)/);
  });

  it("the server speaks no HTTP", async () => {
    const server = net.createServer((socket) => void socket.end(`${secret}\r\n`)).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const failure = await failed(`http://127.0.0.1:${(server.address() as net.AddressInfo).port}/`);
    expect(failure.message).toMatch(/was no HTTP/);
    server.close();
  });

  it("the server speaks no TLS", async () => {
    const server = await serve((_, response) => json(response, {}));
    const failure = await failed(server.url.replace("http:", "https:"));
    expect(failure.message).toMatch(/no secure connection|no HTTP|broken off/);
  });

  it("a signal ends it at once, with the signal's reason", async () => {
    const server = await serve(() => {});
    const settings = settingsFor(server.url);
    const client = createClient(openEndpoint("m", settings), settings, clockOf());
    const stop = new AbortController();
    const asked = client.ask({ body: "{}", signal: stop.signal });
    setTimeout(() => stop.abort(new Error("stopped")), 20);
    await expect(asked).rejects.toThrow("stopped");
    client.close();
  });
});

function endless(response: import("node:http").ServerResponse, size: number): void {
  const part = Buffer.alloc(size, 0x20);
  const more = () => {
    while (!response.destroyed && response.write(part));
    if (!response.destroyed) response.once("drain", more);
  };
  more();
}

/** Announces more than it sends. */
function cutShort(response: import("node:http").ServerResponse): void {
  response.writeHead(200, { "content-length": 100 });
  response.write("{");
  setTimeout(() => response.destroy(), 20);
}

function trickle(response: import("node:http").ServerResponse): void {
  const timer = setInterval(() => (response.destroyed ? clearInterval(timer) : response.write(" ")), 20);
}

describe("client.ask(request), trying again", () => {
  it.each([429, 502, 503, 504])("after status %d", async (status) => {
    const server = await serve((_, response) => json(response, { scores: [1] }, server.got.length < 3 ? status : 200));
    expect(await ask(server.url, { retries: 2 })).toEqual({ scores: [1] });
    expect(server.got).toHaveLength(3);
  });

  it.each([400, 401, 404, 422, 500, 501])("not after status %d", async (status) => {
    const server = await serve((_, response) => json(response, {}, status));
    await failed(server.url, { retries: 3 });
    expect(server.got).toHaveLength(1);
  });

  it("after a connection that was broken off", async () => {
    const server = await serve((_, response) =>
      server.got.length < 2 ? void response.socket?.destroy() : json(response, 7),
    );
    expect(await ask(server.url, { retries: 1 })).toBe(7);
  });

  it("not after a time-out: the server may still be at work", async () => {
    const server = await serve(() => {});
    await failed(server.url, { retries: 3, timeout: 100 });
    expect(server.got).toHaveLength(1);
  });

  it("as often as the suite says, with pauses that double, from half to all of their length", async () => {
    const server = await serve((_, response) => json(response, {}, 503));
    const [least, most] = [clockOf(0), clockOf(1 - 2 ** -53)];
    expect((await failed(server.url, { retries: 3 }, least)).message).toMatch(/status 503 \(4 tries\)/);
    await failed(server.url, { retries: 3 }, most);
    expect(least.pauses).toEqual([250, 500, 1000]);
    // The largest double below 1 leaves these sums at the full pause within rounding.
    expect(most.pauses.map(Math.round)).toEqual([500, 1000, 2000]);
  });

  it("no sooner than the server asks, in seconds or as a date", async () => {
    const headers = ["2", new Date(Date.now() + 60_000).toUTCString(), "soon"];
    const server = await serve((_, response) => {
      const header = headers[server.got.length - 1];
      response
        .writeHead(header === undefined ? 200 : 429, header === undefined ? {} : { "retry-after": header })
        .end("1");
    });
    const clock = clockOf();
    expect(await ask(server.url, { retries: 3, deadline: 120_000 }, clock)).toBe(1);
    expect(clock.pauses[0]).toBe(2000);
    // The date has whole seconds, and the clock has moved on by the 2 s and the requests.
    expect(clock.pauses[1]).toBeGreaterThan(50_000);
    expect(clock.pauses[2]).toBe(1000);
  });

  it("not where the server asks for more than is left", async () => {
    const server = await serve((_, response) => void response.writeHead(503, { "retry-after": "3600" }).end());
    expect((await failed(server.url, { retries: 3 })).message).toMatch(/within 20 s: the server asks to wait 3600 s/);
    expect(server.got).toHaveLength(1);
  });
});

describe("client.ask(request)", () => {
  it("sends JSON, the suite's headers with what the environment holds, and wants nothing compressed", async () => {
    process.env.CLIENT_TEST_TOKEN = secret;
    const server = await serve((_, response) => json(response, 1));
    await ask(`${server.url}/a?k=\${env:CLIENT_TEST_TOKEN}`, {
      headers: { authorization: `Bearer \${env:CLIENT_TEST_TOKEN}` },
    });
    delete process.env.CLIENT_TEST_TOKEN;
    expect(server.got[0]).toMatchObject({ method: "POST", path: `/a?k=${secret}`, text: "{}" });
    expect(server.got[0]?.headers).toMatchObject({
      authorization: `Bearer ${secret}`,
      "content-type": "application/json",
      "accept-encoding": "identity",
    });
  });

  it("reads a deeply nested response without running out of stack", async () => {
    const server = await serve((_, response) => void response.end(`${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}`));
    expect(Array.isArray(await ask(server.url))).toBe(true);
  });

  it("does not take a map's __proto__ for its prototype", async () => {
    const server = await serve((_, response) => void response.end('{"__proto__": {"polluted": true}}'));
    await ask(server.url);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
