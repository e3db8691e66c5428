import { createHmac, randomBytes } from "node:crypto";
import path from "node:path";
import type { RemoteSettings } from "../../core/remote-settings.js";
import type { ModelRequest } from "../model.js";
import { type CacheFolder, openCacheFolder } from "./cache-folder.js";
import type { Endpoint } from "./endpoint.js";
import type { Protocol, RowAnswer } from "./protocol.js";

/** Answers that were given before, found by the row they answer. */
export interface AnswerCache {
  /** Whether answers are kept at all. */
  readonly isKept: boolean;
  /** What the servers called their versions when they gave the answers. */
  readonly versions: readonly string[];
  find(row: string): RowAnswer | null;
  add(row: string, answer: RowAnswer): void;
  /** Writes what was added since. @throws Failure (unusable) when the disk does not take it */
  keep(version: string | null): Promise<void>;
}

/** No answer is kept. */
export const noCache: AnswerCache = {
  isKept: false,
  versions: [],
  find: () => null,
  add: () => {},
  keep: async () => {},
};

/** Raised whenever the same request would be read or written otherwise. */
const cacheVersion = 1;
/** Bytes of a row's hash: two of 10⁹ rows meet with a probability of 10⁻²¹. */
const hashBytes = 16;

interface Asked {
  readonly request: ModelRequest;
  readonly settings: RemoteSettings;
  readonly endpoint: Endpoint;
  readonly protocol: Protocol;
}

/**
 * The answers kept for one way to ask one model. They stand under keyed hashes (HMAC-SHA-256): of rows with few possible values a
 * plain hash could be found by trying them all. Neither rows nor secrets are written.
 * @throws Failure (unusable) when the folder cannot be read or made
 */
export async function openCache(asked: Asked): Promise<AnswerCache> {
  const folder = await openCacheFolder();
  const key = createHmac("sha256", folder.key).update(identity(asked)).digest();
  const { answers, versions } = await read(folder, key);
  let added: string[] = [];
  const hash = (row: string): string => createHmac("sha256", key).update(row).digest().toString("base64", 0, hashBytes);
  return {
    isKept: true,
    versions,
    find: (row) => answers.get(hash(row)) ?? null,
    add: (row, answer) => {
      const name = hash(row);
      answers.set(name, answer);
      added.push(JSON.stringify([name, answer.scores, answer.label]));
    },
    keep: async (version) => {
      if (added.length === 0) return;
      const lines = [JSON.stringify({ version }), ...added];
      added = [];
      await folder.write(segmentPath(key), sealed(lines, key));
    },
  };
}

/** Everything that an answer depends on but the row. The URL stands here with its secrets, under the key. */
function identity({ request, settings, endpoint, protocol }: Asked): string {
  const { headers, request: template, response, layout, version } = settings;
  return JSON.stringify([
    cacheVersion,
    request.kind,
    endpoint.url("").href,
    headers,
    template,
    response,
    layout,
    request.output,
    version ?? protocol.version,
    protocol.fields.fields,
  ]);
}

/** One file for each batch that was asked for, in a folder for each way of asking; its name is chance, so that writers never meet. */
const segmentPath = (key: Buffer): string =>
  path.join(folderName(key), `${randomBytes(16).toString("hex")}${segmentEnding}`);
const segmentEnding = ".jsonl";

const folderName = (key: Buffer): string => createHmac("sha256", key).update("folder").digest("hex").slice(0, 32);

const sealOf = (text: string, key: Buffer): string => createHmac("sha256", key).update(text).digest("hex");

function sealed(lines: readonly string[], key: Buffer): string {
  const text = `${lines.join("\n")}\n`;
  return `${text}${sealOf(text, key)}\n`;
}

async function read(
  folder: CacheFolder,
  key: Buffer,
): Promise<{ answers: Map<string, RowAnswer>; versions: string[] }> {
  const answers = new Map<string, RowAnswer>();
  const versions = new Set<string>();
  for (const text of await folder.read(folderName(key), segmentEnding)) {
    const lines = opened(text, key);
    if (lines === null) continue;
    const [head = "{}", ...entries] = lines;
    const { version } = JSON.parse(head) as { version: string | null };
    if (version !== null) versions.add(version);
    for (const entry of entries) {
      const [name, scores, label] = JSON.parse(entry) as [string, number[] | null, string | null];
      if (!answers.has(name)) answers.set(name, { scores, label });
    }
  }
  return { answers, versions: [...versions] };
}

/** The lines of a file that is whole and was written under this key; null: it is not used. */
function opened(text: string, key: Buffer): string[] | null {
  const end = text.lastIndexOf("\n", text.length - 2) + 1;
  if (text.slice(end) !== `${sealOf(text.slice(0, end), key)}\n`) return null;
  return text.slice(0, end).trimEnd().split("\n");
}
