import type { z } from "zod";
import { type Complaint, mostComplaints, type Path, partName } from "./complaint.js";
import { knownKeys } from "./known-keys.js";
import { nearest, suggestion } from "./nearest.js";
import { found, quoted } from "./quoted.js";

type Issue = z.core.$ZodIssue;

/** What is read and what it is read with. */
interface Reading {
  readonly schema: z.core.$ZodType;
  readonly data: unknown;
  /** A scalar as it is written in the file: `012` for the number 12. */
  readonly written: (path: Path) => string | null;
}

/** What zod finds wrong with the data, in the words of suites. */
export function schemaComplaints(issues: readonly Issue[], reading: Reading): Complaint[] {
  return issues.slice(0, mostComplaints + 1).flatMap((issue) => complaintsOf(issue, issue.path as Path, reading));
}

function complaintsOf(issue: Issue, path: Path, reading: Reading): Complaint[] {
  const value = valueAt(reading.data, path);
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.slice(0, mostComplaints + 1).map((key) => unknownKey(key, path, reading));
    case "invalid_union":
      return unionComplaints(issue, path, reading);
    case "invalid_key":
    case "invalid_element":
      return issue.issues.flatMap((inner) => complaintsOf(inner, path, reading));
    case "invalid_type":
      return [
        value === undefined ? missing(path) : { path, message: wrongType([issue.expected], path, value, reading) },
      ];
    case "invalid_value":
      return [{ path, message: wrongChoice(issue.values, path, value) }];
    case "too_small":
    case "too_big":
      return [{ path, message: outOfRange(issue, path, value) }];
    case "invalid_format":
      return [{ path, message: `${subject(path)} must be ${issue.message}, found ${found(value)}` }];
    default:
      return [{ path, message: `${subject(path)}: ${issue.message}` }];
  }
}

function unknownKey(key: string, path: Path, { schema, data }: Reading): Complaint {
  const keys = knownKeys(schema, path);
  const absent = keys.filter((known) => valueAt(data, [...path, known]) === undefined);
  const meant = nearest(key, absent);
  const advice = meant === null ? suggestion(key, keys) || belongsTo(key, path, schema) : `; did you mean "${meant}"?`;
  const message = `unknown key ${quoted(key)} in ${partName(path)}${advice}`;
  return { path: [...path, key], mark: "key", message, ...(meant === null ? {} : { meant: [...path, meant] }) };
}

/** Parts of a suite where a key may have been meant to stand. */
const parts: readonly Path[] = [[], ["dataset"], ["protected", 0], ["model"], ["gates", 0], ["report"]];

function belongsTo(key: string, path: Path, schema: z.core.$ZodType): string {
  const part = parts.find(
    (candidate) => String(candidate) !== String(path) && knownKeys(schema, candidate).includes(key),
  );
  if (part === undefined) return "";
  return `; it belongs in ${part.length === 0 ? "the suite itself" : part.length === 1 ? part[0] : `an entry of ${part[0]}`}`;
}

const missing = (path: Path): Complaint => ({
  path,
  mark: "key",
  message: `${partName(path.slice(0, -1))} needs ${quoted(String(path.at(-1)))}`,
});

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
};

function wrongType(expected: readonly string[], path: Path, value: unknown, { written }: Reading): string {
  const isPlain = typeof value === "number" || typeof value === "boolean";
  const shown = isPlain ? (written(path) ?? String(value)) : found(value);
  const names = new Set(expected.map((type) => typeNames[type] ?? type));
  const text = `${subject(path)} must be ${[...names].join(" or ")}, found ${shown}`;
  if (isPlain && expected.includes("string")) return `${text}; write "${shown}" in quotes`;
  const isNumber = typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value));
  return isNumber && names.has("a number") ? `${text}; write ${value.trim()} without quotes` : text;
}

function wrongChoice(values: readonly unknown[], path: Path, value: unknown): string {
  const choices = values.map(String);
  const meant = typeof value === "string" ? suggestion(value, choices) : "";
  const name = typeof path.at(-1) === "number" ? singularOf(path) : subject(path);
  if (typeof value !== "string") return `${name} must be one of ${choices.join(", ")}, found ${found(value)}`;
  return `unknown ${name} ${quoted(value)}${meant || `; expected one of ${choices.join(", ")}`}`;
}

/** "language" for an entry of languages. */
const singularOf = (path: Path): string => String(path.at(-2) ?? "entry").replace(/s$/, "");

function outOfRange(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig, path: Path, value: unknown): string {
  const isSmall = issue.code === "too_small";
  const limit = Number(isSmall ? issue.minimum : issue.maximum);
  const name = subject(path);
  if (issue.origin === "string") {
    if (issue.exact) return `${name} must be ${limit} character long, found ${found(value)}`;
    return isSmall ? `${name} must not be empty` : `${name} is longer than ${limit} characters`;
  }
  if (issue.origin === "array")
    return `${name} must list at least ${limit} ${limit === 1 ? "entry" : "entries"}, found ${(value as unknown[]).length}`;
  if (path.at(-1) === "confidence")
    return `confidence must lie between 0.5 and 1, found ${found(value)}${asShare(value)}`;
  const relation = isSmall ? (issue.inclusive ? "at least" : "above") : issue.inclusive ? "at most" : "below";
  return `${name} must be ${relation} ${limit}, found ${found(value)}`;
}

const asShare = (value: unknown): string =>
  typeof value === "number" && value > 50 && value < 100 ? `; for ${value}% write ${hundredth(value)}` : "";

/** A hundredth, without the noise of binary fractions. */
export const hundredth = (value: number): number => Number((value / 100).toPrecision(12));

/** Complaints of the branch that was probably meant: of the type that the value has, with keys most like its own. */
function unionComplaints(issue: z.core.$ZodIssueInvalidUnion, path: Path, reading: Reading): Complaint[] {
  const fitting = issue.errors.filter((errors) => !errors.some(isAnotherType));
  if (fitting.length === 0) {
    if (valueAt(reading.data, path) === undefined) return [missing(path)];
    const expected = issue.errors
      .flatMap((errors) => errors.filter(isAnotherType))
      .map((error) => String(error.expected));
    return [{ path, message: wrongType(expected, path, valueAt(reading.data, path), reading) }];
  }
  const value = valueAt(reading.data, path);
  const best = fitting.reduce((a, b) => (strangeness(b, value) < strangeness(a, value) ? b : a));
  return best
    .slice(0, mostComplaints + 1)
    .flatMap((error) => complaintsOf(error, [...path, ...(error.path as Path)], reading));
}

const isAnotherType = (issue: Issue): issue is z.core.$ZodIssueInvalidType =>
  issue.code === "invalid_type" && issue.path.length === 0;

/** How many keys a branch of a union misses in the value, or does not know; all other faults together count less than one. */
function strangeness(issues: readonly Issue[], value: unknown): number {
  const keys = issues.map((issue) => {
    if (issue.code === "unrecognized_keys") return issue.path.length === 0 ? issue.keys.length : 0;
    return issue.path.length === 1 && valueAt(value, issue.path as Path) === undefined ? 1 : 0;
  });
  return keys.reduce<number>((sum, count) => sum + count, 0) + issues.length / (issues.length + 1);
}

const subject = (path: Path): string => (typeof path.at(-1) === "string" ? String(path.at(-1)) : partName(path));

/** The value at a path of plain data; undefined where there is none. */
export function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, part)
        ? (value as Record<string | number, unknown>)[part]
        : undefined,
    data,
  );
}
