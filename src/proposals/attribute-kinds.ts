import type { specialCategories } from "../suite/suite.js";
import type { Vocabulary } from "./name-words.js";

/** A protected attribute as names of columns in English, Danish and Norwegian tell it. */
export interface AttributeKind {
  /** What it is, in words. */
  readonly meaning: string;
  readonly names: Vocabulary;
  /** Words beside which the name means something else: the age of an account is no age. */
  readonly unless?: readonly string[];
  /** All values that columns of this kind have, folded; a column with at least two of them and no other is of this kind whatever its name. */
  readonly values?: readonly string[];
  /** Special category of GDPR article 9, where it is one. */
  readonly category?: (typeof specialCategories)[number];
  /** Numbers of this kind are put into bands: of years of age, or of years of birth. */
  readonly bands?: "age" | "birth";
  /** No ground of protection itself, but it may stand for one: proposed where little else is found. */
  readonly isWeak?: boolean;
}

const notOfPeople = ["account", "konto", "contract", "kontrakt", "days", "months", "ticket", "sag", "sak", "page"];

/** In the order of proposals. */
export const attributeKinds: readonly AttributeKind[] = [
  {
    meaning: "gender",
    names: { words: ["sex", "gender", "kon", "koen", "kjonn", "kjoenn", "female", "male", "woman"] },
    values: [
      ...["f", "m", "x", "k", "w", "d", "female", "male", "woman", "man", "women", "men", "nonbinary", "non-binary"],
      ...[
        "kvinde",
        "mand",
        "kvinne",
        "mann",
        "kvinder",
        "maend",
        "kvinner",
        "menn",
        "diverse",
        "other",
        "andet",
        "annet",
      ],
    ],
  },
  {
    meaning: "year of birth",
    names: { words: ["birthyear", "yob", "fodselsar", "fodselsaar", "fodt"], stems: ["fodselsa"] },
    bands: "birth",
  },
  {
    meaning: "age",
    names: {
      words: ["age", "alder", "agep", "ages", "senior", "seniorcitizen", "elderly", "pensionist", "aldersgruppe"],
      stems: ["alders"],
    },
    unless: notOfPeople,
    bands: "age",
  },
  {
    meaning: "date of birth",
    names: { words: ["birthdate", "birthday", "dob", "birth"], stems: ["fodselsda"] },
    bands: "birth",
  },
  {
    meaning: "language",
    names: { words: ["language", "lang", "locale", "mothertongue"], stems: ["sprog", "sprak"] },
    unless: ["programming"],
  },
  {
    meaning: "ethnic origin",
    names: {
      words: ["race", "rac1p", "rac1", "ethnicity", "ethnic", "hispanic", "skin", "herkomst"],
      stems: ["ethni", "etni", "hudfarve", "hudfarge"],
    },
    category: "ethnic_origin",
  },
  {
    meaning: "nationality or origin",
    names: {
      words: [
        "nationality",
        "citizenship",
        "cit",
        "origin",
        "oprindelse",
        "opprinnelse",
        "nativity",
        "immigrant",
        "foreign",
      ],
      stems: ["nationalit", "nasjonalit", "statsborger", "indvandr", "innvandr", "fodeland", "fodelan"],
    },
    unless: ["flight", "shipment"],
  },
  {
    meaning: "country of birth",
    names: { words: ["native"] },
    unless: ["app"],
  },
  {
    meaning: "disability",
    names: {
      words: ["dis", "impairment"],
      stems: ["disab", "handicap", "funktionsned", "funksjonsned", "funksjonshem"],
    },
    category: "health",
  },
  {
    meaning: "health",
    names: {
      words: ["diagnosis", "diagnose", "illness", "pregnant", "pregnancy", "gravid"],
      stems: ["sygdom", "sykdom"],
    },
    category: "health",
  },
  {
    meaning: "religion or belief",
    names: { words: ["religion", "religious", "faith", "belief"], stems: ["relig", "trossamfun", "livssyn"] },
    category: "religion_or_belief",
  },
  {
    meaning: "sexual orientation",
    names: { words: ["sexuality", "orientation", "lgbt", "lgbtq", "seksualitet"], stems: ["seksuel"] },
    unless: ["page", "screen", "customer"],
    category: "sex_life_or_orientation",
  },
  {
    meaning: "political opinion",
    names: { words: ["political", "politisk", "parti"] },
    category: "political_opinions",
  },
  {
    meaning: "trade union membership",
    names: { stems: ["fagforening", "tradeunion"] },
    category: "trade_union_membership",
  },
  {
    meaning: "marital status or family",
    names: {
      words: ["marital", "marriage", "married", "mar", "spouse", "partner", "dependents", "children", "parent"],
      stems: ["civilstand", "sivilstand", "civilstatus", "sivilstatus", "aegtesk", "ekteskap"],
    },
    unless: ["name", "company", "sales"],
  },
  {
    meaning: "military service",
    names: { words: ["veteran", "servicemember", "military", "mil"] },
  },
  {
    meaning: "where people live",
    names: {
      words: [
        ...[
          "region",
          "area",
          "county",
          "district",
          "municipality",
          "state",
          "country",
          "land",
          "city",
          "urban",
          "rural",
        ],
        ...["zip", "zipcode", "postcode", "postal", "postnr", "postnummer", "kommune", "fylke", "landsdel"],
      ],
      stems: ["postn", "region", "kommune", "bopael", "bosted"],
    },
    unless: ["landline", "status"],
    isWeak: true,
  },
  {
    meaning: "groups that somebody made",
    names: { words: ["group", "gruppe", "demographic", "cohort", "subgroup", "identity"] },
    unless: ["test", "control", "experiment", "product"],
    isWeak: true,
  },
];

/** Words in values, folded, that tell of a protected group whatever the column is called. */
export const telling: readonly string[] = [
  ...["older", "elderly", "servicemember", "veteran", "disabled", "wheelchair", "immigrant", "pregnant", "muslim"],
  ...["aeldre", "eldre", "handicappet", "indvandrer", "innvandrer"],
];
