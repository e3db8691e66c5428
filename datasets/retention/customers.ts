import { type Choices, Draws, sigmoid, weighted } from "./random.js";

export type Language = "da" | "nb" | "en" | "sv" | "fi";
export type Contract = "monthly" | "yearly" | "two_year";
export type Product = "mobile" | "broadband" | "tv" | "bundle";

/** What stays the same over all contacts of one customer. Null: not known to the company. */
export interface Customer {
  readonly number: number;
  readonly id: string;
  /** The language spoken in fact; `language` is what the register holds. */
  readonly spoken: Language;
  readonly language: Language | null;
  readonly gender: string | null;
  readonly age: number;
  readonly origin: string | null;
  readonly disability: boolean | null;
  readonly region: string;
  /** Months as a customer on the first day of the period. */
  readonly tenure: number;
  readonly contract: Contract;
  readonly product: Product;
  /** Kroner a month; `chargesKnown` false: lost in a billing migration. */
  readonly charges: number;
  readonly chargesKnown: boolean;
  readonly hasApp: boolean;
  /** Inclination to leave, and interest in new products, that no column shows; standard normal. */
  readonly temper: number;
  readonly interest: number;
  readonly isTest: boolean;
  /** Purposes consented to, joined by ";". */
  readonly consents: string | null;
  readonly contacts: number;
}

const languages = weighted<Language>(["da", 46], ["nb", 33], ["en", 18.5], ["sv", 2.46], ["fi", 0.04]);

/** Origin given language: who speaks what is where a gap by language turns into one by origin. */
const origins: Record<Language, Choices<string>> = {
  da: weighted(["dk", 86], ["no", 1], ["nordic", 2], ["eu", 5], ["non_eu", 6]),
  nb: weighted(["dk", 1], ["no", 85], ["nordic", 2], ["eu", 5], ["non_eu", 7]),
  en: weighted(["dk", 6], ["no", 5], ["nordic", 2], ["eu", 42], ["non_eu", 45]),
  sv: weighted(["dk", 2], ["no", 2], ["nordic", 96]),
  fi: weighted(["nordic", 100]),
};

const genders = weighted(["f", 49.5], ["m", 49.3], ["x", 1.2]);
const regions = weighted(["capital", 34], ["city", 27], ["town", 22], ["rural", 17]);
const products = weighted<Product>(["mobile", 45], ["broadband", 22], ["tv", 8], ["bundle", 25]);
const contactCounts = weighted([1, 40], [2, 26], [3, 15], [4, 9.5], [5, 5.5], [6, 4]);
const contracts = weighted<Contract>(["monthly", 42], ["yearly", 36], ["two_year", 22]);
const contractsOfMovers = weighted<Contract>(["monthly", 46], ["yearly", 34], ["two_year", 20]);
const prices: Record<Product, number> = { mobile: 199, broadband: 319, tv: 259, bundle: 549 };

/** Whether scripts, pages and questionnaires are in a language that the customer reads: Danish or Norwegian, which Swedes read too. */
export const isServed = (language: Language): boolean => language === "da" || language === "nb" || language === "sv";

/** Whole years; those who moved here for work are younger. */
function ageOf(draws: Draws, language: Language): number {
  const years = language === "en" ? 38 + 11 * draws.normal("age") : 49 + 18 * draws.normal("age");
  return Math.round(Math.min(95, Math.max(18, years)));
}

/** Consents, with those of people aged 60 and over rarer: planted, since leaving rows out can itself skew an audit. */
function consentsOf(draws: Draws, age: number): string | null {
  if (draws.chance("consentKnown", 0.006)) return null;
  const given = ["service"];
  if (draws.chance("consentOffer", age >= 60 ? 0.9 : 0.962)) given.push("retention-offer");
  if (draws.chance("consentProfiling", 0.9)) given.push("profiling");
  if (draws.chance("consentSurvey", 0.8)) given.push("survey");
  return given.join(";");
}

/**
 * Customer number `number` of the population that `seed` stands for. Gender and region are drawn from nothing else and nothing
 * is drawn from them: whatever an audit finds by them is noise.
 */
export function customerOf(seed: number, number: number): Customer {
  const draws = new Draws(seed, number, 0);
  const spoken = draws.choice("language", languages);
  const age = ageOf(draws, spoken);
  const product = draws.choice("product", products);
  return {
    number,
    id: `C${String(number).padStart(5, "0")}`,
    spoken,
    language: draws.chance("languageKnown", 0.032) ? null : spoken,
    gender: draws.chance("genderKnown", 0.022) ? null : draws.choice("gender", genders),
    age,
    origin: draws.chance("originKnown", 0.06) ? null : draws.choice("origin", origins[spoken]),
    disability: draws.chance("disabilityKnown", 0.05) ? null : draws.chance("disability", 0.03 + 0.0013 * (age - 18)),
    region: draws.choice("region", regions),
    tenure: Math.min(240, Math.floor(-(spoken === "en" ? 30 : 40) * Math.log(draws.uniform("tenure")))),
    contract: draws.choice("contract", spoken === "en" ? contractsOfMovers : contracts),
    product,
    charges: Math.round(prices[product] * Math.exp(0.22 * draws.normal("charges"))),
    chargesKnown: !draws.chance("chargesKnown", 0.008),
    hasApp: draws.chance("app", age >= 60 ? 0.45 : 0.94),
    temper: draws.normal("temper"),
    interest: draws.normal("interest"),
    isTest: draws.chance("test", 0.006),
    consents: consentsOf(draws, age),
    contacts: draws.choice("contacts", contactCounts),
  };
}

const contractRisk: Record<Contract, number> = { monthly: 1, yearly: -0.25, two_year: -1.35 };

/** What the company can know of the risk that a customer leaves, on the log-odds scale and centred near 0. */
export const visibleRisk = (customer: Customer, contacts: number, tenure: number): number =>
  contractRisk[customer.contract] -
  0.022 * (Math.min(tenure, 84) - 30) +
  0.7 * Math.log(customer.charges / 300) +
  0.3 * (contacts - 1);

/** Probability that a customer leaves within the period or soon after it. */
export const leavingProbability = (customer: Customer, waiting: number): number =>
  sigmoid(
    -2.0 + 1.9 * visibleRisk(customer, customer.contacts / 2, customer.tenure) + 0.25 * waiting + 0.4 * customer.temper,
  );
