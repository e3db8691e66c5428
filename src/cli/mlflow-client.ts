import { createHash } from "node:crypto";
import { unusable, usage } from "../core/errors.js";
import { isLoopbackHost } from "../core/remote-settings.js";
import { toolVersion } from "../core/version.js";
import { visible } from "../core/visible.js";
import { mlflowBatches, recordTag } from "../exports/mlflow.js";
import type { RunFile } from "../record/run-folder.js";
import type { RunRecord } from "../record/run-record.js";
import { serializeRecord } from "../record/serialize.js";

/** An MLflow tracking server, as the environment names it. */
export interface MlflowServer {
  /** Without a slash at the end. */
  readonly base: string;
  readonly experiment: string;
  /** Never printed, never recorded. */
  readonly authorization: string | null;
}

const timeout = 30_000; // ms, of one request
const mostBytes = 4 * 2 ** 20; // of one answer

/**
 * Reads MLflow's own variables: MLFLOW_TRACKING_URI, MLFLOW_EXPERIMENT_NAME (default evenhand), MLFLOW_TRACKING_TOKEN, or
 * MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD. @throws Failure (usage)
 */
export function mlflowServer(environment: NodeJS.ProcessEnv): MlflowServer {
  const url = serverUrl(environment.MLFLOW_TRACKING_URI);
  const authorization = authorizationOf(environment);
  if (authorization !== null && url.protocol === "http:" && !isLoopbackHost(url.hostname))
    throw usage("MLFLOW_TRACKING_URI must be https: over http the token or password could be read on the way");
  return {
    base: url.href.replace(/\/+$/, ""),
    experiment: environment.MLFLOW_EXPERIMENT_NAME || "evenhand",
    authorization,
  };
}

/** The address is not quoted in messages: it may hold a password. */
function serverUrl(address: string | undefined): URL {
  if (!address) throw usage("--format mlflow needs the server's address in the environment: MLFLOW_TRACKING_URI");
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw usage("MLFLOW_TRACKING_URI must be the http or https address of a tracking server", {
      hint: "files, databases and Databricks profiles cannot be written to from here",
    });
  if (url.username !== "" || url.password !== "")
    throw usage("MLFLOW_TRACKING_URI must not hold a user or password", {
      hint: "put them into MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD",
    });
  return url;
}

function authorizationOf({
  MLFLOW_TRACKING_TOKEN: token,
  MLFLOW_TRACKING_USERNAME: user,
  MLFLOW_TRACKING_PASSWORD: password,
}: NodeJS.ProcessEnv): string | null {
  if (token) return `Bearer ${token}`;
  return user ? `Basic ${Buffer.from(`${user}:${password ?? ""}`).toString("base64")}` : null;
}

/** What became of a run in MLflow. */
export interface MlflowRun {
  readonly id: string;
  /** It was there from an earlier try. */
  readonly reused: boolean;
  /** Whether the server took the files; one without an artifact proxy does not. */
  readonly artifacts: boolean;
}

/**
 * Logs a record to MLflow: the experiment and the run are made, or found again by the record's hash. Sending twice changes nothing.
 * @param files uploaded as artifacts
 * @throws Failure (unusable)
 */
export async function sendToMlflow(
  server: MlflowServer,
  record: RunRecord,
  files: readonly RunFile[],
): Promise<MlflowRun> {
  const sha256 = createHash("sha256").update(serializeRecord(record)).digest("hex");
  const experiment = await experimentId(server);
  const { info, reused } = await runOf(server, { experiment, sha256, name: record.suite.name });
  for (const batch of mlflowBatches(record, sha256, info.start_time))
    await post(server, "runs/log-batch", { run_id: info.run_id, ...batch });
  const artifacts = await upload(server, info.artifact_uri, files);
  await post(server, "runs/update", { run_id: info.run_id, status: "FINISHED", end_time: Date.now() });
  return { id: info.run_id, reused, artifacts };
}

async function experimentId(server: MlflowServer): Promise<string> {
  const name = server.experiment;
  const find = `experiments/get-by-name?experiment_name=${encodeURIComponent(name)}`;
  const found = await call(server, { path: api(find), method: "GET", may: ["RESOURCE_DOES_NOT_EXIST"] });
  if (found !== null) return (found as { experiment: { experiment_id: string } }).experiment.experiment_id;
  const request = { path: api("experiments/create"), method: "POST", body: JSON.stringify({ name }) } as const;
  const made = await call(server, { ...request, may: ["RESOURCE_ALREADY_EXISTS"] });
  // Another run may have made it in between.
  return made === null ? experimentId(server) : (made as { experiment_id: string }).experiment_id;
}

interface RunInfo {
  readonly run_id: string;
  readonly start_time: number;
  readonly artifact_uri: string;
}

async function runOf(
  server: MlflowServer,
  { experiment, sha256, name }: { experiment: string; sha256: string; name: string },
): Promise<{ info: RunInfo; reused: boolean }> {
  const { runs = [] } = (await post(server, "runs/search", {
    experiment_ids: [experiment],
    filter: `tags.\`${recordTag}\` = '${sha256}'`,
    max_results: 1,
  })) as { runs?: { info: RunInfo }[] };
  const [known] = runs;
  if (known !== undefined) return { info: known.info, reused: true };
  const { run } = (await post(server, "runs/create", {
    experiment_id: experiment,
    run_name: name,
    start_time: Date.now(),
    tags: [{ key: recordTag, value: sha256 }],
  })) as { run: { info: RunInfo } };
  return { info: run.info, reused: false };
}

/** Through the server's artifact proxy; a server that has the store elsewhere leaves that to clients with access to it. */
async function upload(server: MlflowServer, uri: string, files: readonly RunFile[]): Promise<boolean> {
  const folder = /^mlflow-artifacts:\/+(.+)$/.exec(uri)?.[1];
  if (folder === undefined) return false;
  for (const { name, content } of files) {
    const path = `${folder}/${name}`.split("/").map(encodeURIComponent).join("/");
    await call(server, { path: `/api/2.0/mlflow-artifacts/artifacts/${path}`, method: "PUT", body: content });
  }
  return true;
}

const api = (path: string): string => `/api/2.0/mlflow/${path}`;

const post = (server: MlflowServer, path: string, body: object): Promise<unknown> =>
  call(server, { path: api(path), method: "POST", body: JSON.stringify(body) });

interface Call {
  readonly path: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly body?: string | Uint8Array;
  /** Error codes of MLflow that are an answer: null. */
  readonly may?: readonly string[];
}

/** @throws Failure (unusable) in words that hold neither address nor secret */
async function call(server: MlflowServer, { path, method, body, may = [] }: Call): Promise<unknown> {
  const { status, text } = await exchange(server, { path, method, ...(body === undefined ? {} : { body }) });
  const answer = jsonOf(text);
  if (status >= 200 && status < 300) {
    if (answer === undefined && method !== "PUT") throw notSent(`${method} ${plain(path)} answered no JSON`);
    return answer;
  }
  const code = (answer as { error_code?: unknown } | null | undefined)?.error_code;
  if (typeof code === "string" && may.includes(code)) return null;
  const named = typeof code === "string" ? ` (${visible(code.slice(0, 60))})` : "";
  throw notSent(`${method} ${plain(path)} answered with status ${status}${named}`);
}

const plain = (path: string): string => path.replace(/\?.*/, "");

async function exchange(server: MlflowServer, { path, method, body }: Call): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(`${server.base}${path}`, {
      method,
      redirect: "error",
      signal: AbortSignal.timeout(timeout),
      headers: {
        "user-agent": `evenhand/${toolVersion}`,
        ...(server.authorization === null ? {} : { authorization: server.authorization }),
        ...(body === undefined
          ? {}
          : { "content-type": method === "PUT" ? "application/octet-stream" : "application/json" }),
      },
      ...(body === undefined ? {} : { body: body as NonNullable<RequestInit["body"]> }),
    });
    return { status: response.status, text: await shortText(response) };
  } catch (cause) {
    throw notSent(`${method} ${plain(path)}: ${reasonOf(cause)}`, cause);
  }
}

/** @throws Error when the answer is longer than any of MLflow's */
async function shortText(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.length;
    if (bytes > mostBytes) throw new Error("the answer is too long");
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}

function reasonOf(cause: unknown): string {
  const { name, message, cause: inner } = cause as Error & { cause?: { code?: string; message?: string } };
  if (name === "TimeoutError") return `no answer within ${timeout / 1000} s`;
  return visible(inner?.code ?? inner?.message ?? message);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const notSent = (what: string, cause?: unknown) => unusable(`MLflow did not take the run: ${what}`, {}, cause);
