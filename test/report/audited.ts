import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Language } from "../../src/core/languages.js";
import { toolVersion } from "../../src/core/version.js";
import { contentOf, loadSuite } from "../../src/evaluate.js";
import { judge } from "../../src/gates/judge.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { renderReport } from "../../src/report/render.js";
import { findings } from "../../src/runner/findings.js";
import { measure } from "../../src/runner/measure.js";
import { needsOf } from "../../src/runner/requested-metrics.js";
import type { SuiteFile } from "../../src/suite/suite.js";
import { naughtyStrings } from "./fixtures.js";

/** One row of a data file. */
type Row = Readonly<Record<string, string | number | boolean | null>>;

/** Rows that are alike but for what was true and what was said of them. */
interface Block {
  /** Columns that all rows of the block share. */
  readonly with: Row;
  readonly rows: number;
  /** Shares, met as nearly as whole rows allow: labelled positive, found among those, flagged among the others. */
  readonly positive?: number;
  readonly found?: number;
  readonly flagged?: number;
}

/** Rows of a block, the same each time: the first are labelled positive, and of both kinds the first are predicted positive. */
function rowsOf({ with: columns, rows, positive = 0.4, found = 0.7, flagged = 0.15 }: Block): Row[] {
  const positives = Math.round(rows * positive);
  return Array.from({ length: rows }, (_, at) => {
    const label = at < positives;
    const among = label ? at : at - positives;
    const predicted = among < Math.round((label ? positives * found : (rows - positives) * flagged) || 0);
    // Scores of sixteen steps on their side of one half.
    const score = (predicted ? 0.5 : 0) + (at % 16) / 33;
    return { label, predicted, score: Number(score.toFixed(4)), ...columns };
  });
}

const three = (en: string, da: string, nb: string) => ({ en, da, nb });

const genders = {
  name: "gender",
  title: three("gender", "køn", "kjønn"),
  labels: { f: three("women", "kvinder", "kvinner"), m: three("men", "mænd", "menn") },
};
const spoken = {
  name: "language",
  title: three("language", "sprog", "språk"),
  labels: {
    da: three("Danish-speaking customers", "dansktalende kunder", "dansktalende kunder"),
    nb: three("Norwegian-speaking customers", "norsktalende kunder", "norsktalende kunder"),
    en: three("English-speaking customers", "engelsktalende kunder", "engelsktalende kunder"),
  },
};
const ages = { name: "age", title: three("age", "alder", "alder") };

const gap = (metric: string, attribute: string | string[], at_most: number) =>
  ({ metric, attribute, disparity: "max_difference", at_most }) as const;

/** A suite and its data. */
interface Case {
  readonly rows: readonly Row[];
  readonly suite: Partial<SuiteFile> & Pick<SuiteFile, "protected">;
}

const model = { id: "m", kind: "logged", prediction: "predicted", score: "score" } as const;
const report = {
  title: three("Retention offers: who gets one?", "Fastholdelsestilbud: hvem får et?", "Tilbud om å bli: hvem får et?"),
  organisation: "Nordvik Mobil",
  people: three("customers", "kunder", "kunder"),
};

/** Runs a suite over its data, all but the command line: the file is read, rows are counted by DuckDB, gates are judged. */
async function audited(name: string, { rows, suite }: Case): Promise<RunRecord> {
  const folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), "evenhand-audited-")));
  try {
    const file = path.join(folder, "suite.yaml");
    writeFileSync(path.join(folder, "rows.jsonl"), rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
    const dataset = { source: "rows.jsonl", label: "label", favourable: true };
    // JSON is YAML.
    writeFileSync(file, JSON.stringify({ name, purpose: "test", dataset, model, report, ...suite }));
    const loaded = await loadSuite(file, { cwd: folder });
    const workFolder = path.join(folder, "work");
    mkdirSync(workFolder);
    const measured = await measure(contentOf(loaded), {
      ...{ workFolder, memoryLimit: "500MB", threads: 1, needs: needsOf(loaded), seed: 1 },
      loadModel: () => Promise.reject(new Error("logged predictions need no model")),
      onProgress: () => {},
    });
    return judge(findings(loaded, measured, { seed: 1, toolVersion }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const oneGroup = (): Case => ({
  // The other is too small to be shown.
  rows: [...rowsOf({ with: { language: "da" }, rows: 900 }), ...rowsOf({ with: { language: "fi" }, rows: 3 })],
  suite: { protected: [spoken], gates: [gap("true_positive_rate", "language", 0.05)] },
});

/** 20 metrics: all that yes or no and a score allow, but a few of one family. */
export const twentyMetrics = [
  ...["prevalence", "selection_rate", "favourable_rate", "true_positive_rate", "false_positive_rate"],
  ...["true_negative_rate", "false_negative_rate", "precision", "negative_predictive_value", "false_discovery_rate"],
  ...["false_omission_rate", "accuracy", "error_rate", "balanced_accuracy", "f1", "matthews_correlation"],
  ...["mean_score", "mean_score_positives", "mean_score_negatives", "roc_auc"],
] as const;

/** 60 groups and 20 metrics: the size that a report must bear. */
const sixtyGroups = (): Case => ({
  rows: Array.from({ length: 60 }, (_, at) =>
    rowsOf({
      with: { region: `region ${String(at + 1).padStart(2, "0")}` },
      rows: 300 + ((at * 37) % 200),
      positive: 0.3 + ((at * 5) % 11) / 100,
      found: 0.45 + ((at * 7) % 13) / 30,
      flagged: 0.1 + ((at * 5) % 11) / 150,
    }),
  ).flat(),
  suite: {
    protected: [{ name: "region", title: three("region", "region", "region") }],
    metrics: [...twentyMetrics],
    gates: ["true_positive_rate", "false_positive_rate", "selection_rate", "precision"].map((metric) =>
      gap(metric, "region", 0.1),
    ),
  },
});

const allSuppressed = (): Case => ({
  rows: ["da", "nb", "en"].flatMap((language) => rowsOf({ with: { language }, rows: 4, positive: 0.5 })),
  suite: { protected: [spoken], gates: [gap("true_positive_rate", "language", 0.05)] },
});

/** Every interval of a gap reaches down to nothing, and none up to its limit. */
const nothingSignificant = (): Case => ({
  rows: ["f", "m"].flatMap((gender, g) =>
    ["da", "nb", "en"].flatMap((language, l) =>
      rowsOf({ with: { gender, language }, rows: 1400, found: 0.7 + (g + l) / 400, flagged: 0.15 + (g - l) / 500 }),
    ),
  ),
  suite: {
    protected: [genders, spoken],
    gates: ["true_positive_rate", "false_positive_rate", "selection_rate"].flatMap((metric) =>
      ["gender", "language"].map((attribute) => gap(metric, attribute, 0.12)),
    ),
  },
});

const allFail = (): Case => ({
  rows: ["f", "m"].flatMap((gender, g) =>
    ["da", "nb", "en"].flatMap((language, l) =>
      rowsOf({
        with: { gender, language },
        rows: 900,
        found: 0.85 - 0.2 * g - 0.12 * l,
        flagged: 0.1 + 0.12 * g + 0.1 * l,
      }),
    ),
  ),
  suite: {
    protected: [genders, spoken],
    gates: [
      ...["gender", "language"].flatMap((attribute) => [
        gap("true_positive_rate", attribute, 0.05),
        gap("false_positive_rate", attribute, 0.03),
      ]),
      { metric: "precision", attribute: "language", disparity: "min_ratio", at_least: 0.98 },
      { disparity: "equalized_odds", attribute: "gender", at_most: 0.05 },
    ],
  },
});

const rightToLeft = (): Case => ({
  rows: ["العربية", "עברית (2), ישראל", "فارسی – ۳", "English (abc)"].flatMap((language, l) =>
    ["نساء", "رجال"].flatMap((gender, g) =>
      rowsOf({ with: { language, gender }, rows: 400, found: 0.8 - 0.1 * l - 0.05 * g }),
    ),
  ),
  suite: {
    protected: [{ name: "language", title: "שפה", labels: { العربية: "المتحدثون بالعربية (1)" } }, { name: "gender" }],
    intersections: [["language", "gender"]],
    metrics: ["true_positive_rate", "selection_rate"],
    gates: [gap("true_positive_rate", "language", 0.05), gap("selection_rate", ["language", "gender"], 0.5)],
    report: { title: "בדיקת השפה ١", organisation: "شركة (١)", people: "לקוחות" },
  },
});

/** The first 200 characters of a text said again and again, with a number, so that no two are alike. */
const longName = (start: string, text: string): string => `${start}${text.repeat(200)}`.slice(0, 200);

const longNames = (): Case => ({
  rows: [
    longName("Metropolitan ", "district of the northern and western municipalities "),
    longName("Unbroken", "x"),
    longName("Ærø ", "og omegnens sammenlagte økommuner, "),
  ].flatMap((region, at) => rowsOf({ with: { region }, rows: 700, found: 0.8 - at / 10 })),
  suite: {
    protected: [{ name: "region", title: longName("", "an attribute that was given a sentence for a name, ") }],
    metrics: ["true_positive_rate", "false_positive_rate"],
    gates: [gap("true_positive_rate", "region", 0.05), gap("false_positive_rate", "region", 0.5)],
    report: { title: longName("", "Audit of everything that was ever said ") },
  },
});

/** Those that a ratio can be made of. */
const shares = twentyMetrics.slice(0, 15);

const thousandAttributes = Array.from({ length: 25 }, (_, at) => `attribute ${at + 1}`);

/** 25 attributes by 40 kinds of gates: some over, most undecided or within. */
const thousandGates = (): Case => ({
  rows: rowsOf({ with: {}, rows: 3000 }).map((row, at) => ({
    ...row,
    ...Object.fromEntries(
      thousandAttributes.map((name, k) => [
        name,
        // In the first attributes predicted people are more often of one group.
        ["a", "b", "c"][(k < 6 && row.predicted === true && at % 3 > 0 ? 0 : Math.floor(at / (k + 1))) % 3] ?? "a",
      ]),
    ),
  })),
  suite: {
    protected: thousandAttributes,
    metrics: [...twentyMetrics],
    gates: [
      ...twentyMetrics.map((metric) => gap(metric, "*", 0.1)),
      ...shares.map((metric) => ({ metric, attribute: "*", disparity: "min_ratio", at_least: 0.8 })),
      ...["equalized_odds", "average_odds", "differential_fairness", "score_distance", "score_ks_distance"].map(
        (disparity) => ({ disparity, attribute: "*", at_most: 0.2 }),
      ),
    ],
  },
});

const noLabel = (): Case => ({
  rows: ["f", "m"].flatMap((gender, g) => rowsOf({ with: { gender }, rows: 1200, found: 0.7 - g / 20 })),
  suite: {
    protected: [genders],
    dataset: { source: "rows.jsonl" },
    metrics: ["selection_rate", "mean_score"],
    gates: [{ metric: "selection_rate", attribute: "gender", disparity: "min_ratio", at_least: 0.8 }],
  },
});

/** People with several rows each and weights between a half and two; some groups too small to judge, some unknown. */
const weights = (): Case => ({
  rows: (
    [
      ["18–29", 900],
      ["30–44", 1200],
      ["45–59", 800],
      ["90+", 12],
      [null, 60],
    ] as const
  ).flatMap(([age, rows], g) =>
    rowsOf({ with: { age }, rows, found: 0.75 - g / 50 }).map((row, at) => ({
      ...row,
      customer: `${age}-${at >> 1}`,
      weight: 0.5 + (at % 7) / 4,
    })),
  ),
  suite: {
    protected: [ages],
    dataset: { source: "rows.jsonl", label: "label", favourable: true, weight: "weight", unit: "customer" },
    metrics: ["true_positive_rate", "selection_rate", "mean_score", "roc_auc"],
    gates: [gap("true_positive_rate", "age", 0.1), gap("roc_auc", "age", 0.03)],
  },
});

const intersections = (): Case => ({
  rows: ["f", "m"].flatMap((gender, g) =>
    ["18–29", "30–44", "45–59", "60+"].flatMap((age, a) =>
      ["da", "nb", "en"].flatMap((language, l) =>
        rowsOf({
          with: { gender, age, language },
          rows: g === 1 && a === 3 && l === 2 ? 3 : 260 - 40 * a,
          found: 0.8 - (g === 0 && a === 3 ? 0.35 : 0) - l / 50,
        }),
      ),
    ),
  ),
  suite: {
    protected: [genders, ages, spoken],
    intersections: { max_order: 3 },
    metrics: ["true_positive_rate", "selection_rate"],
    gates: [
      gap("true_positive_rate", ["gender", "age"], 0.1),
      gap("true_positive_rate", ["gender", "age", "language"], 0.3),
      gap("selection_rate", "gender", 0.1),
    ],
  },
});

/** Texts that have broken other programs, wherever a suite or a data file can put one; 120 of them are groups. */
function hostile(): Case {
  const texts = naughtyStrings().filter((text) => text.isWellFormed() && !text.includes("\u0000") && text.length < 400);
  const at = (index: number): string => texts[index % texts.length] ?? "x";
  const groups = texts.slice(0, 120);
  return {
    rows: groups.flatMap((text, index) =>
      rowsOf({
        with: { group: text, [at(20)]: at(20 + (index % 3)) },
        rows: 60,
        found: 0.6 + (index % 10) / 30,
        flagged: 0.1 + (index % 7) / 40,
      }),
    ),
    suite: {
      protected: [
        { name: "group", title: at(0), labels: { [at(1)]: at(2) }, basis: at(3) },
        { name: "second", column: at(20) },
      ],
      metrics: ["true_positive_rate", "selection_rate"],
      gates: [gap("true_positive_rate", "group", 0.05), gap("selection_rate", "second", 0.3)],
      report: {
        title: at(0),
        organisation: at(1),
        people: at(3),
        notes: Object.fromEntries([
          ...texts.slice(0, 20).map((text, index) => [`note_${index}`, text]),
          ["not_examined", at(18)],
          ["label", at(19)],
        ]),
        words: { true_positive_rate: { en: { name: at(0), of: at(3), did: at(4) } } },
      },
    },
  };
}

const cases: Readonly<Record<string, () => Case>> = {
  oneGroup,
  sixtyGroups,
  allSuppressed,
  nothingSignificant,
  allFail,
  rightToLeft,
  longNames,
  thousandGates,
  noLabel,
  weights,
  intersections,
  hostile,
};

/** The twelve reports of the acceptance list, by name. */
export const auditedNames = Object.keys(cases);

const records = new Map<string, Promise<RunRecord>>();

/** The record of a case, from a run of the whole pipeline over data made for it; each is made once per test file. */
export function auditedRecord(name: string): Promise<RunRecord> {
  const make = cases[name];
  if (make === undefined) throw new Error(`no audited fixture ${name}`);
  const known = records.get(name) ?? audited(name, make());
  records.set(name, known);
  return known;
}

const reports = new Map<string, Promise<string>>();

/** Its report; each is rendered once per test file and language. */
export function auditedReport(name: string, language: Language = "en"): Promise<string> {
  const key = `${name} ${language}`;
  const known = reports.get(key) ?? auditedRecord(name).then((record) => renderReport(record, { language }));
  reports.set(key, known);
  return known;
}
