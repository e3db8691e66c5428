import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ColumnProfile, Content, DataProfile } from "../../src/core/data-profile.js";
import { Failure } from "../../src/core/errors.js";
import { nameWords } from "../../src/proposals/name-words.js";
import type { Choices, ProposedModel } from "../../src/proposals/proposal.js";
import { nameFrom, propose } from "../../src/proposals/propose.js";
import { placeholders, suiteText } from "../../src/proposals/suite-text.js";
import { parseSuite } from "../../src/suite/parse.js";
import { column, manyValued, profileOf } from "./profiles.js";

const gender = column("gender", { f: 480, m: 520 });
const churned = column("churned", { "0": 700, "1": 300 });
const predicted = column("predicted", { "0": 800, "1": 200 });

const proposed = (columns: readonly ColumnProfile[], choices: Choices = {}, more: Partial<DataProfile> = {}) =>
  propose(profileOf(columns, more), choices, "people.csv");

const textOf = (columns: readonly ColumnProfile[], choices: Choices = {}, more: Partial<DataProfile> = {}): string =>
  suiteText(proposed(columns, choices, more), { source: "people.csv", schema: "suite.schema.json" });

const parsed = (text: string) =>
  parseSuite(text, "/project/suite.yaml", { projectFolder: "/project", allowOutside: true });

const logged = (model: ProposedModel) => {
  if (model.kind !== "logged") throw new Error(model.kind);
  return { prediction: model.prediction?.column.name ?? null, score: model.score?.column.name ?? null };
};

describe("nameWords", () => {
  it.each([
    ["customerID", ["customer", "id"]],
    ["SeniorCitizen", ["senior", "citizen"]],
    ["native-country", ["native", "country"]],
    ["Kønn", ["konn"]],
    ["fødselsår", ["fodselsar"]],
    ["Consumer disputed?", ["consumer", "disputed"]],
    ["", []],
  ])("%s", (name, words) => expect(nameWords(name)).toEqual(words));
});

describe("attributes", () => {
  it.each([
    ...["gender", "Sex", "køn", "Kjønn", "SEX", "customer_gender"].map((name) => [name, "gender"]),
    ...["language", "sprog", "Språk", "modersmål_sprog"].map((name) => [name, "language"]),
    ...["nationality", "statsborgerskab", "nasjonalitet", "origin"].map((name) => [name, "nationality or origin"]),
    ...["race", "ethnicity", "etnicitet", "etnisk_bakgrunn"].map((name) => [name, "ethnic origin"]),
    ...["disability", "handicap", "funktionsnedsættelse", "funksjonsnedsettelse"].map((name) => [name, "disability"]),
    ...["marital-status", "civilstand", "sivilstand"].map((name) => [name, "marital status or family"]),
    ...["religion", "trossamfund", "trossamfunn"].map((name) => [name, "religion or belief"]),
  ] as const)("%s is %s, by its name", (name, meaning) => {
    const [found] = proposed([column(name, { a: 400, b: 600 }), churned]).attributes;
    expect(found).toMatchObject({ column: { name }, kind: { meaning } });
  });

  it("are known by their values under another name", () => {
    const [found] = proposed([column("x7", { kvinde: 500, mand: 480, andet: 20 }), churned]).attributes;
    expect(found?.kind?.meaning).toBe("gender");
  });

  it.each(["page", "usage", "language_model_usage_days", "average", "contract_age"])("%s is no age", (name) => {
    const found = proposed([gender, manyValued(name, "integer", { most: 90 }), churned]);
    expect(found.attributes.map(({ kind }) => kind?.meaning)).not.toContain("age");
  });

  it.each(["age", "alder", "AGEP"])("%s is put into bands that hold all ages", (name) => {
    const ages = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [String(19 + i), 15]));
    const [found] = proposed([column(name, ages), churned]).attributes;
    expect(found?.bins).toEqual([19, 30, 45, 60, 78]);
  });

  it("leaves out bands of fewer than 30", () => {
    const ages = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [String(17 + i), 33]));
    const [found] = proposed([column("age", ages), churned]).attributes;
    // 45 and 46 hold 66 rows, so that they stay; with 10 each they would not.
    expect(found?.bins).toEqual([17, 30, 45, 46]);
    const few = Object.fromEntries(Object.entries(ages).map(([age, n]) => [age, Number(age) >= 45 ? 10 : n]));
    expect(proposed([column("age", few), churned]).attributes[0]?.bins).toEqual([17, 30, 46]);
  });

  it("is asked for where what is called age cannot be one", () => {
    const { attributes, alternatives } = proposed([manyValued("age", "integer", { most: 99_999 }), churned]);
    expect(attributes).toEqual([]);
    expect(alternatives.protected[0]?.why).toMatch(/no age/);
  });

  it("puts small ones of many groups together", () => {
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`c${i}`, i < 2 ? 400 : 11]));
    const [found] = proposed([column("nationality", many), churned]).attributes;
    expect(found?.together).toHaveLength(18);
    expect(parsed(textOf([column("nationality", many), churned])).attributes[0]?.map).toMatchObject({ c19: "other" });
  });

  it("names article 9, without a basis of its own making", () => {
    const text = textOf([column("religion", { a: 500, b: 500 }), churned]);
    expect(text).toMatch(/# religion: special category of GDPR article 9/);
    expect(parsed(text).attributes[0]?.category).toBeUndefined();
  });
});

describe("label and prediction", () => {
  it("finds both, and does not take one for the other", () => {
    const found = proposed([gender, predicted, churned]);
    expect(found.label?.column.name).toBe("churned");
    expect(logged(found.model)).toEqual({ prediction: "predicted", score: null });
  });

  it.each([
    ["y_true", "y_pred"],
    ["frafald", "forudsagt_frafald"],
    ["oppsagt", "predikert"],
    ["outcome", "model_decision"],
  ])("%s and %s", (label, prediction) => {
    const found = proposed([gender, column(label, { "0": 700, "1": 300 }), column(prediction, { "0": 800, "1": 200 })]);
    expect(found.label?.column.name).toBe(label);
    expect(logged(found.model).prediction).toBe(prediction);
  });

  it("takes a score from 0 to 1 alone, and one of another scale beside a decision only", () => {
    const probability = manyValued("churn_score", "number", { least: 0.01, most: 0.99 });
    const points = manyValued("score", "number", { least: 0, most: 900 });
    expect(logged(proposed([gender, churned, probability]).model)).toEqual({ prediction: null, score: "churn_score" });
    expect(proposed([gender, churned, points]).model.kind).toBe("outcome");
    expect(logged(proposed([gender, churned, predicted, points]).model)).toEqual({
      prediction: "predicted",
      score: "score",
    });
  });

  it("takes shares for a score and no decision, whatever they are called, and once only", () => {
    const shares = Object.fromEntries(Array.from({ length: 15 }, (_, i) => [String(0.03 + i / 20), 60]));
    const found = proposed([gender, churned, column("pred", shares, { content: "number" })]);
    expect(found.label?.column.name).toBe("churned");
    expect(logged(found.model)).toEqual({ prediction: null, score: "pred" });
  });

  it("compares the recorded outcome where no prediction is found, and says so", () => {
    const text = textOf([gender, column("income", { "<=50K": 700, ">50K": 300 })]);
    const suite = parsed(text);
    expect(suite.dataset.label).toBeUndefined();
    expect(suite.models[0]).toMatchObject({ kind: "logged", prediction: "income", positive: ">50K" });
    expect(text).toMatch(/no prediction of a model/);
  });

  it("says which label value each prediction means, where they are called otherwise", () => {
    const found = proposed([gender, column("churned", { yes: 300, no: 700 }), column("pred", { "1": 200, "0": 800 })]);
    expect(found.model).toMatchObject({ kind: "logged", classes: { "1": "yes", "0": "no" } });
  });

  it("finds a score for each of several classes", () => {
    const score = (name: string) => manyValued(name, "number", { least: 0, most: 1 });
    const topic = column("topic", { billing: 400, outage: 300, "new line": 300 });
    const found = proposed([gender, topic, score("p_billing"), score("p_outage"), score("p_new_line")]);
    expect(found.model).toMatchObject({
      scores: { billing: "p_billing", outage: "p_outage", "new line": "p_new_line" },
    });
  });

  it("takes amounts for a regression where the prediction is called after one", () => {
    const found = proposed([gender, manyValued("minutes", "number"), manyValued("predicted_minutes", "number")]);
    expect(found.label?.column.name).toBe("minutes");
    expect(found.model).toMatchObject({ kind: "logged", isRegression: true });
    expect(
      parsed(textOf([gender, manyValued("minutes", "number"), manyValued("predicted_minutes", "number")])).models[0]
        ?.task,
    ).toBe("regression");
  });

  it("names what it could not find, at a place that a run stops at", () => {
    const text = textOf([manyValued("text", "text", { wordy: 1 })]);
    expect(text).toContain(`  - ${placeholders.attribute} #`);
    expect(text).toContain(`prediction: ${placeholders.prediction} #`);
  });

  it("leaves favourable to the user where it depends on what is done", () => {
    expect(proposed([gender, churned, predicted]).favourable).toBeNull();
    const approved = column("approved", { "0": 700, "1": 300 });
    expect(proposed([gender, approved, predicted]).favourable?.value).toBe("1");
    const fraud = column("default", { "0": 700, "1": 300 });
    expect(proposed([gender, fraud, predicted]).favourable?.value).toBe("0");
  });
});

describe("keys", () => {
  it("tells a row's id from a customer who comes back", () => {
    const found = proposed([
      manyValued("ticket_id", "text"),
      manyValued("kundenr", "text", { distinct: 400 }),
      gender,
      churned,
    ]);
    expect([found.id?.column.name, found.unit?.column.name]).toEqual(["ticket_id", "kundenr"]);
  });

  it("leaves out what names people, and free text", () => {
    const found = proposed([
      gender,
      churned,
      manyValued("email", "text", { personal: 1 }),
      manyValued("navn", "text"),
      manyValued("comment", "text", { wordy: 0.9 }),
    ]);
    expect(found.leftOut.map(({ column: { name }, why }) => [name, why])).toEqual([
      ["email", "names people"],
      ["navn", "names people"],
      ["comment", "free text"],
    ]);
  });

  it("writes no value of a column that is left out", () => {
    const secret = column("email", { "kari@example.org": 1, "ola@example.org": 1 }, { personal: 1 });
    expect(textOf([gender, churned, secret])).not.toContain("example.org");
  });
});

describe("choices", () => {
  it("stand, whatever the data look like", () => {
    const found = proposed([gender, churned, predicted, column("topic", { a: 500, b: 500 })], {
      label: "topic",
      prediction: "none",
      protected: ["churned"],
      positive: "a",
    });
    expect(found.model).toMatchObject({ kind: "outcome", outcome: { column: { name: "topic" } } });
    expect(found.attributes.map(({ column: { name } }) => name)).toEqual(["churned"]);
    expect(found.positive?.value).toBe("a");
  });

  it("that name no column are refused, with the nearest", () => {
    expect(() => proposed([gender, churned], { label: "chruned" })).toThrow(/--label: no column "chruned".*"churned"/);
    expect(() => proposed([gender, churned], { protected: ["x"] })).toThrow(Failure);
  });
});

describe("stand-ins", () => {
  it("are columns that tell an attribute, strongest first", () => {
    const columns = [gender, churned, column("job", { a: 500, b: 500 }), column("size", { s: 500, l: 500 })];
    const associations = [
      { columns: [0, 2] as const, strength: 0.3 },
      { columns: [0, 3] as const, strength: 0.6 },
      { columns: [0, 1] as const, strength: 0.9 },
    ];
    const found = proposed(columns, {}, { associations });
    expect(found.standIns.map(({ column: { name }, strength }) => [name, strength])).toEqual([
      ["size", 0.6],
      ["job", 0.3],
    ]);
  });
});

describe("nameFrom", () => {
  it("is a name that a suite can have", () =>
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (file) => {
        expect(nameFrom(file)).toMatch(/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u);
      }),
    ));
});

const anyName = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 0, maxLength: 12 }),
  fc.constantFrom(
    "gender",
    "age",
    "id",
    "customer_id",
    "label",
    "pred",
    "score",
    "y",
    "region",
    "consent",
    "created_at",
    "n",
    "weight",
  ),
);
const anyContent = fc.constantFrom<Content>("none", "boolean", "integer", "number", "time", "text", "nested");
const anyColumn = fc
  .record({
    name: anyName,
    content: anyContent,
    values: fc.option(
      fc.dictionary(fc.oneof(fc.string({ unit: "grapheme", maxLength: 6 }), fc.nat(150).map(String)), fc.nat(300), {
        maxKeys: 70,
      }),
    ),
    wordy: fc.float({ min: 0, max: 1, noNaN: true }),
    placeholders: fc.subarray(["", "?", "N/A", " "]),
    bounds: fc.tuple(fc.float({ noNaN: true }), fc.float({ noNaN: true })),
  })
  .map(({ name, content, values, wordy, placeholders: missing, bounds }) => {
    const isNumber = content === "integer" || content === "number";
    const [least, most] = [Math.min(...bounds), Math.max(...bounds)];
    const range = isNumber ? { least, most } : { least: null, most: null };
    return values === null
      ? manyValued(name, content, { wordy, placeholders: missing, ...range })
      : column(name, values, { content, wordy, placeholders: missing, ...range });
  });

describe("any profile", () => {
  it("becomes a suite of the right form", () =>
    fc.assert(
      fc.property(fc.uniqueArray(anyColumn, { selector: ({ name }) => name, maxLength: 10 }), (columns) => {
        const suite = parsed(textOf(columns));
        expect(suite.models).toHaveLength(1);
        expect(suite.attributes.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    ));
});
