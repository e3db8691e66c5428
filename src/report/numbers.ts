import type { Quantity } from "./message.js";

/** Numbers, dates and lists of one language. All times are UTC. */
export interface Numbers {
  readonly integer: (value: number) => string;
  /** Plural category of a number shown with that many decimals. */
  readonly plural: (value: number, digits: number) => string;
  readonly decimal: (value: number, digits: number) => Quantity;
  /** With its sign, also where it is positive; nothing has none. */
  readonly signed: (value: number, digits: number) => Quantity;
  /** A share in [0, 1] as percent. */
  readonly percent: (share: number, digits: number) => string;
  /** A confidence such as 0.95 or 0.99167: as few decimals as tell it from 100 %, at most two. */
  readonly level: (confidence: number) => string;
  readonly date: (iso: string) => string;
  /** The same with the month shortened, for an axis. */
  readonly shortDate: (iso: string) => string;
}

/** U+2212 for every minus: a hyphen is too short and breaks the line. */
const trueMinus = (text: string): string => text.replace(/^-|\u2011/, "−");

/** Halves away from zero, as readers round; and no minus before a zero. */
const formatter = (language: string, options: Intl.NumberFormatOptions): ((value: number) => string) => {
  const format = new Intl.NumberFormat(language, { ...options, useGrouping: true });
  return (value) => trueMinus(format.format(Object.is(value, -0) ? 0 : value)).replace(/^−(?=[0.,\s%]*$)/, "");
};

const memo = <T>(make: (digits: number) => T): ((digits: number) => T) => {
  const made = new Map<number, T>();
  return (digits) => {
    const known = made.get(digits) ?? make(digits);
    made.set(digits, known);
    return known;
  };
};

export function numbersOf(language: string): Numbers {
  const fixed = (digits: number): Intl.NumberFormatOptions => ({
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  const decimals = memo((digits) => formatter(language, fixed(digits)));
  const signs = memo((digits) => formatter(language, { ...fixed(digits), signDisplay: "exceptZero" }));
  const percents = memo((digits) => formatter(language, { ...fixed(digits), style: "percent" }));
  const plurals = memo((digits) => new Intl.PluralRules(language, fixed(digits)));
  const levels = formatter(language, { style: "percent", maximumFractionDigits: 1 });
  const fineLevels = formatter(language, { style: "percent", maximumFractionDigits: 2 });
  const daysIn = (dateStyle: "long" | "medium") =>
    new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, { dateStyle, timeZone: "UTC" });
  const [dates, shortDates] = [daysIn("long"), daysIn("medium")];
  return {
    integer: decimals(0),
    plural: (value, digits) => plurals(digits).select(Math.abs(value)),
    decimal: (value, digits) => ({ value, digits, text: decimals(digits)(value) }),
    signed: (value, digits) => ({ value, digits, text: signs(digits)(value) }),
    percent: (share, digits) => percents(digits)(share),
    level: (confidence) => (confidence < 0.9995 ? levels : fineLevels)(confidence),
    // A day is not torn from its month.
    date: (iso) => dates.format(new Date(iso)).replaceAll(" ", "\u00a0"),
    shortDate: (iso) => shortDates.format(new Date(iso)).replaceAll(" ", "\u00a0"),
  };
}
