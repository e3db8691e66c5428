import type { RunRecord } from "../../src/record/run-record.js";

type Words = Readonly<Record<string, string>>;

const people: Words = { en: "customers", da: "kunder", nb: "kunder" };

const words: RunRecord["suite"]["words"] = {
  true_positive_rate: {
    en: { name: "Leavers reached", of: "customers who left", did: "had been offered a deal" },
    da: { name: "Nåede kunder", of: "opsagte kunder", did: "havde fået et tilbud" },
    nb: { name: "Nådde kunder", of: "oppsagte kunder", did: "hadde fått et tilbud" },
  },
  false_positive_rate: {
    en: { name: "Needless offers", of: "customers who stayed", did: "got an offer" },
    da: { name: "Unødige tilbud", of: "fortsatte kunder", did: "fik et tilbud" },
    nb: { name: "Unødige tilbud", of: "fortsatte kunder", did: "fikk et tilbud" },
  },
  selection_rate: {
    en: { name: "Customers offered", of: "customers", did: "got an offer" },
    da: { name: "Kunder med tilbud", of: "kunder", did: "fik et tilbud" },
    nb: { name: "Kunder med tilbud", of: "kunder", did: "fikk et tilbud" },
  },
};

const notes: Readonly<Record<string, Words>> = {
  system: {
    da: "Score for opsigelse, som afgør, hvem der får et tilbud",
    nb: "Skår for oppsigelse som avgjør hvem som får et tilbud",
  },
  owner: { da: "Kundeloyalitet", nb: "Kundelojalitet" },
  decision: {
    da: "Om en kunde får et tilbud, før kunden rejser",
    nb: "Om en kunde får et tilbud før kunden drar",
  },
  population: { da: "Kunder i Danmark og Norge", nb: "Kunder i Danmark og Norge" },
  source: { da: "Kunderegister og scorelog; ingen stikprøve", nb: "Kunderegister og skårlogg; ikke et utvalg" },
  label: {
    da: "Aftale ophørt inden for 60 dage efter scoren, fra fakturering",
    nb: "Avtale avsluttet innen 60 dager etter skåren, fra fakturering",
  },
  label_risk: {
    da: "Nogle kunder kan være blevet på grund af tilbuddet",
    nb: "Noen kunder kan ha blitt på grunn av tilbudet",
  },
  not_examined: {
    da: "Erhvervskunder og kunder, der kom til efter scoren",
    nb: "Bedriftskunder og kunder som kom til etter skåren",
  },
};

const attributes: Readonly<Record<string, { title: Words; labels: Readonly<Record<string, Words>> }>> = {
  language: {
    title: { en: "language", da: "sprog", nb: "språk" },
    labels: {
      da: { en: "Danish-speaking customers", da: "dansktalende kunder", nb: "dansktalende kunder" },
      nb: { en: "Norwegian-speaking customers", da: "norsktalende kunder", nb: "norsktalende kunder" },
      en: { en: "English-speaking customers", da: "engelsktalende kunder", nb: "engelsktalende kunder" },
    },
  },
  gender: {
    title: { en: "gender", da: "køn", nb: "kjønn" },
    labels: { female: { en: "women", da: "kvinder", nb: "kvinner" }, male: { en: "men", da: "mænd", nb: "menn" } },
  },
  age_band: { title: { en: "age", da: "alder", nb: "alder" }, labels: {} },
};

/** The record with a suite's words in all three languages. */
export const nordic = (record: RunRecord): RunRecord => ({
  ...record,
  suite: {
    ...record.suite,
    title: {
      en: "Retention offers: who gets one?",
      da: "Fastholdelsestilbud: hvem får et?",
      nb: "Tilbud om å bli: hvem får et?",
    },
    people,
    words,
    notes: Object.fromEntries(
      Object.entries(record.suite.notes).map(([key, text]) => {
        const english = typeof text === "string" ? { en: text } : text;
        return [key, { ...english, ...notes[key] }];
      }),
    ),
  },
  attributes: record.attributes.map((attribute) => ({ ...attribute, ...attributes[attribute.name] })),
});
