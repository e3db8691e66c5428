import { execFile, execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import https from "node:https";
import net, { type AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClient } from "../../../src/models/remote/client.js";
import { openEndpoint } from "../../../src/models/remote/endpoint.js";
import { projectRoot } from "../../fixtures.js";
import { settingsFor } from "./server.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-tls-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const hasOpenssl = spawnSync("openssl", ["version"], { stdio: "ignore" }).status === 0;

/** A certificate that only itself vouches for. */
function certificate(name: string, host: string): { key: Buffer; cert: Buffer } {
  const [key, cert] = [path.join(folder, `${name}.key`), path.join(folder, `${name}.pem`)];
  execFileSync(
    "openssl",
    [
      "req",
      "-x509",
      "-newkey",
      "ec",
      "-pkeyopt",
      "ec_paramgen_curve:prime256v1",
      "-nodes",
      "-days",
      "2",
      "-keyout",
      key,
      "-out",
      cert,
      "-subj",
      "/CN=test",
      "-addext",
      `subjectAltName=${host}`,
    ],
    { stdio: "ignore" },
  );
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

const listen = (server: net.Server): Promise<number> =>
  new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.address() as AddressInfo).port)));

const failure = async (port: number, timeout = 5000): Promise<string> => {
  const settings = settingsFor(`https://127.0.0.1:${port}/`, { timeout });
  const client = createClient(openEndpoint("m", settings), settings);
  const error = await client.ask({ body: "{}" }).catch((cause: Error) => cause.message);
  client.close();
  return String(error);
};

/** Asks in a process that trusts the certificate, as `NODE_EXTRA_CA_CERTS` is read when Node starts. */
async function askTrusting(port: number, file: string): Promise<string> {
  const script = `
    import { createClient } from "./src/models/remote/client.ts";
    import { openEndpoint } from "./src/models/remote/endpoint.ts";
    const settings = { url: "https://127.0.0.1:${port}/", headers: {}, concurrency: 1, timeout: 5000, deadline: 9000, retries: 0, allowHosts: null };
    const client = createClient(openEndpoint("m", settings), settings);
    console.log(await client.ask({ body: "{}" }).then(JSON.stringify, (error) => error.message));
    client.close();`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: file };
  return (await promisify(execFile)(process.execPath, args, { cwd: projectRoot, env })).stdout.trim();
}

describe.skipIf(!hasOpenssl)("client.ask(request) over https", () => {
  const servers: Record<"own" | "foreign", { port: number; server: https.Server }> = {} as never;
  beforeAll(async () => {
    for (const [name, host] of [
      ["own", "IP:127.0.0.1"],
      ["foreign", "DNS:models.example.no"],
    ] as const) {
      const server = https.createServer(certificate(name, host), (_, response) => void response.end('{"ok":true}'));
      servers[name] = { server, port: await listen(server) };
    }
  });
  afterAll(() => {
    for (const { server } of Object.values(servers)) server.close();
  });

  it("refuses a certificate that nobody vouches for", async () => {
    expect(await failure(servers.own.port)).toMatch(/no secure connection can be made: the certificate is not trusted/);
  });

  it("takes it where NODE_EXTRA_CA_CERTS does, and never one of another host", async () => {
    expect(await askTrusting(servers.own.port, path.join(folder, "own.pem"))).toBe('{"ok":true}');
    expect(await askTrusting(servers.foreign.port, path.join(folder, "foreign.pem"))).toMatch(/no secure connection/);
  });

  it("gives up on a server that does not greet back", async () => {
    const silent = net.createServer(() => {});
    expect(await failure(await listen(silent), 200)).toMatch(/no whole answer within 0\.2 s/);
    silent.close();
  });
});
