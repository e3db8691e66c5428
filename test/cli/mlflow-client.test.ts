import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { mlflowServer, sendToMlflow } from "../../src/cli/mlflow-client.js";
import { Failure } from "../../src/core/errors.js";
import { recordNamed } from "../exports/material.js";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

async function listening(answer: Answer): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (part: string) => (body += part));
    request.on("end", () => answer(request, response, body));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const token = "canary-token-8f2";
const send = (uri: string) =>
  sendToMlflow(mlflowServer({ MLFLOW_TRACKING_URI: uri, MLFLOW_TRACKING_TOKEN: token }), recordNamed("typical"), [
    { name: "report.md", content: "x" },
  ]);

/** A server that has everything, and what it was asked for. */
function tracking(artifactUri: string) {
  const asked: { path: string; authorization: string | undefined; body: string }[] = [];
  const answers: Readonly<Record<string, object>> = {
    "experiments/get-by-name": { experiment: { experiment_id: "7" } },
    "runs/search": {},
    "runs/create": { run: { info: { run_id: "r", start_time: 5, artifact_uri: artifactUri } } },
  };
  const answer: Answer = (request, response, body) => {
    const path = (request.url ?? "").replace(/^\/api\/2\.0\/(mlflow\/)?/, "").replace(/\?.*/, "");
    asked.push({ path, authorization: request.headers.authorization, body });
    response.end(JSON.stringify(answers[path] ?? {}));
  };
  return { asked, answer };
}

describe("sendToMlflow(server, record, files)", () => {
  it("makes the run, logs its figures, uploads its files and ends it, with the token each time", async () => {
    const { asked, answer } = tracking("mlflow-artifacts:/7/r/artifacts");
    expect(await send(await listening(answer))).toEqual({ id: "r", reused: false, artifacts: true });
    expect(asked.map(({ path }) => path)).toEqual([
      "experiments/get-by-name",
      "runs/search",
      "runs/create",
      "runs/log-batch",
      "mlflow-artifacts/artifacts/7/r/artifacts/report.md",
      "runs/update",
    ]);
    expect(new Set(asked.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${token}`]));
    expect(asked.some(({ body }) => body.includes(token))).toBe(false);
  });

  it("uploads nothing where the server does not pass files on", async () => {
    const { asked, answer } = tracking("s3://bucket/7/r");
    expect((await send(await listening(answer))).artifacts).toBe(false);
    expect(asked.some(({ path }) => path.includes("artifacts"))).toBe(false);
  });

  it.each<readonly [string, Answer, RegExp]>([
    ["an error", (_, response) => response.writeHead(500).end("boom"), /status 500/],
    [
      "a refusal",
      (_, response) => response.writeHead(403).end('{"error_code":"PERMISSION_DENIED"}'),
      /403 \(PERMISSION_DENIED\)/,
    ],
    ["a page", (_, response) => response.end("<html>"), /answered no JSON/],
    [
      "a redirect",
      (_, response) => response.writeHead(302, { location: "http://127.0.0.1:1/" }).end(),
      /unexpected redirect/,
    ],
    ["a closed connection", (request) => request.socket.destroy(), /UND_ERR_SOCKET|ECONNRESET|closed/],
    ["a flood", (_, response) => response.end("x".repeat(5 * 2 ** 20)), /too long/],
    [
      "a hostile code",
      (_, response) => response.writeHead(400).end('{"error_code":"\\u001b[31m"}'),
      /400 \(\\u\{1b\}\[31m\)/,
    ],
  ])("of %s is unusable, and says so without address or token", async (_, answer, message) => {
    const error = await send(await listening(answer)).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(Failure);
    expect((error as Failure).kind).toBe("unusable");
    expect((error as Failure).message).toMatch(message);
    expect((error as Failure).message).not.toMatch(/canary|127\.0\.0\.1/);
  });
});

describe("mlflowServer(environment)", () => {
  const refused = (environment: NodeJS.ProcessEnv): string => {
    try {
      mlflowServer(environment);
    } catch (error) {
      expect((error as Failure).kind).toBe("usage");
      expect((error as Failure).message).not.toContain("canary");
      return (error as Failure).message;
    }
    return "";
  };

  it("takes https anywhere, and http as long as no secret goes along or this machine is meant", () => {
    expect(mlflowServer({ MLFLOW_TRACKING_URI: "http://mlflow.test:5000/" })).toEqual({
      base: "http://mlflow.test:5000",
      experiment: "evenhand",
      authorization: null,
    });
    const user = { MLFLOW_TRACKING_USERNAME: "u", MLFLOW_TRACKING_PASSWORD: "canary" };
    expect(mlflowServer({ MLFLOW_TRACKING_URI: "https://mlflow.test/a/", ...user })).toMatchObject({
      base: "https://mlflow.test/a",
      authorization: `Basic ${Buffer.from("u:canary").toString("base64")}`,
    });
    expect(mlflowServer({ MLFLOW_TRACKING_URI: "http://localhost:5000", ...user }).authorization).not.toBeNull();
    expect(refused({ MLFLOW_TRACKING_URI: "http://mlflow.test", ...user })).toMatch(/must be https/);
  });

  it.each([
    [undefined, /MLFLOW_TRACKING_URI/],
    ["", /MLFLOW_TRACKING_URI/],
    ["databricks", /http or https/],
    ["file:///tmp/canary", /http or https/],
    ["https://u:canary@mlflow.test", /must not hold a user or password/],
  ])("refuses %j", (MLFLOW_TRACKING_URI, message) => {
    expect(refused({ MLFLOW_TRACKING_URI })).toMatch(message);
  });
});
