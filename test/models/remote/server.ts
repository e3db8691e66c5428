import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";
import type { RemoteSettings } from "../../../src/core/remote-settings.js";
import type { ModelRequest } from "../../../src/models/model.js";

/** One request as a server got it. */
export interface Got {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

export interface Server {
  /** http://127.0.0.1:PORT */
  readonly url: string;
  readonly got: readonly Got[];
  /** Requests that were open at the same time, at most. */
  readonly most: number;
}

type Handler = (got: Got, response: http.ServerResponse) => void | Promise<void>;

const running: http.Server[] = [];

/** A server on this machine that is closed after the test. */
export async function serve(handler: Handler): Promise<Server> {
  const got: Got[] = [];
  let [open, most] = [0, 0];
  const server = http.createServer((request, response) => {
    most = Math.max(most, ++open);
    response.on("close", () => open--);
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("error", () => {});
    request.on("end", () => {
      const one = {
        method: request.method ?? "",
        path: request.url ?? "",
        headers: request.headers,
        text: Buffer.concat(parts).toString("utf8"),
      };
      got.push(one);
      void handler(one, response);
    });
  });
  running.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    got,
    get most() {
      return most;
    },
  };
}

afterEach(async () => {
  for (const server of running.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

export const json = (response: http.ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
};

/** Settings as a suite with the defaults gives them, but without keeping answers. */
export const settingsFor = (url: string, rest: Partial<RemoteSettings> = {}): RemoteSettings => ({
  url,
  headers: {},
  request: { rows: `\${rows}` },
  response: { score: "scores[*]", label: null, version: null },
  layout: null,
  batch: 500,
  concurrency: 4,
  timeout: 5000,
  deadline: 20_000,
  retries: 0,
  allowHosts: null,
  version: null,
  transfer: null,
  cache: false,
  ...rest,
});

export const requestTo = (kind: string, remote: RemoteSettings, rest: Partial<ModelRequest> = {}): ModelRequest => ({
  id: "m",
  kind,
  path: "",
  featureSteps: [{ name: "x" }],
  output: null,
  threads: 1,
  remote,
  ...rest,
});
