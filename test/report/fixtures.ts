import { readFileSync } from "node:fs";
import { groupName, joinNames, unknownGroup } from "../../src/core/groups.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { fixturePath, fixtures } from "../fixtures.js";
import { type Input, type InputGate, withExplanations, withInputGates } from "./explain.js";
import { type Attribute, buildRecord, type Gate, type Group, group } from "./record-builder.js";

const hiddenSmall = "fewer than 5 people";

const language: Attribute = {
  name: "language",
  origin: "audit_only",
  basis: "GDPR 6(1)(f), DPIA 2026-14",
  labels: { da: "Danish-speaking customers", nb: "Norwegian-speaking customers", en: "English-speaking customers" },
  groups: [
    group("da", 1791, 1220, 6811, 810),
    group("nb", 1212, 805, 4689, 581),
    group("en", 757, 438, 2404, 296),
    { ...group("fi", 1, 1, 2, 0), hidden: hiddenSmall },
    { ...group("sv", 10, 6, 20, 3), hidden: "hidden so that fi cannot be worked out" },
    group(unknownGroup, 137, 91, 448, 66),
  ],
};
const gender: Attribute = {
  name: "gender",
  origin: "declared",
  labels: { female: "women", male: "men" },
  groups: [
    group("male", 1898, 1258, 7054, 840),
    group("female", 1934, 1245, 7123, 883),
    group(unknownGroup, 95, 69, 308, 43),
  ],
};
const age: Attribute = {
  name: "age_band",
  origin: "in_model",
  reference: "30–44",
  reference_by: "named",
  groups: [
    group("18–29", 817, 527, 2611, 313),
    group("30–44", 1218, 812, 4471, 550),
    group("45–59", 1048, 702, 4100, 508),
    group("60+", 844, 532, 3303, 400),
  ],
};
const both: { of: string[]; groups: Group[] } = {
  of: ["gender", "age_band"],
  groups: [
    group(joinNames(["female", "18–29"]), 384, 244, 1290, 155),
    group(joinNames(["female", "30–44"]), 591, 390, 2210, 280),
    group(joinNames(["female", "45–59"]), 525, 345, 2020, 250),
    group(joinNames(["female", "60+"]), 434, 267, 1603, 198),
    group(joinNames(["male", "18–29"]), 415, 273, 1250, 150),
    group(joinNames(["male", "30–44"]), 596, 401, 2180, 262),
    group(joinNames(["male", "45–59"]), 498, 335, 1990, 238),
    group(joinNames(["male", "60+"]), 389, 250, 1634, 190),
    group(joinNames([unknownGroup, "18–29"]), 18, 10, 71, 8),
    group(joinNames([unknownGroup, "30–44"]), 31, 22, 81, 8),
    group(joinNames([unknownGroup, "45–59"]), 25, 22, 90, 20),
    group(joinNames([unknownGroup, "60+"]), 21, 15, 66, 12),
  ],
};

const words: RunRecord["suite"]["words"] = {
  true_positive_rate: { en: { name: "Leavers reached", of: "customers who left", did: "had been offered a deal" } },
  false_positive_rate: { en: { name: "Needless offers", of: "customers who stayed", did: "got an offer" } },
  selection_rate: { en: { name: "Customers offered", of: "customers", did: "got an offer" } },
};

const retention: Partial<RunRecord["suite"]> = {
  title: { en: "Retention offers: who gets one?" },
  organisation: "Nordvik Mobil",
  people: "customers",
  words,
  notes: {
    system: "Churn score that decides who is offered a deal",
    owner: "Customer loyalty team",
    decision: "Whether a customer is offered a deal before leaving",
    population: "Customers in Denmark and Norway",
    source: "Customer register and scoring log; not a sample",
    label: "Contract ended within 60 days of scoring, from billing",
    label_risk: "Some customers may have stayed because of the offer",
    not_examined: "Business customers, and customers who joined after scoring",
  },
  consent: { column: "consents", requires: "retention-offer" },
  favourable: "true",
};

const period = { from: "2026-04-01T00:00:00Z", to: "2026-09-30T23:59:59Z" };

const retentionGates: readonly Gate[] = [
  {
    metric: "true_positive_rate",
    attribute: "language",
    tolerance: 0.05,
    low: 0.0502,
    high: 0.137,
    level: 1 - 0.05 / 6,
    notJudged: [
      { group: "fi", reason: hiddenSmall, n: null },
      { group: "sv", reason: "hidden so that fi cannot be worked out", n: null },
    ],
  },
  { metric: "true_positive_rate", attribute: "gender × age_band", tolerance: 0.1, low: 0, high: 0.109, needed: 1600 },
  { metric: "true_positive_rate", attribute: "gender", tolerance: 0.05, low: 0, high: 0.044 },
  { metric: "selection_rate", attribute: "age_band", disparity: "min_ratio", tolerance: 0.8, low: 0.86, high: 1 },
  { metric: "false_positive_rate", attribute: "gender", tolerance: 0.03, low: 0, high: 0.013 },
  { metric: "false_positive_rate", attribute: "age_band", tolerance: 0.05, low: 0, high: 0.017 },
];

const retentionPlot = {
  attributes: [language, gender, age],
  combinations: [both],
  metrics: ["prevalence", "selection_rate", "true_positive_rate", "false_positive_rate", "accuracy"],
  suite: retention,
  data: { rows_read: 20_366, pinned: true, ...period },
  exclusions: [
    { reason: "no_consent", attribute: null, group: null, rows: 1243 },
    { reason: "filtered", attribute: null, group: null, rows: 841 },
  ],
  warnings: [
    { code: "unit_not_named", values: {} },
    { code: "unseen_category", values: { model: "churn-v2.3", column: "contract", rows: 14 } },
  ],
};

/** One check over, one undecided, four within: the case of the pictures. */
const typical = (): RunRecord => buildRecord({ ...retentionPlot, gates: retentionGates });

const allPass = (): RunRecord => buildRecord({ ...retentionPlot, gates: retentionGates.slice(2) });

/** A pass that lists the groups it does not speak for. */
const listed = (): RunRecord =>
  buildRecord({
    ...retentionPlot,
    gates: [
      {
        metric: "false_positive_rate",
        attribute: "language",
        tolerance: 0.05,
        low: 0,
        high: 0.024,
        verdict: "pass",
        notJudged: [
          { group: "fi", reason: "fewer than 30", n: 12 },
          { group: "sv", reason: "too few to settle this limit", n: 41 },
        ],
      },
    ],
  });

const undecided = (): RunRecord =>
  buildRecord({
    ...retentionPlot,
    gates: [
      retentionGates[1] as Gate,
      { metric: "true_positive_rate", attribute: "language", tolerance: 0.12, low: 0.054, high: null },
    ],
  });

const noGates = (): RunRecord => buildRecord({ ...retentionPlot, data: { rows_read: 20_366 } });

/** No data match two of the checks. */
const errors = (): RunRecord =>
  buildRecord({
    ...retentionPlot,
    gates: [
      {
        metric: "true_positive_rate",
        attribute: "language",
        tolerance: 0.05,
        verdict: "error",
        reason: "the gate matches no data",
      },
      {
        metric: "false_positive_rate",
        attribute: "language",
        tolerance: 0.05,
        verdict: "undecided",
        low: null,
        high: null,
        reason: "fewer than 5 people: fi; fewer than two groups can be compared",
      },
      retentionGates[2] as Gate,
    ],
  });

/** Every group is too small to show. */
const suppressed = (): RunRecord =>
  buildRecord({
    attributes: [
      {
        name: "language",
        groups: ["da", "nb", "en"].map((name) => ({ ...group(name, 1, 1, 2, 0), hidden: hiddenSmall })),
      },
    ],
    metrics: ["true_positive_rate", "selection_rate"],
    gates: [
      {
        metric: "true_positive_rate",
        attribute: "language",
        tolerance: 0.05,
        verdict: "undecided",
        reason: "fewer than two groups can be compared",
        notJudged: ["da", "nb", "en"].map((name) => ({ group: name, reason: hiddenSmall, n: null })),
      },
    ],
  });

const allMetrics = [
  "prevalence",
  "selection_rate",
  "favourable_rate",
  "true_positive_rate",
  "false_positive_rate",
  "true_negative_rate",
  "false_negative_rate",
  "precision",
  "negative_predictive_value",
  "false_discovery_rate",
  "false_omission_rate",
  "accuracy",
  "error_rate",
  "balanced_accuracy",
  "f1",
  "matthews_correlation",
  "mean_score",
  "mean_score_positives",
  "mean_score_negatives",
  "roc_auc",
];

/** Groups with rates that differ by a fixed pattern. */
const many = (count: number): Group[] =>
  Array.from({ length: count }, (_, index) => {
    const positives = 200 + ((index * 373) % 900);
    const negatives = 700 + ((index * 577) % 2100);
    return group(
      `region ${String(index + 1).padStart(2, "0")}`,
      positives,
      Math.round(positives * (0.6 + ((index * 7) % 13) / 60)),
      negatives,
      Math.round(negatives * (0.1 + ((index * 5) % 11) / 150)),
    );
  });

/** 60 groups and 20 metrics: the size that a report must bear. */
const large = (): RunRecord =>
  buildRecord({
    attributes: [{ name: "region", groups: many(60) }],
    metrics: allMetrics,
    gates: ["true_positive_rate", "false_positive_rate", "selection_rate", "precision"].map((metric) => ({
      metric,
      attribute: "region",
      tolerance: 0.1,
    })),
  });

/** 12 groups, 10 metrics, 8 and more charts. */
const medium = (): RunRecord =>
  buildRecord({
    attributes: [{ name: "region", groups: many(12) }],
    metrics: allMetrics.slice(1, 11),
    gates: allMetrics.slice(1, 9).map((metric) => ({ metric, attribute: "region", tolerance: 0.1 })),
  });

/** Groups that differ from each other a little, with the given names. */
const called = (names: readonly string[]): Group[] =>
  names.map((name, index) => group(name, 500 + 7 * (index % 50), 300 + 5 * (index % 40), 900, 100 + (index % 30)));

/** Texts that have broken other programs; `from` and `to` choose some of them. */
export function naughtyStrings(): string[] {
  const all =
    fixtures === null
      ? []
      : (JSON.parse(readFileSync(fixturePath("datasets", "naughty-strings", "blns.json"), "utf8")) as string[]);
  const own = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{constructor}}",
    "{{{css}}}",
    "\u0000nul",
    "a\u202egnp.exe",
    "</style><b>",
    "]]>",
    "\ud800 alone",
    "$\u007b7*7}",
    "c0",
    "__proto__",
    "constructor",
    "null",
    "a.b[0]",
    "<!--",
    "\u2069\u2069",
    "tab\tand\nline",
    "-->",
    "javascript:alert(1)",
  ];
  return [...new Set([...own, ...all])].filter((text) => text !== "");
}

/** Hostile texts wherever a suite or a data file can put one. */
export function hostile(texts: readonly string[] = naughtyStrings()): RunRecord {
  return withExplanations(hostileRecord(texts), [
    {
      attributes: ["group"],
      inputs: [...new Set(texts.slice(0, 18))].map((name, index) => ({
        name,
        push: {},
        otherwise: index / 100,
        ...(index % 5 === 0 ? { standsInFor: { group: 0.7 } } : {}),
      })),
      output: { method: texts[20] ?? "" },
    },
  ]);
}

function hostileRecord(texts: readonly string[]): RunRecord {
  const at = (index: number) => texts[index % texts.length] ?? "";
  const names = [...new Set(texts.map((text) => groupName(text)))];
  return buildRecord({
    attributes: [
      {
        name: "group",
        groups: called(names.slice(0, Math.max(2, Math.ceil(names.length / 2)))),
        title: at(0),
        labels: { [names[0] ?? "a"]: at(3) },
        basis: at(1),
        category: at(2),
        retention: at(4),
      },
      {
        name: at(5) === "group" ? "second" : at(5),
        groups: called([...names.slice(Math.ceil(names.length / 2)), "x", "y"]),
      },
    ],
    metrics: ["true_positive_rate", "selection_rate", at(6)],
    gates: [
      { metric: "true_positive_rate", attribute: "group", tolerance: 0.01 },
      { metric: "selection_rate", attribute: "group", tolerance: 0.9 },
    ],
    suite: {
      name: at(7),
      title: at(0),
      organisation: at(1),
      people: at(2),
      purpose: at(8),
      where: at(9),
      label: at(10),
      positive: at(11),
      favourable: at(12),
      unit: at(13),
      weight: at(14),
      strata: [at(15)],
      consent: { column: at(16), requires: at(17) },
      notes: Object.fromEntries([
        ...texts.slice(0, 20).map((text, index) => [`note_${index}`, text]),
        ["not_examined", at(18)],
        ["label", at(19)],
      ]),
      words: { true_positive_rate: { en: { name: at(0), of: at(3), did: at(4) } } },
    },
    data: {
      files: [
        { name: at(5), bytes: 10, sha256: at(6) },
        { name: at(7), bytes: 10, sha256: "00" },
      ],
      format: at(8),
    },
    models: [
      {
        id: at(9),
        kind: at(10),
        sha256: null,
        files: [{ name: at(11), bytes: 1, sha256: "11" }],
        runtime: at(12),
        features: 3,
        decision: at(13),
        task: "binary",
        classes: [at(14), at(15)],
      },
    ],
    warnings: [{ code: at(16), values: { [at(17) === "__proto__" ? "x" : at(17)]: at(18) } }],
    exclusions: [{ reason: at(19), attribute: null, group: null, rows: 1 }],
  });
}

const rightToLeft = (): RunRecord =>
  buildRecord({
    attributes: [
      {
        name: "language",
        title: "שפה",
        labels: { ar: "المتحدثون بالعربية (1)" },
        groups: called(["ar", "עברית (2), ישראל", "فارسی – ۳", "English (abc)"]),
      },
      { name: "gender", groups: called(["نساء", "رجال"]) },
    ],
    combinations: [
      {
        of: ["language", "gender"],
        groups: called(["ar", "עברית (2), ישראל"].flatMap((a) => ["نساء", "رجال"].map((b) => joinNames([a, b])))),
      },
    ],
    metrics: ["true_positive_rate", "selection_rate"],
    gates: [
      { metric: "true_positive_rate", attribute: "language", tolerance: 0.001, low: 0.002, high: 0.04 },
      { metric: "selection_rate", attribute: "language × gender", tolerance: 0.03 },
    ],
    suite: { title: "بازبینی ۱", organisation: "شركة (١)", people: "לקוחות" },
  });

const longNames = (): RunRecord =>
  buildRecord({
    attributes: [
      {
        name: "region",
        groups: called(
          ["Metropolitan ", "Unbroken", "Ærø "].map((start, index) =>
            `${start}${(index === 1 ? "x" : "district of the northern and western municipalities ").repeat(200)}`.slice(
              0,
              200,
            ),
          ),
        ),
      },
      {
        name: "a_very_long_attribute_name_that_somebody_chose_without_thinking_of_tables",
        groups: called(["one", "two"]),
      },
    ],
    metrics: ["true_positive_rate", "false_positive_rate"],
    gates: [
      { metric: "true_positive_rate", attribute: "region", tolerance: 0.02 },
      {
        metric: "false_positive_rate",
        attribute: "a_very_long_attribute_name_that_somebody_chose_without_thinking_of_tables",
        tolerance: 0.5,
      },
    ],
    suite: {
      title: "T".repeat(200),
      words: {
        true_positive_rate: {
          en: { name: "Long ".repeat(40).trim(), of: "people ".repeat(28).trim(), did: "did it ".repeat(28).trim() },
        },
      },
    },
  });

const noLabel = (): RunRecord =>
  buildRecord({
    attributes: [gender, age],
    metrics: ["selection_rate", "mean_score"],
    gates: [
      { metric: "selection_rate", attribute: "gender", disparity: "min_ratio", tolerance: 0.8, low: 0.9, high: 1 },
    ],
    suite: { label: null, positive: null, people: "customers" },
    data: period,
  });

const weighted = (): RunRecord =>
  buildRecord({
    attributes: [gender, { ...age, groups: [...age.groups, group("(none)", 0, 0, 40, 3), group("90+", 12, 7, 9, 1)] }],
    metrics: ["true_positive_rate", "roc_auc", "mean_score"],
    gates: [
      {
        metric: "true_positive_rate",
        attribute: "age_band",
        tolerance: 0.1,
        notJudged: [
          { group: "90+", reason: "fewer than 30", n: 12 },
          { group: "(none)", reason: "no positives in group", n: 0 },
        ],
      },
      { metric: "roc_auc", attribute: "gender", tolerance: 0.03 },
    ],
    suite: { weight: "survey_weight", unit: "customer_id", people: "customers" },
    data: { quantisation_bound: 8.4e-9, units: 17_200 },
    weight: 1.37,
  });

/** Two models on the same rows; the first is judged. */
const models = (): RunRecord => {
  const record = typical();
  const [first] = record.models;
  return first === undefined
    ? record
    : buildRecord({
        ...retentionPlot,
        gates: retentionGates,
        models: [
          first,
          {
            ...first,
            id: "churn-v2.2",
            kind: "logged",
            files: [],
            sha256: null,
            runtime: null,
            features: null,
            decision: null,
          },
        ],
      });
};

/** Several classes and a stratum: checks of one class, and one within a stratum. */
const classes = (): RunRecord => {
  const record = typical();
  const inClass = <Row extends { metric: string | null; class: string | null; stratum: string | null }>(
    row: Row,
  ): Row =>
    row.metric === "true_positive_rate"
      ? { ...row, class: "refund" }
      : row.metric === "false_positive_rate"
        ? { ...row, class: "bill <b>", stratum: "broadband" }
        : row;
  const gates = record.gates.map(inClass);
  return {
    ...record,
    groups: record.groups.map(inClass),
    disparities: record.disparities.map(inClass),
    gates,
    plan: record.plan.map(inClass),
  };
};

/** The inputs of the pictures: two stand in for language, age is one itself, and there are more than can be drawn. */
const retentionInputs: readonly Input[] = [
  { name: "help_visits", standsInFor: { language: 0.74 }, push: { en: 0.1, nb: 0.33 }, otherwise: 0.36 },
  { name: "app_logins", standsInFor: { language: 0.66 }, push: { en: 0.15, "60+": 0.02 }, otherwise: 0.29 },
  { name: "days_since_contact", push: { en: 0.11, female: 0.173 }, otherwise: 0.18 },
  { name: "months", push: { en: 0.18, female: 0.252 }, otherwise: 0.24, half: 0.05 },
  { name: "late_payments", push: { en: 0.06 }, otherwise: 0.09 },
  { name: "contract", push: { en: 0.39 }, otherwise: 0.41, half: 0.06 },
  { name: "address_changes", push: { en: 0.11 }, otherwise: 0.04 },
  { name: "age", columns: ["age_band"], is: ["age_band"], push: { "18–29": 0.12, "60+": -0.2 }, otherwise: -0.01 },
  ...Array.from({ length: 11 }, (_, index) => ({
    name: `usage_${index + 1}`,
    push: { en: 0.01 * (index % 3) },
    otherwise: 0.01 * (index % 4),
    half: 0.01,
  })),
];

const inputGates: readonly InputGate[] = [
  {
    attribute: "language",
    disparity: "attribution_gap",
    tolerance: 0.15,
    ...{ value: 0.26, low: 0.19, high: 0.3, level: 0.99, verdict: "fail" },
    ...{ group: "da", reference: "en", pair_metric: "help_visits" },
    not_judged: [{ group: "fi", reason: hiddenSmall, n: null }],
  },
  {
    attribute: "language",
    disparity: "proxy_share",
    tolerance: 0.3,
    ...{ value: 0.28, low: 0.26, high: 0.31, verdict: "undecided", reason: "the interval contains the limit" },
    ...{ group: "da", reference: null },
  },
  {
    attribute: "gender",
    disparity: "attribution_rank_agreement",
    tolerance: 0.8,
    ...{ value: 0.98, low: 0.97, high: 0.99, verdict: "pass", group: "female", reference: "male" },
  },
];

/** What inputs do, in log-odds, with a check over, one undecided and one within. */
const explained = (): RunRecord =>
  withInputGates(
    withExplanations(typical(), [
      {
        inputs: retentionInputs,
        attributes: ["language", "gender", "age_band", "gender × age_band"],
        importance: ["usage_1", ...retentionInputs.map(({ name }) => name).filter((name) => name !== "usage_1")],
      },
    ]),
    inputGates,
  );

/** Two classes of one model in probabilities, sampled, with a part that no input is given; the other model is logged. */
const explainedClasses = (): RunRecord =>
  withInputGates(
    withExplanations(
      models(),
      ["refund", "bill <b>"].map((name) => ({
        inputs: retentionInputs.slice(0, 9).map((input) => ({
          ...input,
          push: Object.fromEntries(Object.entries(input.push).map(([group, push]) => [group, push / 10])),
          otherwise: input.otherwise / 10,
          half: 0.004,
        })),
        attributes: ["language", "gender"],
        unassigned: { en: 0.02 },
        output: {
          class: name,
          ...{ scale: "probability", method: "kernel", rows: 900, background: 25, calls: 410_000, base: 0.2 },
          ...{ additivity_error: 0.02, standard_error: 0.0042 },
        },
      })),
    ),
    [
      {
        attribute: "gender",
        class: "refund",
        disparity: "attribution_gap",
        tolerance: 0.05,
        ...{ value: 0.0012, low: 0, high: 0.02, verdict: "pass", group: "female", reference: "male" },
        pair_metric: "months",
      },
    ],
  );

/** Numbers in minutes by a model on its own scale, of which nothing is gated. */
const explainedNumbers = (): RunRecord => {
  const record = noGates();
  const [first] = record.models;
  return withExplanations(
    first === undefined ? record : { ...record, models: [{ ...first, task: "regression", classes: [] }] },
    [
      {
        inputs: retentionInputs.slice(3, 6),
        output: { scale: "value", method: "a_new_method", base: 41.2, calls: 1, background: 1 },
      },
    ],
  );
};

/** Models of which none could be explained. */
const unexplained = (): RunRecord => {
  const record = models();
  const none = {
    ...{ class: null, method: null, scale: null, rows: null, units: null, background: null, calls: null, base: null },
    ...{ additivity_error: null, standard_error: null, features: [] },
  };
  return {
    ...record,
    explanations: [
      {
        model: "churn-v2.3",
        status: "undefined",
        reason: "it takes one input, text: there is nothing to tell apart",
        ...none,
      },
    ],
    attributions: [],
    attribution_gaps: [],
    proxies: [],
    permutation_importance: [],
  };
};

/** Records that every test of the report runs over. */
export const reportFixtures: Readonly<Record<string, () => RunRecord>> = {
  typical,
  allPass,
  listed,
  undecided,
  noGates,
  errors,
  suppressed,
  medium,
  large,
  hostile: () => hostile(),
  rightToLeft,
  longNames,
  noLabel,
  weighted,
  models,
  classes,
  explained,
  explainedClasses,
  explainedNumbers,
  unexplained,
};
