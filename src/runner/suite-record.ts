import { binGroups } from "../core/attribute-groups.js";
import type { Cells } from "../core/cells.js";
import { quantisationBound } from "../core/fixed-point.js";
import { compareGroups, groupName } from "../core/groups.js";
import type { Measured } from "../core/measured.js";
import type { GroupTable } from "../inference/index.js";
import type { AttributeRow, Findings } from "../record/run-record.js";
import type { SuiteContent } from "../suite/suite.js";
import type { Reference } from "./reference-groups.js";

/** What the record repeats of the suite. */
export function suiteRecord(suite: SuiteContent, measured: Measured, seed: number): Findings["suite"] {
  const { dataset, report } = suite;
  const [negativeOrFirst, positive] = measured.models[0]?.counts.cells.classes ?? [];
  const several = (measured.models[0]?.counts.cells.classes.length ?? 0) > 2;
  return {
    name: suite.name,
    purpose: suite.purpose,
    sha256: textOrNull(suite.sha256),
    seed,
    confidence: suite.confidence,
    min_group: suite.minGroup,
    suppress_below: suite.suppressBelow,
    title: report.title ?? null,
    organisation: report.organisation ?? null,
    notes: report.notes ?? {},
    languages: report.languages ?? ["en"],
    words: plainWords(report.words ?? {}),
    people: report.people ?? null,
    label: dataset.label ?? null,
    positive: several ? null : (positive ?? negativeOrFirst ?? null),
    favourable: dataset.favourable === undefined ? null : String(dataset.favourable),
    unit: dataset.unit ?? null,
    weight: dataset.weight ?? null,
    time: typeof dataset.time === "object" ? dataset.time.column : (dataset.time ?? null),
    consent: dataset.consent ?? null,
    where: dataset.where === undefined ? null : JSON.stringify(dataset.where),
    strata: [...suite.strata],
    counted: dataset.count !== undefined,
    ...(suite.dpia === undefined ? {} : { dpia: suite.dpia }),
    ...(suite.policy === undefined ? {} : { policy: suite.policy }),
  };
}

/** Words without keys that are there and hold nothing. */
function plainWords(words: NonNullable<SuiteContent["report"]["words"]>): Findings["suite"]["words"] {
  const withoutEmpty = <T extends object>(entry: T) =>
    Object.fromEntries(Object.entries(entry).filter(([, value]) => value !== undefined));
  return Object.fromEntries(
    Object.entries(words).map(([metric, languages]) => [
      metric,
      Object.fromEntries(
        Object.entries(languages).map(([language, { name, ...rest }]) => [language, { name, ...withoutEmpty(rest) }]),
      ),
    ]),
  );
}

/** What the record says of the data. */
export function dataRecord(suite: SuiteContent, { data, models }: Measured): Findings["data"] {
  const fractions = suite.dataset.weight !== undefined || models.some(({ facts }) => facts.hasScore);
  return {
    format: data.format,
    files: data.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    sha256: textOrNull(data.sha256),
    rows_read: data.rowsRead,
    rows_kept: data.rowsKept,
    units: data.units,
    columns: data.columns,
    pinned: suite.dataset.lock !== undefined,
    from: data.from,
    to: data.to,
    quantisation_bound: fractions ? quantisationBound(data.rowsKept) : 0,
  };
}

const taskOf = ({ classes }: Cells): string =>
  classes.length === 0 ? "regression" : classes.length > 2 ? "multiclass" : "binary";

/** What the record says of the models. */
export const modelRecords = ({ models }: Measured): Findings["models"] =>
  models.map(({ facts, counts }) => ({
    id: facts.id,
    kind: facts.kind,
    sha256: facts.sha256,
    files: facts.files.map(({ name, bytes, sha256 }) => ({ name, bytes, sha256 })),
    runtime: facts.runtime,
    features: facts.features,
    decision: facts.decision,
    task: taskOf(counts.cells),
    classes: [...counts.cells.classes],
  }));

/** The protected attributes with their groups, reference group and legal facts. */
export function attributeRecords(
  suite: SuiteContent,
  tables: readonly GroupTable[],
  references: ReadonlyMap<string, Reference>,
): AttributeRow[] {
  return suite.attributes.map((spec) => {
    const groups = groupsOf(spec.name, tables);
    const reference = references.get(spec.name);
    return {
      name: spec.name,
      column: spec.column ?? spec.name,
      origin: spec.origin ?? null,
      basis: spec.basis ?? null,
      category: spec.category ?? null,
      retention: spec.retention ?? null,
      reference: reference?.group ?? null,
      reference_by: reference?.by ?? null,
      groups: inOrder(spec, groups),
      // Suites name groups by their values; the record by group names, in which some characters are escaped.
      labels: Object.fromEntries(
        Object.entries(spec.labels ?? {}).map(([value, words]) => [groupOf(value, groups), words]),
      ),
      title: spec.title ?? null,
    };
  });
}

/** Groups of an attribute; where they overlap, those of the tables of all tags. */
function groupsOf(name: string, tables: readonly GroupTable[]): string[] {
  const own = tables.filter(({ attribute, stratum }) => attribute === name && stratum === null);
  const groups = own.flatMap((table) =>
    table.groups.flatMap(({ name: group, rest }) => (rest ? [] : [group as string])),
  );
  return own.length > 1 ? groups.sort(compareGroups) : groups;
}

/** Groups of bins in the order of the bins, what is no bin after them; other groups as they are. */
function inOrder(spec: SuiteContent["attributes"][number], groups: readonly string[]): string[] {
  const bins = spec.bins === undefined ? [] : [...new Set(binGroups(spec))].filter((name) => groups.includes(name));
  return [...bins, ...groups.filter((name) => !bins.includes(name))];
}

const groupOf = (value: string, groups: readonly string[]): string =>
  groups.includes(value) ? value : groupName(value);

/** Facts without a file, as of a table in memory, have no hash. */
const textOrNull = (text: string): string | null => (text === "" ? null : text);
