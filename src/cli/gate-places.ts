import { existsSync } from "node:fs";
import path from "node:path";
import type { GatePlaces } from "../record/gate-places.js";
import type { RunRecord } from "../record/run-record.js";
import type { Suite } from "../suite/suite.js";

/** Where the gates of a run stand in the suite that made them. */
export function gatePlaces(suite: Suite, plan: RunRecord["plan"]): GatePlaces {
  const origins = gateOrigins(suite);
  const lines = plan.flatMap(({ id }, i) => {
    const origin = origins[i];
    const place = origin === undefined ? null : suite.place(["gates", origin]);
    return place === null ? [] : [[id, place.line] as const];
  });
  return {
    file: path.relative(rootOf(suite.file), suite.file).split(path.sep).join("/"),
    lines: Object.fromEntries(lines),
  };
}

/** For each planned gate the place in the suite's list that it came from: one on "*" is a gate for each attribute. */
const gateOrigins = ({ gates, attributes }: Pick<Suite, "gates" | "attributes">): number[] =>
  gates.flatMap(({ attribute }, i) => Array<number>(attribute === "*" ? attributes.length : 1).fill(i));

/** Services show findings by paths from the repository's root; a suite in none is named from the working folder. */
function rootOf(file: string): string {
  for (let folder = path.dirname(file); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, ".git"))) return folder;
    if (folder === path.dirname(folder)) return process.cwd();
  }
}
