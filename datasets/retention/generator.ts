import { contactsOf, type Period } from "./contacts.js";
import { customerOf } from "./customers.js";
import { type Interaction, interactionOf } from "./decisions.js";

/** The shipped data: the population of this seed, January to June 2026. */
export const shipped = { seed: 12, rows: 20_366, period: { from: Date.UTC(2026, 0, 1), days: 181 } } as const;

/** The half-year before it, with other customers: what the shipped models were trained on, so that no row they are audited on taught them. */
export const training = { seed: 1_000_003, rows: 20_366, period: { from: Date.UTC(2025, 6, 1), days: 184 } } as const;

export interface Population {
  readonly seed: number;
  readonly rows: number;
  readonly period: Period;
}

/** The interactions of a population in order of time. The same arguments give the same interactions, on every machine. */
export function interactionsOf({ seed, rows, period }: Population): Interaction[] {
  const all: Interaction[] = [];
  for (let number = 1; all.length < rows; number++) {
    for (const contact of contactsOf(seed, customerOf(seed, number), period)) all.push(interactionOf(contact));
  }
  all.length = rows;
  return all.sort((a, b) => a.contact.time - b.contact.time || a.contact.customer.number - b.contact.customer.number);
}
