import type { Interaction } from "./decisions.js";
import { rounded } from "./random.js";
import { ticketText } from "./texts.js";

export type Cell = string | number | boolean | null;
type ColumnType = "VARCHAR" | "INTEGER" | "DOUBLE" | "BOOLEAN" | "TIMESTAMP";

/** A column as it is shipped: type, meaning (as the data card prints it) and value. `row` counts from 0 in order of time. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly meaning: string;
  /** Times in milliseconds since 1970, UTC. */
  readonly value: (interaction: Interaction, row: number) => Cell;
}

const column = (name: string, type: ColumnType, meaning: string, value: Column["value"]): Column => ({
  name,
  type,
  meaning,
  value,
});

/** All columns, in file order. */
export const columns: readonly Column[] = [
  column("interaction_id", "VARCHAR", "One contact of a customer", (_, row) => `I${String(row + 1).padStart(6, "0")}`),
  column("customer_id", "VARCHAR", "The customer; 1 to 6 contacts each", (i) => i.contact.customer.id),
  column("created_at", "TIMESTAMP", "Time of the contact, UTC", (i) => i.contact.time),
  column("gender", "VARCHAR", "f, m or x; missing where not given", (i) => i.contact.customer.gender),
  column("age", "INTEGER", "Years, 18 to 95", (i) => i.contact.customer.age),
  column(
    "language",
    "VARCHAR",
    "Language of the customer: da, nb, en, sv, fi; missing where not registered",
    (i) => i.contact.customer.language,
  ),
  column(
    "origin",
    "VARCHAR",
    "Country group of birth: dk, no, nordic, eu, non_eu; missing where not given",
    (i) => i.contact.customer.origin,
  ),
  column(
    "disability",
    "BOOLEAN",
    "Has told the company of a disability; missing where not asked",
    (i) => i.contact.customer.disability,
  ),
  column("region", "VARCHAR", "capital, city, town or rural", (i) => i.contact.customer.region),
  column("channel", "VARCHAR", "phone, chat, email or app; test: a test customer", (i) => i.contact.channel),
  column("product", "VARCHAR", "mobile, broadband, tv or bundle", (i) => i.contact.customer.product),
  column(
    "topic",
    "VARCHAR",
    "What the contact was about: billing, coverage, technical, upgrade, moving, cancel",
    (i) => i.contact.topic,
  ),
  column(
    "consents",
    "VARCHAR",
    'Purposes that the customer agreed to, joined by ";"',
    (i) => i.contact.customer.consents,
  ),
  column("waiting_minutes", "DOUBLE", "Minutes until a person answered", (i) => rounded(i.contact.waiting, 1)),
  column("handling_minutes", "DOUBLE", "Minutes of work on the contact", (i) => rounded(i.contact.handling, 1)),
  column("ticket_text", "VARCHAR", "What was written down: phrases in Danish, Norwegian or English", (i) =>
    ticketText(i.contact.draws, i.contact.customer.spoken, i.contact.topic),
  ),
  column("tenure_months", "INTEGER", "Whole months as a customer", (i) => i.contact.tenure),
  column(
    "monthly_charges",
    "DOUBLE",
    "Kroner a month; missing for some after a billing migration",
    ({ contact: { customer } }) => (customer.chargesKnown ? customer.charges : null),
  ),
  column("contract", "VARCHAR", "monthly, yearly or two_year", (i) => i.contact.customer.contract),
  column("contacts_90d", "INTEGER", "Earlier contacts in the 90 days before", (i) => i.contact.recentContacts),
  column(
    "help_visits",
    "INTEGER",
    "Visits in 30 days to the help pages on ending a contract (in Danish and Norwegian)",
    (i) => i.contact.helpVisits,
  ),
  column("app_logins", "INTEGER", "Logins to the app in 30 days; missing without the app", (i) => i.contact.logins),
  column("churned", "BOOLEAN", "Outcome: the contract ended within 90 days of the contact", (i) => i.contact.leaves),
  column("escalated", "BOOLEAN", "Outcome: the case needed the second line", (i) => i.escalated),
  column(
    "lead_converted",
    "BOOLEAN",
    "Outcome: the customer took another product within 60 days",
    (i) => i.leadConverted,
  ),
  column("house_score", "DOUBLE", "Risk score of the house's rule, 0 to 1", (i) => i.houseScore),
  column("house_decision", "BOOLEAN", "The house's rule offered a retention deal", (i) => i.houseDecision),
  column("offer_shown", "BOOLEAN", "The customer saw the offer", (i) => i.offerShown),
  column("escalation_flag", "BOOLEAN", "The house's rule sent the case to the second line", (i) => i.escalationFlag),
  column("lead_score", "DOUBLE", "Score of the house's lead model, 0 to 1", (i) => i.leadScore),
  column("survey_answered", "BOOLEAN", "The customer answered the questionnaire", (i) => i.surveyAnswered),
  column(
    "survey_weight",
    "DOUBLE",
    "Weight of the answer: one over the planned answering share; 0 without an answer",
    (i) => i.surveyWeight,
  ),
  column("satisfaction", "INTEGER", "1 (low) to 5; missing without an answer", (i) => i.satisfaction),
];

/** The named columns (default: all) of these interactions, as arrays by name. */
export function tableOf(interactions: readonly Interaction[], names?: readonly string[]): Record<string, Cell[]> {
  const wanted = names === undefined ? columns : columns.filter((column) => names.includes(column.name));
  return Object.fromEntries(
    wanted.map((column) => [column.name, interactions.map((interaction, row) => column.value(interaction, row))]),
  );
}
