import { describe, expect, it } from "vitest";
import { example, parse, problemsOf, told } from "./example.js";

/** What is written instead of which part of the example, and what is said about it. */
type Wrong = readonly [replaced: string, by: string, ...said: string[]];

const gate = `  - metric: selection_rate
    attribute: gender
    disparity: max_difference
    at_most: 0.05
`;
const model = `model:
  id: m1
  kind: logged
  score: score
`;
const age = "{name: age, bins: [18, 30, 60], reference: 18–29}";

const wrong: Readonly<Record<string, readonly Wrong[]>> = {
  "keys that nobody knows": [
    ["favourable: true", "favorable: true", '7:3 unknown key "favorable" in dataset; did you mean "favourable"?'],
    ["name: offers", "nam: offers", '1:1 unknown key "nam" in the suite; did you mean "name"?'],
    ["metrics:", "probes: {set: [names]}\nmetrics:", '15:1 unknown key "probes" in the suite'],
    ["metrics:", "discover: {metric: error_rate}\nmetrics:", '15:1 unknown key "discover" in the suite'],
    ["metrics:", "threshold: 0.4\nmetrics:", '15:1 unknown key "threshold" in the suite; it belongs in model'],
    ["metrics:", "weight: w\nmetrics:", '15:1 unknown key "weight" in the suite; it belongs in dataset'],
    ["    at_most: 0.05", "    at_mots: 0.05", '20:5 unknown key "at_mots" in gate 1; did you mean "at_most"?'],
    ["name: age,", "name: age, colunm: a,", '10:17 unknown key "colunm" in attribute 2; did you mean "column"?'],
    ["  score: score", '  score: score\n  "a\\e[2Jb": 1', '15:3 unknown key "a\\u{1b}[2Jb" in model'],
  ],
  "parts that are missing or of another type": [
    ["name: offers\n", "", '1:1 the suite needs "name"'],
    ["purpose: retention\n", "", '1:1 the suite needs "purpose"'],
    ["  source: data/rows.csv\n", "", '3:1 dataset needs "source"'],
    ["name: offers", "name:", "1:1 name must be a text, found nothing"],
    ["name: offers", "name: a/b", '1:7 name must be made of letters, digits, spaces and . _ - only, found "a/b"'],
    ["name: offers", "name: 12", '1:7 name must be a text, found 12; write "12" in quotes'],
    ["unit: customer", "unit: true", '5:9 unit must be a text, found true; write "true" in quotes'],
    ["unit: customer", "unit: 012", "5:9 012 would be read as the number 12: put it in quotes"],
    [
      "favourable: true",
      "favourable: 12345678901234567890",
      "7:15 12345678901234567890 would be read as the number 12345678901234567000: put it in quotes",
    ],
    ["unit: customer", "unit: [customer]", "5:9 unit must be a text, found a list"],
    ["source: data/rows.csv", "source: 5", '4:11 source must be a text or a list, found 5; write "5" in quotes'],
    ["source: data/rows.csv", "source: {file: x}", "4:11 source must be a text or a list, found a map"],
    ["source: data/rows.csv", "source: []", "4:11 source must list at least 1 entry, found 0"],
    ["source: data/rows.csv", 'source: ""', "4:11 source must not be empty"],
    ["at_most: 0.05", 'at_most: "0.05"', '20:14 at_most must be a number, found "0.05"; write 0.05 without quotes'],
    ["metrics:", "min_group: 2.5\nmetrics:", "15:12 min_group must be a whole number, found 2.5"],
    ["metrics:", "min_group: 0\nmetrics:", "15:12 min_group must be at least 1, found 0"],
    [
      "metrics:",
      "confidence: 95\nmetrics:",
      "15:13 confidence must lie between 0.5 and 1, found 95; for 95% write 0.95",
    ],
    ["metrics:", "confidence: 0.5\nmetrics:", "15:13 confidence must lie between 0.5 and 1, found 0.5"],
    [
      "metrics: [selection_rate, roc_auc]",
      "metrics: selection_rate",
      '15:10 metrics must be a list, found "selection_rate"; write [selection_rate]',
    ],
    [
      "  - gender",
      "  - 5",
      '9:5 attribute 1 must be a text or a map, found 5; write "5" in quotes',
      '18:16 unknown attribute "gender"; the suite has "age"',
    ],
    ["metrics:", "report: {languages: [en, no]}\nmetrics:", '15:26 unknown language "no"; did you mean "nb"?'],
    ["metrics:", "report: {title: {dk: Tilbud}}\nmetrics:", '15:18 unknown language "dk"; did you mean "da"?'],
    [
      "metrics:",
      "report: {words: {selektion_rate: {en: {name: x}}}}\nmetrics:",
      '15:18 unknown metric "selektion_rate"; did you mean "selection_rate"?',
    ],
  ],
  "rows that are kept": [
    [
      "metrics:",
      "keep: [predictions]\nmetrics:",
      "15:8 kept rows need a name: say which column it is, dataset: {id: interaction_id}",
    ],
    [
      "unit: customer",
      "id: row\n  count: n\nkeep: [predictions]\nx:",
      "7:8 keep needs rows of single people, and with dataset.count each row is a cell of many",
      '8:1 unknown key "x" in the suite',
    ],
    [
      "metrics:",
      "keep: [texts]\nmetrics:",
      '15:8 unknown keep "texts"; expected one of predictions',
      "15:8 kept rows need a name: say which column it is, dataset: {id: interaction_id}",
    ],
    [
      "metrics:",
      "keep: [predictions, predictions]\nmetrics:",
      "15:8 kept rows need a name: say which column it is, dataset: {id: interaction_id}",
      '15:21 "predictions" is kept twice',
    ],
  ],
  "the data set": [
    ["  label: churned\n", "", '6:3 favourable is a value of the label: dataset needs "label" too'],
    [
      "unit: customer",
      "count: n\n  unit: customer",
      "6:3 unit cannot stand beside count: each row is a cell of many people",
    ],
    [
      "unit: customer",
      "count: n\n  weight: w\n  time: t",
      "6:3 weight cannot stand beside count: each row is a cell of many people",
      "7:3 time cannot stand beside count: each row is a cell of many people",
    ],
    [
      "unit: customer",
      "where: {column: a}",
      "5:10 a condition needs one of in, not_in, at_least, at_most, above, below, missing",
    ],
    ["unit: customer", "where: {all: [{column: a, in: []}]}", "5:33 in must list at least 1 entry, found 0"],
    [
      "unit: customer",
      "where: {any: [{column: a, at_leest: 3}]}",
      '5:29 unknown key "at_leest" in any entry 1; did you mean "at_least"?',
    ],
    ["unit: customer", "where: channel", '5:10 where must be a map, found "channel"'],
    ["unit: customer", "delimiter: ;;", '5:14 delimiter must be 1 character long, found ";;"'],
    ["unit: customer", "delimiter: ;\n  format: parquet", "5:3 delimiter is for csv only"],
    ["unit: customer", "format: xlsx", '5:11 unknown format "xlsx"; expected one of csv, tsv, jsonl, parquet'],
    ["unit: customer", "time: {column: t, period: weak}", '5:29 unknown period "weak"; did you mean "week"?'],
    [
      "unit: customer",
      "lock: {sha256: 12ab, rows: 3}",
      '5:18 sha256 must be 64 hexadecimal digits in lower case, found "12ab"',
    ],
    ["unit: customer", "missing: [NA, -9]", '5:17 missing entry 2 must be a text, found -9; write "-9" in quotes'],
    ["unit: customer", "consent: {column: c}", '5:3 dataset.consent needs "requires"'],
  ],
  "attributes and intersections": [
    ["  - gender\n", "  - gender\n  - gender\n", '10:5 attribute "gender" is given twice'],
    ["name: age,", "name: gender,", '10:12 attribute "gender" is given twice'],
    ["bins: [18, 30, 60]", "bins: [18, 60, 30]", "10:32 bins must rise, found 30 after 60"],
    ["bins: [18, 30, 60]", "bins: [18]", "10:23 bins must list at least 2 entries, found 1"],
    [
      age,
      "{name: origin, category: ethnic_origin}",
      '10:30 "ethnic_origin" is a special category of GDPR article 9: state the legal basis to use it here (basis) and how long it is kept (retention)',
    ],
    [
      age,
      "{name: origin, category: health, retention: P1Y}",
      '10:30 "health" is a special category of GDPR article 9: state the legal basis to use it here (basis)',
    ],
    [
      age,
      "{name: origin, category: health, basis: consent}",
      '10:30 "health" is a special category of GDPR article 9: state how long it is kept (retention)',
    ],
    [
      age,
      "{name: origin, category: ethnic_orgin}",
      '10:30 unknown category "ethnic_orgin"; did you mean "ethnic_origin"?',
    ],
    [
      age,
      "{name: origin, retention: 1 year}",
      '10:31 retention must be an ISO 8601 period such as P1Y, P6M or P30D, found "1 year"',
    ],
    [
      age,
      "{name: o, map: {dk: domestic}, reference: dk}",
      '10:47 the map makes "dk" "domestic": write reference: "domestic"',
    ],
    [
      age,
      "{name: o, labels: {dk: {dansk: Danish}}}",
      '10:29 unknown language "dansk"; reports are written in en, da, nb',
    ],
    ["metrics:", "intersections: [[gender, aeg]]\nmetrics:", '15:26 unknown attribute "aeg"; did you mean "age"?'],
    [
      "metrics:",
      "intersections: [[gender, gender]]\nmetrics:",
      '15:26 attribute "gender" stands twice in this intersection',
    ],
    ["metrics:", "intersections: [[gender, age], [age, gender]]\nmetrics:", "15:32 this intersection is given twice"],
    ["metrics:", "intersections: [[gender]]\nmetrics:", "15:17 intersection 1 must list at least 2 entries, found 1"],
    ["metrics:", "intersections: {max_order: 5}\nmetrics:", "15:28 max_order must be at most 4, found 5"],
  ],
  tags: [
    [
      "- gender",
      "- {name: gender, separator: '|', reference: f}",
      "9:36 reference does not go with separator: a row is then in several groups",
    ],
    ["- gender", "- {name: gender, separator: ''}", "9:31 separator must not be empty"],
    [
      "  - gender\n  - {name: age, bins: [18, 30, 60], reference: 18–29}\n",
      "  - {name: gender, separator: ','}\n  - age\nintersections: [[age, gender]]\n",
      "11:17 gender has a separator, so its groups overlap: they are compared with everybody else, and not crossed",
    ],
    ["attribute: gender", "attribute: gender × t", '18:16 unknown attribute "t"; the suite has "gender", "age"'],
  ],
  models: [
    [model, "", '1:1 the suite needs "model" (or "models", a list)'],
    ["metrics:", "models: [{id: b, kind: logged, score: s}]\nmetrics:", "15:1 give model or models, not both"],
    [
      model,
      "models: [{id: b, kind: logged, score: s}, {id: b, kind: logged, score: t}]\n",
      '11:48 model id "b" is given twice',
    ],
    ["kind: logged", "kind: onxx", '13:9 unknown kind "onxx"; did you mean "onnx"?'],
    [
      "kind: logged",
      "kind: sklearn",
      '13:9 unknown kind "sklearn"; expected one of logged, tfjs-layers, tfjs-graph, tf-saved-model, onnx, xgboost, lightgbm, catboost, http, kserve, tf-serving, mlflow, command, module',
    ],
    ["  score: score\n", "", '13:9 a logged model needs "prediction", "score" or "scores": columns of the data'],
    ["score: score", "prediction: p\n  abstain_below: 0.7", '15:3 abstain_below needs a "confidence" or a "score"'],
    [
      "score: score",
      "score: score\n  abstained: left\n  abstain_below: 0.7",
      "16:3 give abstained (logged) or abstain_below (from the confidence), not both",
    ],
    [
      "score: score",
      "scores: {a: p_a}",
      "14:11 scores are for three classes or more; of two, give the score of the positive one: score",
    ],
    [
      "score: score",
      "score: score\n  scores: {a: p_a, b: p_b, c: p_c}",
      "15:3 give score (of the positive class) or scores (of each of several), not both",
    ],
    [
      "score: score",
      "task: regression\n  score: score",
      "7:3 favourable is for classes, and this is a regression",
      '13:9 a regression needs "prediction": the column with the predicted number',
      "15:3 score does not go with task: regression, which predicts numbers",
    ],
    [
      "score: score",
      "score: score\n  path: m.onnx",
      '15:3 path does not go with kind "logged": a logged model is not run',
    ],
    ["kind: logged\n  score: score", "kind: onnx", '13:9 a model of kind "onnx" needs "path"'],
    [
      "kind: logged\n  score: score",
      "kind: tfjs-layers\n  path: m.json",
      '13:9 a model of kind "tfjs-layers" needs "features": its inputs, in order',
    ],
    [
      "kind: logged",
      "kind: onnx\n  path: m.onnx",
      '15:3 score does not go with kind "onnx": a model of kind "onnx" is run; logged predictions have kind: logged',
    ],
    [
      "kind: logged\n  score: score",
      "kind: onnx\n  path: m.onnx\n  features: [a, {nam: b}]",
      '15:18 unknown key "nam" in feature 2; did you mean "name"?',
    ],
    [
      "kind: logged\n  score: score",
      "kind: onnx\n  path: m.onnx\n  features: [a, {name: b, std: 0}]",
      "15:32 std must be above 0, found 0",
    ],
    [
      "kind: logged\n  score: score",
      "kind: onnx\n  path: m.onnx\n  features: [{name: b, one_hot: [1, x]}]",
      '15:34 one_hot entry 1 must be a text, found 1; write "1" in quotes',
    ],
    [
      "score: score",
      "prediction: p\n  threshold: 0.4",
      '15:3 threshold has nothing to divide: the model has no "score"',
    ],
    ["score: score", "score: s\n  threshold: {top_share: 10}", "15:26 top_share must be at most 1, found 10"],
    [
      "score: score",
      "score: s\n  threshold: {tops: 10}",
      '15:15 unknown key "tops" in model.threshold; did you mean "top"?',
    ],
  ],
  gates: [
    [
      "metric: selection_rate",
      "metric: selektion_rate",
      '17:13 unknown metric "selektion_rate"; did you mean "selection_rate"?',
    ],
    ["metric: selection_rate", "metric: fpr", '17:13 unknown metric "fpr"; did you mean "false_positive_rate"?'],
    ["[selection_rate, roc_auc]", "[selection_rate, selection_rate]", '15:27 metric "selection_rate" is given twice'],
    ["[selection_rate, roc_auc]", "[selection_rate, nonsense]", '15:27 unknown metric "nonsense"'],
    ["attribute: gender", "attribute: gendr", '18:16 unknown attribute "gendr"; did you mean "gender"?'],
    ["attribute: gender", "attribute: gender × ag", '18:16 unknown attribute "ag"; did you mean "age"?'],
    [
      "attribute: gender",
      "attribute: [gender, income]",
      '18:25 unknown attribute "income"; the suite has "gender", "age"',
    ],
    ["attribute: gender", "attribute: []", "18:16 attribute must list at least 2 entries, found 0"],
    ["attribute: gender", 'attribute: ""', "18:16 attribute must not be empty"],
    ["    attribute: gender\n", "", '17:5 gate 1 needs "attribute"'],
    [
      "disparity: max_difference",
      "disparity: max_diference",
      '19:16 unknown disparity "max_diference"; did you mean "max_difference"?',
    ],
    [
      "disparity: max_difference",
      "disparity: gap",
      '19:16 unknown disparity "gap"; here it is called "max_difference"',
    ],
    ["    at_most: 0.05\n", "", "17:5 gate 1 needs at_most: the tolerance"],
    ["at_most: 0.05", "at_most: 5", "20:14 at_most must lie from 0 to 1, found 5; for 5 points write 0.05"],
    ["at_most: 0.05", "at_most: -0.1", "20:14 at_most must lie from 0 to 1, found -0.1"],
    ["at_most: 0.05", "at_most: .nan", "20:14 at_most must be a number, found .nan"],
    ["at_most: 0.05", "at_least: 0.05", "20:5 max_difference takes at_most, not at_least"],
    ["at_most: 0.05", "at_most: 0.05\n    at_least: 0.8", "21:5 max_difference takes at_most, not at_least"],
    [
      "max_difference\n    at_most: 0.05",
      "min_ratio\n    at_least: 80",
      "20:15 at_least must lie above 0 and up to 1, found 80; for 80% write 0.8",
    ],
    [
      "max_difference\n    at_most: 0.05",
      "ratio_to_rest\n    at_least: 1.25",
      "20:15 at_least must lie above 0 and up to 1, found 1.25; ratios are smallest to largest: write 0.8",
    ],
    [
      "max_difference\n    at_most: 0.05",
      "ratio_to_rest\n    at_least: 0",
      "20:15 at_least must lie above 0 and up to 1, found 0",
    ],
    [
      "max_difference\n    at_most: 0.05",
      "between_group_sd\n    at_least: 0.5",
      "20:5 between_group_sd takes at_most, not at_least",
    ],
    ["at_most: 0.05", "at_most: 0.05\n    model: m2", '21:12 unknown model "m2"; did you mean "m1"?'],
    [
      "at_most: 0.05",
      "at_most: 0.05\n    small_groups: skip",
      '21:19 unknown small_groups "skip"; expected one of undecided, list',
    ],
    [
      "    at_most: 0.05",
      "    at_most: 0.05\n    regression: {at_most: 0.01}",
      "20:5 at_most and regression are two limits: write two gates",
    ],
    [
      "    at_most: 0.05",
      "    regression: {at_most: 1.5}",
      "20:27 at_most must lie from 0 to 1, found 1.5; for 1.5 points write 0.015",
    ],
    ["    at_most: 0.05", "    regression: {}", '20:5 regression needs "at_most"'],
    ["    at_most: 0.05", "    regression: 0.01", "20:17 regression must be a map, found 0.01"],
    [
      "disparity: max_difference\n    at_most: 0.05",
      "disparity: min_ratio\n    regression: {at_most: 0.1}",
      "19:16 regression is for max_difference, difference_to_best, difference_to_reference; min_ratio has no bounds for its growth",
    ],
    ["    disparity: max_difference\n", "", '17:5 gate 1 needs "disparity"'],
    [
      gate,
      "  - {id: g, metric: roc_auc, attribute: age, disparity: max_difference, at_most: 0.1}\n  - {id: g, metric: roc_auc, attribute: gender, disparity: max_difference, at_most: 0.1}\n",
      '18:10 gate id "g" is given twice',
    ],
  ],
};

const rows = Object.entries(wrong).flatMap(([subject, entries]) =>
  entries.map(([replaced, by, ...said]) => ({ subject, replaced, by, said })),
);

describe("a suite with a fault", () => {
  it("is tried in at least 60 ways, each a change of the example, which has none", () => {
    expect(rows.length).toBeGreaterThanOrEqual(60);
    expect(told(problemsOf(() => parse(example)))).toEqual([]);
  });

  it.each(rows)("$subject: $by", ({ replaced, by, said }) => {
    const text = example.replace(replaced, () => by);
    expect(text).not.toBe(example);
    expect(told(problemsOf(() => parse(text)))).toEqual(said);
  });
});

describe("a suite with faults of every kind", () => {
  const text = example
    .replace("favourable: true", "favorable: true")
    .replace("bins: [18, 30, 60]", "bins: [18, 60, 30]")
    .replace("source: data/rows.csv", "source: ../../secret.csv")
    .replace("attribute: gender", "attribute: gendr")
    .replace("at_most: 0.05", "at_most: 5\n    at_most: 6\n    __proto__: {a: 1}");

  it("tells them all at once, in the order of the file", () => {
    expect(told(problemsOf(() => parse(text)))).toEqual([
      "4:11 the path leads outside the project; --allow-outside opens this",
      '7:3 unknown key "favorable" in dataset; did you mean "favourable"?',
      "10:32 bins must rise, found 30 after 60",
      '18:16 unknown attribute "gendr"; did you mean "gender"?',
      "20:14 at_most must lie from 0 to 1, found 5; for 5 points write 0.05",
      '21:5 key "at_most" is given twice',
      '22:5 key "__proto__" is not allowed',
    ]);
  });

  it("says where to look metrics up", () => {
    const problems = problemsOf(() => parse(example.replace("roc_auc", "nonsense")));
    expect(problems.map(({ hint }) => hint)).toEqual(["See: evenhand schema metrics"]);
  });

  it("marks as many characters as are meant, in the file that is meant", () => {
    const [problem] = problemsOf(() => parse(example.replace("favourable", "favorable")));
    expect(problem).toMatchObject({ line: 7, column: 3, length: "favorable".length });
    expect(problem?.file).toMatch(/suite\.yaml$/);
  });

  it("stops after a hundred problems and says that there are more", () => {
    const keys = Array.from({ length: 300 }, (_, i) => `zzz${i}: 1`).join("\n");
    const problems = problemsOf(() => parse(`${example}${keys}\n`));
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.message).toBe("more problems from here on; they are shown when these are gone");
  });
});

describe("values that could be mistaken", () => {
  it("takes quoted codes, `no` and numbers in their plain form as what they are", () => {
    const suite = parse(example.replace("reference: 18–29", "map: {no: no, da: 'NO', '012': \"012\"}"));
    expect(suite.attributes[1]?.map).toEqual({ no: "no", da: "NO", "012": "012" });
    expect(parse(example.replace("favourable: true", "favourable: no")).dataset.favourable).toBe("no");
    expect(parse(example.replace("favourable: true", 'favourable: "012"')).dataset.favourable).toBe("012");
  });

  it("takes metrics with a range of their own, and disparities with their bound", () => {
    const registries = {
      metrics: [
        { name: "loss", range: [0, null] },
        { name: "selection_rate", range: [0, 1] },
        { name: "mcc", range: [-1, 1] },
      ] as const,
      disparities: [
        { name: "gap", bound: "at_most" },
        { name: "share", bound: "at_least" },
      ] as const,
    };
    const gates = (metric: string, tolerance: string) =>
      told(
        problemsOf(() =>
          parse(`${example.split("metrics:")[0]}gates: [{metric: ${metric}, attribute: age, ${tolerance}}]`, {
            registries,
          }),
        ),
      );
    expect(gates("loss", "disparity: gap, at_most: 40")).toEqual([]);
    expect(gates("loss", "disparity: gap, at_most: -1")).toEqual(["15:65 at_most must not be negative, found -1"]);
    expect(gates("mcc", "disparity: gap, at_most: 1.5")).toEqual([]);
    expect(gates("mcc", "disparity: gap, at_most: 2.5")).toEqual(["15:64 at_most must lie from 0 to 2, found 2.5"]);
    expect(gates("selection_rate", "disparity: share, at_most: 0.5")).toEqual([
      "15:68 share takes at_least, not at_most",
    ]);
  });
});
