import { readFileSync } from "node:fs";
import { type Message, parseMessage } from "./message.js";

/** The messages of one language's file. */
export interface Messages {
  has(key: string): boolean;
  /** @throws Error when there is no such key. */
  get(key: string): Message;
}

/** Reads a file of messages by key; each is parsed when it is first asked for. */
export function readMessages(file: URL): Messages {
  const sources = new Map(Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>));
  const parsed = new Map<string, Message>();
  return {
    has: (key) => sources.has(key),
    get: (key) => {
      const known = parsed.get(key);
      if (known !== undefined) return known;
      const source = sources.get(key);
      if (source === undefined) throw new Error(`no words for "${key}" in ${file.pathname.split("/").at(-1)}`);
      const fresh = parseMessage(source);
      parsed.set(key, fresh);
      return fresh;
    },
  };
}
