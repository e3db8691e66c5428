import { driftSubjects } from "../core/drift.js";
import { type Complain, partName } from "./complaint.js";
import type { Draft } from "./draft.js";
import { suggestion } from "./nearest.js";
import { found, quoted } from "./quoted.js";

/** What the shape of `drift` cannot say. */
export function checkDrift(suite: Draft, complain: Complain): void {
  const names = suite.at("drift").at("features").items;
  for (const [place, { text, path }] of names.entries()) {
    if (names.findIndex((each) => each.text === text) < place)
      complain(path, `column ${quoted(text ?? "")} is named twice`);
  }
}

/** What a gate is about by `of`, of all but columns. */
const subjects: readonly string[] = driftSubjects.filter((subject) => subject !== "feature");

/** A gate on drift: of one distribution, with its limit under at_most. */
export function checkDriftGate(suite: Draft, gate: Draft, complain: Complain): void {
  const part = partName(gate.path);
  const [drift, of, limit] = [gate.at("drift"), gate.at("of"), gate.at("at_most")];
  if (!drift.isPresent) complain(of.path, `of says what a drift is of, and ${part} names none`, { mark: "key" });
  if (!of.isPresent)
    complain([...gate.path, "of"], `${part} needs of: ${subjects.join(", ")}, or a column of drift.features`);
  for (const key of ["metric", "disparity", "regression", "class", "at_least"])
    if (gate.at(key).isPresent) complain(gate.at(key).path, `a gate on drift takes no ${key}`, { mark: "key" });
  if (!limit.isPresent) complain([...gate.path, "at_most"], `${part} needs at_most: the largest drift`);
  const most = drift.text === "population_stability" ? Infinity : 1;
  if (limit.number !== undefined && !(limit.number >= 0 && limit.number <= most))
    complain(
      limit.path,
      `at_most must ${most === 1 ? "lie from 0 to 1" : "not be negative"}, found ${found(limit.number)}`,
    );
  if (!suite.at("drift").isPresent)
    complain(drift.path, `${part} needs drift in the suite: {} for the defaults`, { mark: "key" });
  else checkSubject(suite, gate, complain);
}

function checkSubject(suite: Draft, gate: Draft, complain: Complain): void {
  const of = gate.at("of");
  const listed = suite.at("drift").at("features");
  if (of.text === undefined) return;
  const isKnown = subjects.includes(of.text);
  const names = listed.items.flatMap(({ text }) => text ?? []);
  if (!isKnown && listed.text !== "all" && !names.includes(of.text)) {
    const near = suggestion(of.text, [...subjects, ...names]);
    complain(of.path, `${quoted(of.text)} is neither of ${subjects.join(", ")} nor a column of drift.features${near}`);
  }
  const label = suite.at("dataset").at("label");
  if (of.text === "label" && !label.isPresent) complain(of.path, "the suite names no label");
  if (gate.at("drift").text === "kolmogorov_smirnov" && of.text === "population")
    complain(of.path, "kolmogorov_smirnov is of values with an order, and groups have none");
}
