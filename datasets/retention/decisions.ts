import type { Contact } from "./contacts.js";
import { isServed, visibleRisk } from "./customers.js";
import { rounded, sigmoid } from "./random.js";

/** A contact, what the company's own rules did with it, and what came of it. */
export interface Interaction {
  readonly contact: Contact;
  readonly houseScore: number;
  /** The retention offer was put on the screen by the house's rule. */
  readonly houseDecision: boolean;
  readonly offerShown: boolean;
  readonly escalated: boolean;
  readonly escalationFlag: boolean;
  readonly leadScore: number;
  readonly leadConverted: boolean;
  readonly surveyAnswered: boolean;
  readonly surveyWeight: number;
  readonly satisfaction: number | null;
}

/** The house's rule offers from this score on. */
const houseCut = 0.3;
/** Shares of the offers due that are lost: without a script in the customer's language, and where the app cannot show them. */
const lostWithoutScript = 0.34;
const lostWithoutApp = 0.55;

/**
 * The house's rule: a risk score and a cut. The planted unevenness is in what happens afterwards. Offer scripts exist in
 * Danish and Norwegian only, and offers are shown in the app, which most people under 60 have and many older ones have not.
 */
function house({ draws, customer, recentContacts, tenure }: Contact): { score: number; decision: boolean } {
  const risk = visibleRisk(customer, recentContacts, tenure) + 0.3 * draws.normal("houseNoise");
  const score = rounded(sigmoid(-1.6 + 1.3 * risk), 4);
  const scripted = isServed(customer.spoken) || !draws.chance("houseScript", lostWithoutScript);
  const reached = customer.hasApp || !draws.chance("houseReach", lostWithoutApp);
  return { score, decision: score >= houseCut && scripted && reached };
}

/** Log-odds that a case needs the second line: hard topics, long waits, many contacts. */
const escalationRisk = ({ topic, waiting, recentContacts, customer }: Contact): number =>
  -4.7 +
  (topic === "technical" ? 1.9 : topic === "coverage" ? 1.2 : topic === "cancel" ? 0.8 : 0) +
  0.45 * Math.log1p(waiting) +
  0.55 * recentContacts +
  (customer.product === "bundle" ? 0.7 : 0) +
  0.4 * customer.temper;

/** Log-odds that a customer takes an additional product. */
const leadInterest = ({ customer, logins, topic }: Contact): number =>
  -3.1 +
  (customer.product === "mobile" ? 0.6 : 0) +
  0.09 * (logins ?? 5) +
  (topic === "upgrade" ? 1.1 : 0) +
  0.5 * customer.interest;

/** Answering shares: the questionnaire exists in Danish and Norwegian, and older customers answer more often. */
const surveyDesign = ({ channel, customer }: Contact): number =>
  Math.min(0.9, (channel === "chat" || channel === "app" ? 0.42 : 0.34) * (customer.age >= 60 ? 1.25 : 1));

function survey(
  contact: Contact,
  escalated: boolean,
): Pick<Interaction, "surveyAnswered" | "surveyWeight" | "satisfaction"> {
  const { draws, customer, waiting } = contact;
  const design = surveyDesign(contact);
  if (!draws.chance("survey", design * (isServed(customer.spoken) ? 1 : 0.6))) {
    return { surveyAnswered: false, surveyWeight: 0, satisfaction: null };
  }
  const mood = 4.7 - 0.42 * Math.log1p(waiting) - (escalated ? 0.6 : 0) + 0.95 * draws.normal("satisfaction");
  // The weight undoes what the designers know (channel and age), not what they do not know (language).
  return {
    surveyAnswered: true,
    surveyWeight: rounded(1 / design, 4),
    satisfaction: Math.min(5, Math.max(1, Math.round(mood))),
  };
}

/** A contact with decisions and outcomes. */
export function interactionOf(contact: Contact): Interaction {
  const { draws } = contact;
  const { score, decision } = house(contact);
  const needsHelp = escalationRisk(contact);
  const escalated = draws.chance("escalated", sigmoid(needsHelp));
  const interest = leadInterest(contact);
  // The lead score takes a customer without the app for one who never logs in.
  const leadScore =
    interest - 0.5 * contact.customer.interest - (contact.logins === null ? 0.45 : 0) + 0.4 * draws.normal("leadScore");
  const { surveyAnswered, surveyWeight, satisfaction } = survey(contact, escalated);
  return {
    contact,
    houseScore: score,
    houseDecision: decision,
    offerShown: decision && draws.chance("shown", 0.94),
    escalated,
    escalationFlag: needsHelp + 0.7 * draws.normal("escalationFlag") > -1.1,
    leadScore: rounded(sigmoid(leadScore), 4),
    leadConverted: draws.chance("leadConverted", sigmoid(interest)),
    surveyAnswered,
    surveyWeight,
    satisfaction,
  };
}
