import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";
import { suggestion } from "./nearest.js";
import { quoted } from "./quoted.js";
import { specialCategories } from "./suite.js";

/** More crossings than this are a slip, and would take long to list. */
const mostIntersections = 1000;

/** Names of the protected attributes, as far as they can be read. */
export const attributeNames = (suite: Draft): Set<string> =>
  new Set(suite.at("protected").items.flatMap((item) => item.text ?? item.at("name").text ?? []));

/** What the shape of attributes and intersections cannot say. */
export function checkAttributes(suite: Draft, complain: Complain): void {
  const seen = new Set<string>();
  for (const item of suite.at("protected").items) {
    const named = item.text === undefined ? item.at("name") : item;
    if (named.text !== undefined && seen.has(named.text))
      complain(named.path, `attribute ${quoted(named.text)} is given twice`);
    if (named.text !== undefined) seen.add(named.text);
    checkBins(item.at("bins"), complain);
    checkReference(item, complain);
    checkSeparator(item, complain);
    checkSpecialCategory(item, complain);
  }
  checkIntersections(suite, complain);
}

function checkBins(bins: Draft, complain: Complain): void {
  const edges = bins.items.map(({ number }) => number);
  const fall = edges.findIndex((edge, i) => edge !== undefined && i > 0 && edge <= (edges[i - 1] ?? -Infinity));
  if (fall > 0) complain([...bins.path, fall], `bins must rise, found ${edges[fall]} after ${edges[fall - 1]}`);
}

/** Groups that overlap are compared with everybody else: with no bins, no reference and no crossings. */
function checkSeparator(attribute: Draft, complain: Complain): void {
  if (!attribute.at("separator").isPresent) return;
  for (const key of ["bins", "reference"].map((name) => attribute.at(name)).filter(({ isPresent }) => isPresent))
    complain(key.path, `${key.path.at(-1)} does not go with separator: a row is then in several groups`, {
      mark: "key",
    });
}

export const crossedTags = (name: string): string =>
  `${name} has a separator, so its groups overlap: they are compared with everybody else, and not crossed`;

/** Names of attributes whose groups overlap. */
export const taggedNames = (suite: Draft): Set<string> =>
  new Set(
    suite.at("protected").items.flatMap((item) => (item.at("separator").isPresent ? (item.at("name").text ?? []) : [])),
  );

function checkReference(attribute: Draft, complain: Complain): void {
  const reference = attribute.at("reference");
  const group = reference.text === undefined ? undefined : attribute.at("map").at(reference.text).text;
  if (group !== undefined && group !== reference.text) {
    complain(
      reference.path,
      `the map makes ${quoted(reference.text!)} ${quoted(group)}: write reference: ${quoted(group)}`,
    );
  }
}

function checkSpecialCategory(attribute: Draft, complain: Complain): void {
  const category = attribute.at("category");
  if (!specialCategories.some((known) => known === category.text)) return;
  const lacking = ["basis", "retention"].filter((key) => !attribute.at(key).isPresent);
  if (lacking.length === 0) return;
  const needs = lacking.map(
    (key) => ({ basis: "the legal basis to use it here (basis)", retention: "how long it is kept (retention)" })[key],
  );
  complain(
    category.path,
    `${quoted(category.text ?? "")} is a special category of GDPR article 9: state ${needs.join(" and ")}`,
  );
}

function checkIntersections(suite: Draft, complain: Complain): void {
  const names = attributeNames(suite);
  const intersections = suite.at("intersections");
  const tagged = taggedNames(suite);
  const seen = new Set<string>();
  for (const intersection of intersections.items) {
    const parts = checkNames(intersection, names, complain);
    const key = JSON.stringify([...parts].sort());
    for (const name of parts.filter((part) => tagged.has(part))) complain(intersection.path, crossedTags(name));
    if (parts.length > 1 && seen.has(key)) complain(intersection.path, "this intersection is given twice");
    seen.add(key);
  }
  const order = intersections.at("max_order");
  if (order.number === undefined || !suite.at("protected").isPresent) return;
  if (names.size < 2) complain(order.path, "an intersection needs at least two attributes");
  const count = crossings(names.size, Math.min(order.number, 4));
  if (count > mostIntersections)
    complain(
      order.path,
      `${names.size} attributes have ${count} intersections up to order ${order.number}, more than ${mostIntersections}: list those that matter`,
    );
}

/** Number of ways to choose 2 … order of n things. */
function crossings(n: number, order: number): number {
  let sum = 0;
  let ways = n;
  for (let k = 2; k <= order; k++) {
    ways = (ways * (n - k + 1)) / k;
    sum += ways;
  }
  return sum;
}

/** Complains of entries that name no attribute, or one twice; returns the names. */
export function checkNames(list: Draft, names: ReadonlySet<string>, complain: Complain): string[] {
  const given = new Set<string>();
  for (const { text, path } of list.items) {
    if (text === undefined) continue;
    if (!names.has(text)) complain(path, unknownAttribute(text, names));
    else if (given.has(text)) complain(path, `attribute ${quoted(text)} stands twice in this intersection`);
    given.add(text);
  }
  return [...given];
}

export const unknownAttribute = (name: string, names: ReadonlySet<string>): string =>
  `unknown attribute ${quoted(name)}${suggestion(name, names) || theSuiteHas(names)}`;

/** The names there are, when none of them is near. */
export const theSuiteHas = (names: ReadonlySet<string>): string =>
  names.size === 0 ? "" : `; the suite has ${[...names].slice(0, 8).map(quoted).join(", ")}`;
