// An endpoint that misbehaves at random: tsx test/campaigns/r10.ts [--count 100] [--seed 1]
import http from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { Failure } from "../../src/core/errors.js";
import { loadModel } from "../../src/models/index.js";
import { mulberry32 } from "../mulberry32.js";

const secret = "s3cr3t-canary-R10";
/** Chosen small so that the campaign is short: a try, and all of them together. */
const [timeout, deadline, retries] = [250, 1500, 1]; // ms, ms
const batch = 8;

type Answer = http.ServerResponse;
/** Answers in its own way; `right` is the body of a good answer, `share` a number in [0, 1) drawn for this request. */
type Behaviour = (response: Answer, right: string, share: number) => void;

const good = (response: Answer, right: string): void => void response.end(right);
const status =
  (code: number, headers: Record<string, string> = {}): Behaviour =>
  (response) =>
    void response.writeHead(code, headers).end(secret);
const changed =
  (change: (scores: number[], share: number) => unknown): Behaviour =>
  (response, right, share) =>
    void response.end(JSON.stringify({ scores: change((JSON.parse(right) as { scores: number[] }).scores, share) }));
const cutTo = (right: string, share: number): string => right.slice(0, Math.floor(share * (right.length - 1)));
const tooMuch = Buffer.alloc(17 * 2 ** 20, 0x20);
const bomb = gzipSync(Buffer.alloc(64 * 2 ** 20, 0x20));

/** Ways to go wrong. */
const behaviours: Readonly<Record<string, Behaviour>> = {
  "429 with Retry-After": (r, _, share) => status(429, { "retry-after": share < 0.5 ? "0" : "3600" })(r, _, share),
  "503 with Retry-After": (r, _, share) => status(503, { "retry-after": share < 0.5 ? "0" : "a while" })(r, _, share),
  "500": status(500),
  "502": status(502),
  "no answer": () => {},
  "a byte at a time": (response, right) => {
    let at = 0;
    const timer = setInterval(() => (at < right.length ? response.write(right[at++]) : response.end()), 50);
    response.on("close", () => clearInterval(timer));
  },
  reset: (response) => void response.socket?.resetAndDestroy(),
  "half an answer": (response, right, share) => {
    response.writeHead(200, { "content-length": right.length }).write(cutTo(right, share));
    setTimeout(() => response.destroy(), 5);
  },
  "broken JSON": (response, right, share) => void response.end(cutTo(right, share)),
  NaN: (response, right) => void response.end(right.replace(/0\.\d+/, "NaN")),
  "too few rows": changed((scores, share) => scores.slice(0, Math.floor(share * scores.length))),
  "too many rows": changed((scores) => [...scores, 0.5]),
  "another shape": changed((scores, share) => (share < 0.5 ? scores.map((score) => [[score]]) : { of: scores })),
  "another type": changed((scores, share) => scores.map((score) => (share < 0.5 ? null : { score }))),
  "a huge body": (response) => void response.end(tooMuch),
  "a gzip bomb": (response) => void response.writeHead(200, { "content-encoding": "gzip" }).end(bomb),
  redirect: status(302, { location: `http://127.0.0.1:1/${secret}` }),
  "a page": (response) => void response.end(`<html>${secret}`),
};
/** Behaviours by name, for one test each. */
export const behaviourNames = Object.keys(behaviours);

/** The model: a score that a test can work out again. */
const scoreOf = (x: number): number => 1 / (1 + Math.abs(x));

/** What a campaign found. */
export interface Found {
  readonly seed: number;
  readonly right: number;
  readonly refused: number;
  /** Of one run. */
  readonly longest: number;
  readonly broken: readonly string[];
}

/** A server on this machine that misbehaves at half of the requests. */
async function serve(behave: Behaviour, random: () => number): Promise<{ url: string; close(): Promise<void> }> {
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (part: Buffer) => parts.push(part));
    response.on("error", () => {});
    request.on("end", () => {
      const { rows } = JSON.parse(Buffer.concat(parts).toString("utf8")) as { rows: { x: number }[] };
      const right = JSON.stringify({ scores: rows.map(({ x }) => scoreOf(x)) });
      (random() < 0.5 ? behave : good)(response, right, random());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Scores four batches of an endpoint once. Returns what is wrong with how that ended, if anything. */
async function ending(url: string): Promise<"right" | "refused" | { readonly fault: string }> {
  const remote = {
    url: `${url}/score`,
    headers: { authorization: secret },
    request: { rows: `\${rows}` },
    response: { score: "scores[*]", label: null, version: null },
    layout: null,
    batch,
    concurrency: 2,
    timeout,
    deadline,
    retries,
    allowHosts: null,
    version: null,
    transfer: null,
    cache: false,
  };
  const featureSteps = [{ name: "x" }];
  const model = await loadModel({ id: "m", kind: "http", path: "", featureSteps, output: null, threads: 1, remote });
  const x = Float64Array.from({ length: 4 * batch }, (_, row) => row - 7);
  try {
    const { score } = await model.predict({ rows: x.length, columns: [x] });
    const isRight =
      score !== null && score.length === x.length && x.every((value, row) => score[row] === scoreOf(value));
    return isRight ? "right" : { fault: "figures that are not those of the endpoint" };
  } catch (cause) {
    if (!(cause instanceof Failure)) return { fault: cause instanceof Error ? (cause.stack ?? "") : String(cause) };
    const said = JSON.stringify(cause.problems);
    if (said.includes(secret)) return { fault: `a secret in: ${said}` };
    return cause.kind === "unusable" && said.includes('model \\"m\\" at http') ? "refused" : { fault: said };
  } finally {
    await model.close();
  }
}

/** Runs one behaviour `count` times, each with another seed; nothing is thrown, so that one fault does not hide another. */
export async function campaign(name: string, { count, seed }: { count: number; seed: number }): Promise<Found> {
  const broken: string[] = [];
  let [right, refused, longest] = [0, 0, 0];
  for (let run = seed; run < seed + count; run++) {
    const server = await serve(behaviours[name]!, mulberry32(run));
    const begin = performance.now();
    const end = await ending(server.url);
    longest = Math.max(longest, performance.now() - begin);
    await server.close();
    if (end === "right") right++;
    else if (end === "refused") refused++;
    else broken.push(`${name}, seed ${run}: ${end.fault}`);
  }
  return { seed, right, refused, longest, broken };
}

/** One line a log can be searched for. */
export const summary = (name: string, { seed, right, refused, longest, broken }: Found): string =>
  `R10 ${name}: ${right + refused + broken.length} run, ${broken.length} broken (${right} right, ${refused} refused), longest ${Math.round(longest)} ms, seed ${seed}`;

/** No run may take longer than this, however many tries it makes: the deadline, and a tenth for the machine. */
export const longestRun = deadline * 1.1;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "100" }, seed: { type: "string", default: "1" } },
  });
  const before = process.memoryUsage.rss();
  for (const name of behaviourNames) {
    const found = await campaign(name, { count: Number(values.count), seed: Number(values.seed) });
    for (const line of found.broken) console.error(line);
    console.log(summary(name, found));
    if (found.broken.length > 0 || found.longest > longestRun) process.exitCode = 1;
  }
  console.log(`R10: resident memory grew by ${Math.round((process.memoryUsage.rss() - before) / 2 ** 20)} MB`);
}

if (process.argv[1] === import.meta.filename) await main();
