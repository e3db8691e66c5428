import type { Complain } from "../suite/complaint.js";
import { knownKeys } from "../suite/known-keys.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";
import { type SuiteContent, suiteSchema } from "../suite/suite.js";

/** One entry of a suite that can hold a key, and its path there. */
interface Holder {
  readonly value: object;
  readonly at: readonly (string | number)[];
}

const each =
  (values: (suite: SuiteContent) => readonly object[], name: string) =>
  (suite: SuiteContent): Holder[] =>
    values(suite).map((value, i) => ({ value, at: [name, i] }));

/** Parts of a suite whose keys a policy may name: where they stand in the schema, and in a suite that was read. */
const parts = {
  dataset: { schemaPath: ["dataset"], holders: (suite: SuiteContent) => [{ value: suite.dataset, at: ["dataset"] }] },
  protected: { schemaPath: ["protected", 0], holders: each(({ attributes }) => attributes, "attributes") },
  model: { schemaPath: ["model"], holders: each(({ models }) => models, "models") },
  gates: { schemaPath: ["gates", 0], holders: each(({ gates }) => gates, "gates") },
  report: { schemaPath: ["report"], holders: (suite: SuiteContent) => [{ value: suite.report, at: ["report"] }] },
  explain: {
    schemaPath: ["explain"],
    holders: (suite: SuiteContent) => (suite.explain === null ? [] : [{ value: suite.explain, at: ["explain"] }]),
  },
} as const;

/** Keys of the suite itself that a suite may leave out. */
const ownKeys = ["intersections", "strata", "metrics", "gates", "compatibility", "explain", "dpia", "keep"] as const;

/** Every key that a policy may name: "keep", "dataset.consent", "protected.basis". */
const allKeys = (): string[] => [
  ...ownKeys,
  ...Object.entries(parts).flatMap(([part, { schemaPath }]) =>
    knownKeys(suiteSchema, schemaPath).map((key) => `${part}.${key}`),
  ),
];

/** Complains of keys that no suite can have. */
export function checkKeys(list: string, keys: readonly string[], complain: Complain): void {
  const known = allKeys();
  for (const [i, key] of keys.entries())
    if (!known.includes(key))
      complain([list, i], `a suite has no optional key ${quoted(key)}${suggestion(key, known)}`);
}

/** The entries of a suite that have a key, and those that lack it. */
export function holdersOf(suite: SuiteContent, key: string): { having: Holder[]; lacking: Holder[] } {
  const [part = "", inner] = key.split(".");
  const holders: readonly Holder[] =
    inner === undefined
      ? [{ value: suite, at: [] }]
      : (parts[part as keyof typeof parts] satisfies { holders: (suite: SuiteContent) => Holder[] }).holders(suite);
  const name = inner ?? part;
  const has = ({ value }: Holder): boolean => isThere((value as Readonly<Record<string, unknown>>)[name]);
  return { having: holders.filter(has), lacking: holders.filter((holder) => !has(holder)) };
}

const isThere = (value: unknown): boolean =>
  value !== undefined && value !== null && value !== "" && !(Array.isArray(value) && value.length === 0);
