import type { z } from "zod";
import { type Complaint, mostComplaints, type Path, partName } from "./complaint.js";
import { knownKeys } from "./known-keys.js";
import { nearest, suggestion } from "./nearest.js";
import { ourName } from "./other-names.js";
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
      return [value === undefined ? missing(path) : wronglyTyped([issue.expected], path, value, reading)];
    case "invalid_value":
      return [{ path, message: wrongChoice(issue.values, path, value), ...choiceHint(issue.values, path, value) }];
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
  const more = meant !== null ? { meant: [...path, meant] } : advice === "" ? { hint: keyHint(key, path, keys) } : {};
  return { path: [...path, key], mark: "key", message, ...more };
}

/** More names than these are no help in a message. */
const mostNamed = 12;

function keyHint(key: string, path: Path, keys: readonly string[]): string {
  if (key === "<<") return "YAML 1.2 has no merge key: write the keys themselves";
  const known = keys.filter((each) => each !== "$schema");
  if (known.length === 0 || known.length > mostNamed) return "See: evenhand schema suite";
  return `${partName(path)} has ${known.join(", ")}`;
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

/** What is written where a map is wanted, by key: one that would do. */
const examples: Readonly<Record<string, string>> = {
  where: "{column: channel, not_in: [test]}",
  consent: "{column: consents, requires: retention-offer}",
  regression: "{at_most: 0.01}",
  explain: "{}, for the defaults",
  drift: "{}, for the defaults",
};

function wronglyTyped(expected: readonly string[], path: Path, value: unknown, reading: Reading): Complaint {
  const example = expected.includes("object") ? examples[String(path.at(-1))] : undefined;
  const message = wrongType(expected, path, value, reading);
  return { path, message, ...(example === undefined ? {} : { hint: `for example ${path.at(-1)}: ${example}` }) };
}

function wrongType(expected: readonly string[], path: Path, value: unknown, { written }: Reading): string {
  const isPlain = typeof value === "number" || typeof value === "boolean";
  const shown = isPlain ? (written(path) ?? String(value)) : found(value);
  const names = new Set(expected.map((type) => typeNames[type] ?? type));
  const text = `${subject(path)} must be ${[...names].join(" or ")}, found ${shown}`;
  if (isPlain && expected.includes("string")) return `${text}; write "${shown}" in quotes`;
  return typeof value === "string" ? `${text}${otherForm(value.trim(), names)}` : text;
}

/** How a text would be written as what is wanted, where that can be told. */
function otherForm(value: string, wanted: ReadonlySet<string>): string {
  if (wanted.has("a number")) {
    if (value !== "" && Number.isFinite(Number(value))) return `; write ${value} without quotes`;
    if (/^-?\d+,\d+$/.test(value)) return `; write ${value.replace(",", ".")}`;
    if (/^-?\d+(\.\d+)?\s?%$/.test(value)) return `; write ${hundredth(Number.parseFloat(value))}`;
  }
  if (wanted.has("true or false") && /^(yes|no|on|off)$/i.test(value))
    return `; write ${/^(yes|on)$/i.test(value) ? "true" : "false"}`;
  if (!wanted.has("a list")) return "";
  if (/^-\S/.test(value)) return "; an entry of a list has a space after its dash";
  return /^[\w.]+$/.test(value) ? `; write [${value}]` : "";
}

function wrongChoice(values: readonly unknown[], path: Path, value: unknown): string {
  const choices = values.map(String);
  const meant = typeof value === "string" ? suggestion(value, choices) : "";
  const name = typeof path.at(-1) === "number" ? singularOf(path) : subject(path);
  if (typeof value !== "string") return `${name} must be one of ${choices.join(", ")}, found ${found(value)}`;
  const ours = path.at(-1) === "kind" ? ourName("kind", value) : null;
  if (ours !== null && choices.includes(ours)) return `unknown ${name} ${quoted(value)}; here it is called "${ours}"`;
  return `unknown ${name} ${quoted(value)}${meant || `; expected one of ${choices.join(", ")}`}`;
}

/** A model of a kind that is not read can still be audited. */
const choiceHint = (values: readonly unknown[], path: Path, value: unknown): Pick<Complaint, "hint"> =>
  path.at(-1) === "kind" && values.includes("logged") && nearest(String(value), values.map(String)) === null
    ? { hint: "other models can be exported as ONNX, or audited by predictions in the data: kind: logged" }
    : {};

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
    return [wronglyTyped(expected, path, valueAt(reading.data, path), reading)];
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
