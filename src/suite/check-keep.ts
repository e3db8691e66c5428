import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";
import { quoted } from "./quoted.js";

/** What the shape of `keep` cannot say. */
export function checkKeep(suite: Draft, complain: Complain): void {
  const kept = suite.at("keep").items;
  for (const [place, { text, path }] of kept.entries()) {
    if (kept.findIndex((each) => each.text === text) < place) complain(path, `${quoted(text ?? "")} is kept twice`);
  }
  const [first] = kept;
  if (first === undefined) return;
  const dataset = suite.at("dataset");
  if (!dataset.at("id").isPresent)
    complain(first.path, "kept rows need a name: say which column it is, dataset: {id: interaction_id}");
  if (dataset.at("count").isPresent)
    complain(first.path, "keep needs rows of single people, and with dataset.count each row is a cell of many");
}
