import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { unusable } from "../core/errors.js";
import { isLoopbackHost } from "../core/remote-settings.js";
import type { PlanStatus } from "./status.js";

/** An endpoint of this machine that says how the scheduler does. */
export interface Health {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Answers GET /health on the loopback address with JSON: status (ok, overdue, or error when the archive cannot be read) and where every
 * plan stands. Always 200: that an audit is late is no reason to start the scheduler anew.
 * @param port 0: any that is free
 * @throws Failure (unusable)
 */
export async function openHealth(port: number, statuses: () => Promise<readonly PlanStatus[]>): Promise<Health> {
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: object): void => {
      response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
      response.end(`${JSON.stringify(body)}\n`);
    };
    // A page in a browser of this machine must not read it under a name of its own (DNS rebinding).
    if (!isLoopbackHost((request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase())) return answer(421, {});
    if (request.url !== "/health") return answer(404, {});
    if (request.method !== "GET") return answer(405, {});
    try {
      const schedules = await statuses();
      answer(200, { status: schedules.some(({ overdue }) => overdue.length > 0) ? "overdue" : "ok", schedules });
    } catch {
      answer(200, { status: "error", schedules: [] });
    }
  });
  server.headersTimeout = 5_000;
  server.requestTimeout = 5_000;
  server.maxConnections = 20;
  await new Promise<void>((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      reject(
        unusable(`--health: port ${port} of this machine cannot be used (${cause.code ?? "no reason"})`, {}, cause),
      ),
    );
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
