import { type Customer, isServed, leavingProbability } from "./customers.js";
import { Draws, weighted } from "./random.js";

export type Channel = "phone" | "chat" | "email" | "app" | "test";
export type Topic = "billing" | "coverage" | "technical" | "upgrade" | "moving" | "cancel";

/** One contact of one customer, before anybody decided anything. */
export interface Contact {
  readonly customer: Customer;
  readonly draws: Draws;
  /** Milliseconds since 1970, UTC. */
  readonly time: number;
  readonly channel: Channel;
  /** Minutes until a person answered. */
  readonly waiting: number;
  readonly handling: number;
  readonly topic: Topic;
  /** Earlier contacts in the 90 days before this one. */
  readonly recentContacts: number;
  readonly tenure: number;
  /** The contract ended within 90 days of this contact. */
  readonly leaves: boolean;
  readonly helpVisits: number;
  /** Null without the app. */
  readonly logins: number | null;
}

/** First day of the period and its length. */
export interface Period {
  readonly from: number;
  readonly days: number;
}

const dayLength = 86_400_000;
const labelWindow = 90 * dayLength;
const channels = weighted<Channel>(["phone", 39], ["chat", 31], ["email", 18], ["app", 12]);
const medianWaiting: Record<Channel, number> = { phone: 5.5, chat: 3, email: 21, app: 12, test: 1 };
const topics = weighted<Topic>(
  ["billing", 27],
  ["coverage", 16],
  ["technical", 25],
  ["upgrade", 14],
  ["moving", 9],
  ["cancel", 6],
);
const topicsOfLeavers = weighted<Topic>(
  ["billing", 27],
  ["coverage", 16],
  ["technical", 25],
  ["upgrade", 6],
  ["moving", 9],
  ["cancel", 34],
);
/** Contacts by hour of the day, UTC, as weights. */
const contactsByHour = [1, 1, 0, 0, 1, 2, 4, 7, 9, 10, 9, 8, 8, 8, 7, 6, 5, 4, 4, 3, 1, 1, 1, 0];
const hours = weighted(...contactsByHour.map((weight, hour) => [hour, weight] as const));

/** A time in the period: fewer contacts at weekends and at night. */
function timeOf(draws: Draws, period: Period): number {
  let day = Math.floor(draws.uniform("day") * period.days);
  // 1970 began on a Thursday: 0 is Saturday, 1 Sunday.
  const weekday = (period.from / dayLength + day + 5) % 7;
  const postponed = weekday < 2 && draws.uniform("day", 1) < 0.55;
  if (postponed) day = day + 2 < period.days ? day + 2 : day - 3;
  const hour = draws.choice("clock", hours);
  const second = Math.floor(draws.uniform("second") * 3600);
  return period.from + day * dayLength + hour * 3_600_000 + second * 1000;
}

/** Log of the waiting time over its median: English is answered by a smaller team, so those who need it wait longer. */
function waitingOf(draws: Draws, customer: Customer): number {
  return 0.7 * draws.normal("waiting") + (isServed(customer.spoken) ? 0 : 0.35);
}

/** Contacts in the 90 days before: those in the data, and an estimate of those before the data begins. */
function recentOf(draws: Draws, time: number, earlier: readonly number[], customer: Customer, period: Period): number {
  const since = time - 90 * dayLength;
  const before = Math.max(0, period.from - since) / (period.days * dayLength);
  const unseen = draws.poisson("earlierContacts", 0.7 * customer.contacts * before);
  return earlier.filter((other) => other >= since).length + unseen;
}

/**
 * Visits to the help pages on ending a contract. They exist in Danish and Norwegian only, so the customers whose plans they
 * would betray are measured less well when they speak another language: planted, and a reason why a model that sees no
 * language can still serve languages unevenly.
 */
function helpVisitsOf(draws: Draws, leaves: boolean, customer: Customer): number {
  const reached = isServed(customer.spoken) ? 1 : 0.4;
  return draws.poisson("helpVisits", (leaves ? 1.5 : 0.45) * reached);
}

/** What is drawn of a contact before it is known whether the customer leaves. */
interface Occasion {
  readonly draws: Draws;
  readonly time: number;
  /** Log of the waiting time over its median. */
  readonly waiting: number;
}

function occasionsOf(seed: number, customer: Customer, period: Period): Occasion[] {
  return Array.from({ length: customer.contacts }, (_, index) => {
    const draws = new Draws(seed, customer.number, index + 1);
    return { draws, time: timeOf(draws, period), waiting: waitingOf(draws, customer) };
  }).sort((a, b) => a.time - b.time);
}

/** When the contract ends: some weeks after the last contact, or never. */
function endOf(seed: number, customer: Customer, occasions: readonly Occasion[]): number {
  const draws = new Draws(seed, customer.number, 0);
  const waiting = occasions.reduce((sum, occasion) => sum + occasion.waiting, 0) / occasions.length;
  if (!draws.chance("leaves", leavingProbability(customer, waiting))) return Number.POSITIVE_INFINITY;
  return occasions[occasions.length - 1]!.time + (1 + 74 * draws.uniform("leaveLag")) * dayLength;
}

/** All contacts of a customer, in order of time. */
export function contactsOf(seed: number, customer: Customer, period: Period): Contact[] {
  const occasions = occasionsOf(seed, customer, period);
  const end = endOf(seed, customer, occasions);
  const times = occasions.map((occasion) => occasion.time);
  return occasions.map(({ draws, time, waiting }, index) => {
    const channel: Channel = customer.isTest ? "test" : draws.choice("channel", channels);
    const leaves = end - time <= labelWindow;
    return {
      customer,
      draws,
      time,
      channel,
      waiting: medianWaiting[channel] * Math.exp(waiting),
      handling: 7 * Math.exp(0.55 * draws.normal("handling")),
      topic: draws.choice("topic", leaves ? topicsOfLeavers : topics),
      recentContacts: recentOf(draws, time, times.slice(0, index), customer, period),
      tenure: customer.tenure + Math.floor((time - period.from) / (30.44 * dayLength)),
      leaves,
      helpVisits: helpVisitsOf(draws, leaves, customer),
      logins: customer.hasApp ? draws.poisson("logins", leaves ? 5.5 : 7) : null,
    };
  });
}
