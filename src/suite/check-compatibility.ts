import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";
import { suggestion } from "./nearest.js";
import { quoted } from "./quoted.js";
import type { Registries } from "./registries.js";

/** Names of other libraries' figures: known ones, each once. */
export function checkCompatibility(suite: Draft, { compatibility }: Registries, complain: Complain): void {
  if (compatibility === undefined) return;
  const seen = new Set<string>();
  for (const { text, path } of suite.at("compatibility").items) {
    if (text === undefined) continue;
    if (seen.has(text)) complain(path, `figure ${quoted(text)} is given twice`);
    seen.add(text);
    if (compatibility.namesOf(text).length > 0) continue;
    const meant = suggestion(text, [...compatibility.names, ...wildcards(compatibility.names)]);
    complain(path, `unknown compatibility figure ${quoted(text)}${meant}`, { hint: "See: evenhand schema metrics" });
  }
}

/** "library.*" for every library of which there are figures. */
const wildcards = (names: readonly string[]): string[] => [
  ...new Set(names.map((name) => `${name.slice(0, name.indexOf("."))}.*`)),
];
