import { createRequire } from "node:module";
import path from "node:path";
import { type Failure, unusable } from "../core/errors.js";
import { printable } from "./printable.js";

/** Packages that evenhand can use and does not bring: installed by whoever needs them. */
export interface Peer {
  /** What needs it, for the message: "tfjs models". */
  readonly usedFor: string;
  /** All of them are taken from one folder, because they share modules with each other. */
  readonly packages: readonly string[];
  readonly install: string;
}

/** Where a peer was found: a `require` that finds all of its packages. */
export type PeerRequire = NodeJS.Require;

/** First the folders above evenhand itself, then those above the working folder (the user's project). */
const places = (): string[] => [import.meta.url, path.join(process.cwd(), "package.json")];

function finds(require: NodeJS.Require, name: string): boolean {
  try {
    require.resolve(name);
    return true;
  } catch {
    return false;
  }
}

/** The first place from which all packages of the peer can be found; null when there is none. */
export function findPeer(peer: Peer): PeerRequire | null {
  const candidates = places().map((place) => createRequire(place));
  return candidates.find((require) => peer.packages.every((name) => finds(require, name))) ?? null;
}

/** The failure that names the command which installs a peer. */
export const peerIsMissing = (peer: Peer): Failure =>
  unusable(`${peer.usedFor} need ${peer.packages.join(" and ")}, which cannot be found`, {
    hint: `install it: ${peer.install}`,
  });

/** The failure for a peer that is there and does not load. */
export const peerDoesNotLoad = (peer: Peer, cause: unknown): Failure =>
  unusable(
    `${peer.packages.join(" and ")} is installed but does not load: ${firstLine(cause)}`,
    { hint: `install it again: ${peer.install}` },
    cause,
  );

/** The first line of what was thrown: runtimes add stack traces and advice for other readers below it. */
export function firstLine(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  return printable((text.split(/\r?\n/).find((line) => line.trim() !== "") ?? "no message").trim());
}
