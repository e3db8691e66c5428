import type { Vocabulary } from "./name-words.js";

/** What columns are called, in English, Danish and Norwegian, by the part they play. */

/** The truth, whatever it is about. */
export const labelNames: Vocabulary = {
  words: [
    "label",
    "target",
    "outcome",
    "truth",
    "y",
    "class",
    "facit",
    "fasit",
    "udfald",
    "utfall",
    "resultat",
    "actual",
  ],
};

/** Things that models in customer service are asked to foretell. */
export const outcomeNames: Vocabulary = {
  words: [
    ...["default", "income", "response", "intent", "sentiment", "valence", "won", "exited", "attrition", "renewed"],
    ...["granted", "hired", "admitted", "fraud", "klage", "svig", "category", "topic", "priority", "deposit"],
  ],
  stems: [
    ...["churn", "convert", "conversion", "escalat", "eskaler", "disput", "approv", "subscrib", "resolv", "satisf"],
    ...["cancel", "frafald", "frafall", "opsagt", "oppsagt", "godkend", "godkjen", "misligh", "tilfreds", "complain"],
  ],
};

/** What a model said. */
export const predictionNames: Vocabulary = {
  words: ["pred", "preds", "yhat", "decision", "decided", "afgorelse", "avgjorelse", "beslutning", "flag", "flagged"],
  stems: ["predict", "predik", "forudsi", "forudsag", "forudsig"],
};

/** How strongly a model said it. */
export const scoreNames: Vocabulary = {
  words: ["score", "scores", "prob", "proba", "probability", "propensity", "likelihood", "p", "risk"],
  stems: ["sandsynlig", "sannsynlig"],
};

export const timeNames: Vocabulary = {
  words: [
    "time",
    "date",
    "dato",
    "tid",
    "timestamp",
    "created",
    "at",
    "day",
    "month",
    "tidspunkt",
    "oprettet",
    "opprettet",
  ],
};

export const consentNames: Vocabulary = {
  words: ["consent", "consents", "consented", "gdpr", "optin"],
  stems: ["samtyk"],
};

export const weightNames: Vocabulary = { words: ["weight", "weights", "fnlwgt", "pwgtp", "vaegt", "vekt"] };

export const countNames: Vocabulary = { words: ["count", "n", "antal", "antall", "freq", "frequency"] };

/** Somebody who can have several rows. */
export const personNames: Vocabulary = {
  words: [
    ...["customer", "client", "user", "person", "member", "account", "household", "subject", "applicant", "citizen"],
    ...["consumer", "subscriber", "patient", "student", "employee", "anon", "bruger", "bruker", "borger", "konto"],
    ...["medlem", "husstand", "cpr", "fnr"],
  ],
  stems: ["kunde", "kunden"],
};

export const idNames: Vocabulary = {
  words: [
    "id",
    "ids",
    "uuid",
    "guid",
    "nr",
    "no",
    "number",
    "nummer",
    "key",
    "ref",
    "reference",
    "code",
    "cpr",
    "fnr",
    "index",
  ],
  stems: ["kundenr", "kundenu", "kundeid", "sagsn", "saksn"],
};

/** What names a person outside the data. */
export const identifyingNames: Vocabulary = {
  words: [
    ...["email", "mail", "phone", "mobile", "address", "iban", "ip", "cpr", "fnr", "ssn", "surname", "firstname"],
    ...["lastname", "fullname", "navn", "fornavn", "efternavn", "etternavn", "telefon", "adresse", "name", "username"],
  ],
};
