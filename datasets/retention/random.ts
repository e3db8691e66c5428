/**
 * What a draw is for. A draw depends on seed, customer, contact and purpose alone, never on how many draws came before it:
 * a new column, or another order of the code, leaves every other column as it was.
 */
const purposes = {
  language: 1,
  languageKnown: 2,
  age: 3,
  gender: 4,
  genderKnown: 5,
  origin: 6,
  originKnown: 7,
  disability: 8,
  disabilityKnown: 9,
  region: 10,
  tenure: 11,
  contract: 12,
  product: 13,
  charges: 14,
  chargesKnown: 15,
  app: 16,
  temper: 17,
  test: 18,
  consentKnown: 19,
  consentOffer: 20,
  consentProfiling: 21,
  consentSurvey: 22,
  contacts: 23,
  leaves: 24,
  leaveLag: 25,
  interest: 26,
  day: 40,
  clock: 41,
  channel: 42,
  waiting: 43,
  handling: 44,
  topic: 45,
  earlierContacts: 46,
  helpVisits: 47,
  logins: 48,
  houseNoise: 49,
  houseScript: 50,
  houseReach: 51,
  shown: 52,
  escalated: 53,
  escalationFlag: 54,
  leadScore: 55,
  leadConverted: 56,
  survey: 57,
  satisfaction: 58,
  wording: 59,
  second: 60,
} as const;

export type Purpose = keyof typeof purposes;

/** Wellons' "lowbias32" (https://nullprogram.com/blog/2018/07/31/): every input bit flips every output bit with probability near one half. */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d);
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b);
  return x ^ (x >>> 16);
}

/** Independent draws for one customer (`contact` 0) or for one contact of that customer. Plain 32-bit arithmetic: the same on every machine. */
export class Draws {
  private readonly state: number;

  constructor(seed: number, customer: number, contact: number) {
    // Odd constants from the golden ratio and e keep neighbouring keys apart before each round.
    this.state = mix(mix(mix(seed ^ 0x9e3779b9) + Math.imul(customer, 0xadf85459)) + Math.imul(contact, 0x85ebca6b));
  }

  /** In (0, 1), both ends excluded; `salt` for purposes that need several draws. */
  uniform(purpose: Purpose, salt = 0): number {
    const bits = mix(mix(this.state + Math.imul(purposes[purpose], 0x9e3779b1)) + Math.imul(salt, 0xc2b2ae35));
    return ((bits >>> 0) + 0.5) / 2 ** 32;
  }

  chance(purpose: Purpose, probability: number): boolean {
    return this.uniform(purpose) < probability;
  }

  /** Standard normal by Box and Muller 1958, doi:10.1214/aoms/1177706645. */
  normal(purpose: Purpose): number {
    return Math.sqrt(-2 * Math.log(this.uniform(purpose))) * Math.cos(2 * Math.PI * this.uniform(purpose, 1));
  }

  /** Poisson count by inversion; meant for means below about 30. */
  poisson(purpose: Purpose, mean: number): number {
    let rest = this.uniform(purpose);
    let probability = Math.exp(-mean);
    let count = 0;
    while (rest > probability && count < 200) {
      rest -= probability;
      count += 1;
      probability *= mean / count;
    }
    return count;
  }

  /** One of the choices, each with the probability of its weight. */
  choice<T>(purpose: Purpose, { values, upTo }: Choices<T>): T {
    const drawn = this.uniform(purpose);
    let index = 0;
    while (index < upTo.length - 1 && drawn >= upTo[index]!) index += 1;
    return values[index]!;
  }
}

/** Values and their cumulated probabilities. */
export interface Choices<T> {
  readonly values: readonly T[];
  readonly upTo: readonly number[];
}

/** Choices from values and weights of any sum. */
export function weighted<T>(...pairs: readonly (readonly [T, number])[]): Choices<T> {
  const total = pairs.reduce((sum, [, weight]) => sum + weight, 0);
  let sum = 0;
  const upTo = pairs.map(([, weight]) => {
    sum += weight;
    return sum / total;
  });
  return { values: pairs.map(([value]) => value), upTo };
}

/** The logistic function. */
export const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** Rounded to so many decimals: what a system would have logged. */
export function rounded(value: number, decimals: 1 | 4): number {
  const scale = decimals === 1 ? 10 : 10_000;
  return Math.round(value * scale) / scale;
}
