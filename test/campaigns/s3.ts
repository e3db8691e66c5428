// Damaged suites and other people's YAML and JSON, as suites: tsx test/campaigns/s3.ts [--count 10000] [--seed 1]
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { Failure } from "../../src/core/errors.js";
import { names } from "../../src/evaluate.js";
import { parseSuite } from "../../src/suite/parse.js";
import { fixtures, projectRoot } from "../fixtures-path.js";
import { mulberry32 } from "../mulberry32.js";
import { processorTime } from "../processor-time.js";
import { bombs } from "../suite/bombs.js";
import { example, folder } from "../suite/example.js";
import { chanceOf, mutant } from "./mutants.js";

/** What a campaign found. */
export interface Found {
  readonly seed: number;
  /** Texts tried: damaged suites, other people's files, bombs. */
  readonly run: number;
  readonly accepted: number;
  readonly refused: number;
  /** Longest of all, in ms of the processor. */
  readonly longest: number;
  /** One line each: errors that are no refusal, refusals without a place, texts that took too long, prototypes that changed. */
  readonly broken: readonly string[];
}

/** The bar of the threat model for every hostile suite, in ms of the processor. */
const deadline = 2000;

const pieces = [
  ..."{}[]:,-?&*!|>'\"%@`#\n\t\r \\~<=0.\0\u001b\u2028\ufeff",
  ...[
    "- ",
    ": ",
    "? ",
    "&a ",
    "*a",
    "!!map ",
    "!!js/function ",
    "<<: ",
    "---\n",
    "...\n",
    "null",
    ".nan",
    "0o7",
    "..",
    "../",
  ],
  ...["__proto__: ", "constructor: ", "prototype", "toString: ", "9".repeat(400), "k".repeat(2000), "x,".repeat(200)],
];

/** A text changed as people and careless programs change texts. */
function edited(text: string, pick: (most: number) => number): string {
  const at = pick(text.length + 1);
  const piece = pieces[pick(pieces.length)]!;
  const from = pick(text.length + 1);
  const part = text.slice(from, from + 1 + pick(60));
  return text.slice(0, at) + (pick(3) === 0 ? part : piece) + text.slice(at + pick(2) * pick(40));
}

function suites(): string[] {
  const shipped = path.join(projectRoot, "suites");
  const files = readdirSync(shipped).filter((name) => /\.(ya?ml|json)$/.test(name));
  const texts = [example, ...files.map((name) => readFileSync(path.join(shipped, name), "utf8"))];
  return [
    ...texts,
    JSON.stringify({ name: "a", dataset: { source: "a.csv" }, protected: [{ name: "b", bins: [1, 2] }] }),
  ];
}

function damagedSuite(texts: readonly string[], place: number, random: () => number): string {
  const pick = chanceOf(random);
  const text = texts[place % texts.length]!;
  if (pick(4) === 0) {
    const other = Buffer.from(texts[pick(texts.length)]!);
    return mutant(Buffer.from(text), other, random).toString("utf8");
  }
  let changed = text;
  for (let edits = pick(3); edits >= 0; edits--) changed = edited(changed, pick);
  return changed;
}

/** The files of yaml-test-suite and JSONTestSuite; none where the fixtures are absent. */
function foreign(): Record<string, string> {
  if (fixtures === null) return {};
  const hostile = path.join(fixtures, "datasets", "hostile-files");
  const all = ["yaml_test_suite.jsonl", "json_test_suite.jsonl"].flatMap((file) =>
    readFileSync(path.join(hostile, file), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { id?: string; name: string; yaml?: string; base64?: string }),
  );
  return Object.fromEntries(
    all.map(({ id, name, yaml, base64 }, at) => [
      `${id ?? ""} ${name} (${at})`,
      yaml ?? Buffer.from(base64 ?? "", "base64").toString("utf8"),
    ]),
  );
}

const parse = (text: string) =>
  parseSuite(text, path.join(folder, "suites", "suite.yaml"), {
    projectFolder: folder,
    allowOutside: false,
    registries: names,
  });

const prototypes = (): string =>
  [Object.prototype, Array.prototype, Function.prototype, String.prototype]
    .map((each) => Object.getOwnPropertyNames(each).join())
    .join(";");

/** What is wrong with how a text ends; null: nothing. */
function faultOf(text: string): { readonly fault: string | null; readonly accepted: boolean } {
  try {
    parse(text);
    return { fault: null, accepted: true };
  } catch (cause) {
    if (!(cause instanceof Failure) || cause.kind !== "usage")
      return { fault: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause), accepted: false };
    const lines = text.split("\n").length;
    const placeless = cause.problems.find(
      ({ line, column }) => !(Number(line) >= 1 && Number(line) <= lines && Number(column) >= 1),
    );
    return { fault: placeless === undefined ? null : `no place in the file: ${placeless.message}`, accepted: false };
  }
}

/** Parses `count` damaged suites, every bomb and all of other people's files; nothing is thrown. */
export function campaign({ count, seed }: { count: number; seed: number }): Found {
  const random = mulberry32(seed);
  const texts = suites();
  const before = prototypes();
  const broken: string[] = [];
  let [run, accepted, longest] = [0, 0, 0];
  const attempt = (name: string, text: string): void => {
    const started = processorTime();
    const found = faultOf(text);
    const took = processorTime() - started;
    run++;
    if (found.accepted) accepted++;
    longest = Math.max(longest, took);
    if (found.fault !== null) broken.push(`${name}: ${found.fault}`);
    if (took > deadline) broken.push(`${name}: took ${Math.round(took)} ms`);
    if (prototypes() !== before) broken.push(`${name}: a prototype changed`);
  };
  parse(example); // so that nothing is compiled while the clock runs
  for (const [name, bomb] of Object.entries(bombs)) attempt(`bomb ${name}`, bomb());
  for (const [name, text] of Object.entries(foreign())) attempt(name, text);
  for (let at = 0; at < count; at++) attempt(`suite ${at} of seed ${seed}`, damagedSuite(texts, at, random));
  return { seed, run, accepted, refused: run - accepted, longest, broken };
}

/** One line a log can be searched for: "S3: 10,600 run, 0 broken (…), seed 1". */
export const summary = ({ seed, run, accepted, refused, longest, broken }: Found): string =>
  `S3: ${run.toLocaleString("en")} run, ${broken.length} broken (${accepted} accepted, ${refused} refused with line and column), longest ${Math.round(longest)} ms, seed ${seed}`;

function main(): void {
  const { values } = parseArgs({
    options: { count: { type: "string", default: "10000" }, seed: { type: "string", default: "1" } },
  });
  const found = campaign({ count: Number(values.count), seed: Number(values.seed) });
  for (const line of found.broken) console.error(line);
  console.log(summary(found));
  if (found.broken.length > 0) process.exitCode = 1;
}

if (process.argv[1] === import.meta.filename) main();
