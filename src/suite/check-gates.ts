import {
  attributeNames,
  checkNames,
  crossedTags,
  taggedNames,
  theSuiteHas,
  unknownAttribute,
} from "./check-attributes.js";
import { checkDriftGate } from "./check-drift.js";
import { modelsOf } from "./check-models.js";
import { type Complain, partName } from "./complaint.js";
import type { Draft } from "./draft.js";
import { suggestion } from "./nearest.js";
import { found, quoted } from "./quoted.js";
import { boundOf, disparityOf, type Registries, rangeOf, unknownName } from "./registries.js";
import { hundredth } from "./schema-complaints.js";

/** What the shape of gates cannot say. */
export function checkGates(suite: Draft, registries: Registries, complain: Complain): void {
  const seen = new Set<string>();
  const attributes = attributeNames(suite);
  const models = new Set(modelsOf(suite).flatMap((model) => model.at("id").text ?? []));
  for (const gate of suite.at("gates").items) {
    const id = gate.at("id").text;
    if (id !== undefined && seen.has(id)) complain(gate.at("id").path, `gate id ${quoted(id)} is given twice`);
    if (id !== undefined) seen.add(id);
    unknownName("metric", gate.at("metric"), registries, complain);
    unknownName("disparity", gate.at("disparity"), registries, complain);
    if (gate.at("drift").isPresent || gate.at("of").isPresent) {
      checkAttribute(gate.at("attribute"), attributes, taggedNames(suite), complain);
      checkModel(gate.at("model"), models, complain);
      checkDriftGate(suite, gate, complain);
      continue;
    }
    if (!gate.at("disparity").isPresent && !gate.at("regression").isPresent)
      complain([...gate.path, "disparity"], `${partName(gate.path)} needs "disparity"`, { mark: "key" });
    checkMetric(gate, registries, complain);
    checkBounds(gate, suite.at("dataset"), registries, complain);
    checkAttribute(gate.at("attribute"), attributes, taggedNames(suite), complain);
    checkModel(gate.at("model"), models, complain);
    if (gate.at("regression").isPresent) checkRegression(gate, registries, complain);
    else checkTolerance(gate, registries, complain);
  }
}

/** How groups are compared by a gate on growth that does not say it. */
export const defaultDisparity = "max_difference";

/** Differences whose growth has bounds. */
export const growing: readonly string[] = ["max_difference", "difference_to_best", "difference_to_reference"];

/** A gate on growth: of a difference, with its tolerance under `regression` alone. */
function checkRegression(gate: Draft, registries: Registries, complain: Complain): void {
  const disparity = gate.at("disparity");
  if (disparity.text !== undefined && !growing.includes(disparity.text) && boundOf(disparity.text, registries) !== null)
    complain(disparity.path, `regression is for ${growing.join(", ")}; ${disparity.text} has no bounds for its growth`);
  for (const key of ["at_most", "at_least"])
    if (gate.at(key).isPresent)
      complain(gate.at(key).path, `${key} and regression are two limits: write two gates`, { mark: "key" });
  const { number, path } = gate.at("regression").at("at_most");
  if (number !== undefined) checkAtMost({ path }, number, rangeOf(gate.at("metric").text, registries), complain);
}

/** A gate names a metric, unless its disparity is made from several. */
function checkMetric(gate: Draft, registries: Registries, complain: Complain): void {
  const disparity = disparityOf(gate.at("disparity").text, registries);
  const metric = gate.at("metric");
  if (disparity === null) return;
  const { name, metrics } = disparity;
  if (metrics === undefined && !metric.isPresent)
    complain([...gate.path, "metric"], `${partName(gate.path)} needs metric: ${name} is of one metric`);
  if (metrics !== undefined && metric.isPresent)
    complain(metric.path, `${name} is made from ${metrics.join(" and ")}: leave out metric`, { mark: "key" });
}

/** A gate needs bounds that hold their level. */
function checkBounds(gate: Draft, dataset: Draft, { gateFault }: Registries, complain: Complain): void {
  const disparity = gate.at("disparity");
  if (disparity.text === undefined) return;
  const rows = { weighted: dataset.at("weight").isPresent, favourable: dataset.at("favourable").isPresent };
  const fault = gateFault?.({ metric: gate.at("metric").text, disparity: disparity.text }, rows) ?? null;
  if (fault !== null) complain(disparity.path, fault);
}

function checkAttribute(
  attribute: Draft,
  names: ReadonlySet<string>,
  tagged: ReadonlySet<string>,
  complain: Complain,
): void {
  const listed = checkNames(attribute, names, complain);
  const crossed = attribute.text === undefined ? listed : intersectionParts(attribute.text);
  if (crossed.length > 1)
    for (const name of crossed.filter((part) => tagged.has(part))) complain(attribute.path, crossedTags(name));
  if (attribute.text === undefined || attribute.text === "" || attribute.text === "*") return;
  const parts = intersectionParts(attribute.text);
  for (const part of parts.filter((name) => !names.has(name))) complain(attribute.path, unknownAttribute(part, names));
  if (new Set(parts).size < parts.length) complain(attribute.path, "an attribute stands twice in this intersection");
}

/** "a × b" as its parts. */
export const intersectionParts = (text: string): string[] => text.split("×").map((part) => part.trim());

function checkModel({ text, path }: Draft, ids: ReadonlySet<string>, complain: Complain): void {
  if (text === undefined || ids.has(text) || ids.size === 0) return;
  complain(path, `unknown model ${quoted(text)}${suggestion(text, ids) || theSuiteHas(ids)}`);
}

function checkTolerance(gate: Draft, registries: Registries, complain: Complain): void {
  const disparity = gate.at("disparity").text ?? "";
  const bound = boundOf(disparity, registries);
  const [atMost, atLeast] = [gate.at("at_most"), gate.at("at_least")];
  const other = bound === "at_most" ? atLeast : atMost;
  if (bound !== null && other.isPresent)
    complain(other.path, `${disparity} takes ${bound}, not ${other.path.at(-1)}`, { mark: "key" });
  else if (atMost.isPresent && atLeast.isPresent)
    complain(atLeast.path, "give at_most or at_least, not both", { mark: "key" });
  else if (!atMost.isPresent && !atLeast.isPresent) {
    complain(
      [...gate.path, bound ?? "at_most"],
      `${partName(gate.path)} needs ${bound ?? "at_most or at_least"}: the tolerance`,
    );
  }
  if (atMost.number !== undefined && bound !== "at_least")
    checkAtMost(atMost, atMost.number, widestOf(gate, registries), complain);
  if (atLeast.number !== undefined && bound !== "at_most") checkAtLeast(atLeast, atLeast.number, complain);
}

/** Largest value of what a gate limits. */
function widestOf(gate: Draft, registries: Registries): number {
  const own = disparityOf(gate.at("disparity").text, registries)?.range;
  return own === undefined ? rangeOf(gate.at("metric").text, registries) : (own[1] ?? Infinity);
}

function checkAtMost({ path }: Pick<Draft, "path">, value: number, widest: number, complain: Complain): void {
  if (value >= 0 && value <= widest) return;
  const points = widest === 1 && value > 1 && value <= 100 ? `; for ${value} points write ${hundredth(value)}` : "";
  const range = widest === Infinity ? "not be negative" : `lie from 0 to ${widest}`;
  complain(path, `at_most must ${range}, found ${found(value)}${points}`);
}

function checkAtLeast({ path }: Draft, value: number, complain: Complain): void {
  if (value > 0 && value <= 1) return;
  complain(path, `at_least must lie above 0 and up to 1, found ${found(value)}${ratioHint(value)}`);
}

/** 80 was meant as a percentage, 1.25 as the same ratio the other way round. */
function ratioHint(value: number): string {
  if (value > 10 && value <= 100) return `; for ${value}% write ${hundredth(value)}`;
  return value > 1 && value <= 10
    ? `; ratios are smallest to largest: write ${Number((1 / value).toPrecision(3))}`
    : "";
}
