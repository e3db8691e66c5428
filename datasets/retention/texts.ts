import type { Topic } from "./contacts.js";
import type { Language } from "./customers.js";
import type { Draws } from "./random.js";

/** Openings, requests by topic and endings of one language. Short and made up: nobody wrote them, nobody is named in them. */
interface Phrases {
  readonly openings: readonly string[];
  readonly requests: Readonly<Record<Topic, readonly string[]>>;
  readonly details: readonly string[];
  readonly endings: readonly string[];
}

const danish: Phrases = {
  openings: ["Hej.", "Goddag.", "Hej igen.", "Til kundeservice:", ""],
  requests: {
    billing: [
      "Min regning er højere end aftalt.",
      "Hvorfor er der et gebyr på regningen?",
      "Jeg er blevet trukket to gange.",
    ],
    coverage: [
      "Jeg har næsten ingen dækning derhjemme.",
      "Mobilen mister signalet hele tiden.",
      "Der er ikke noget net i kælderen.",
    ],
    technical: ["Routeren genstarter af sig selv.", "Internettet er nede igen.", "Tv-boksen viser kun sort skærm."],
    upgrade: [
      "Kan jeg få mere data?",
      "Jeg vil gerne have en hurtigere forbindelse.",
      "Hvad koster det at tilføje tv?",
    ],
    moving: ["Jeg flytter og vil have forbindelsen med.", "Kan I flytte mit abonnement til en ny adresse?"],
    cancel: [
      "Jeg vil gerne opsige mit abonnement.",
      "Hvordan kommer jeg ud af aftalen?",
      "Jeg har fået et bedre tilbud et andet sted.",
    ],
  },
  details: ["Det har stået på i {n} dage.", "Jeg har kontaktet jer {n} gange.", "Det drejer sig om {k} kr.", ""],
  endings: ["Kan I hjælpe?", "Vh.", "På forhånd tak.", "Ring gerne tilbage.", ""],
};

const norwegian: Phrases = {
  openings: ["Hei.", "God dag.", "Hei igjen.", "Til kundeservice:", ""],
  requests: {
    billing: [
      "Regningen min er høyere enn avtalt.",
      "Hvorfor er det et gebyr på fakturaen?",
      "Jeg er trukket to ganger.",
    ],
    coverage: [
      "Jeg har nesten ingen dekning hjemme.",
      "Mobilen mister signalet hele tiden.",
      "Det er ikke nett i kjelleren.",
    ],
    technical: [
      "Ruteren starter på nytt av seg selv.",
      "Internettet er nede igjen.",
      "TV-boksen viser bare svart skjerm.",
    ],
    upgrade: ["Kan jeg få mer data?", "Jeg vil ha raskere linje.", "Hva koster det å legge til TV?"],
    moving: ["Jeg flytter og vil ta med linjen.", "Kan dere flytte abonnementet til en ny adresse?"],
    cancel: [
      "Jeg vil si opp abonnementet.",
      "Hvordan kommer jeg meg ut av avtalen?",
      "Jeg har fått et bedre tilbud et annet sted.",
    ],
  },
  details: ["Det har vart i {n} dager.", "Jeg har kontaktet dere {n} ganger.", "Det gjelder {k} kr.", ""],
  endings: ["Kan dere hjelpe?", "Mvh.", "Takk på forhånd.", "Ring gjerne tilbake.", ""],
};

const english: Phrases = {
  openings: ["Hi.", "Hello.", "Hi again.", "To customer service:", ""],
  requests: {
    billing: ["My bill is higher than agreed.", "Why is there a fee on my invoice?", "I have been charged twice."],
    coverage: [
      "I have almost no coverage at home.",
      "My phone loses signal all the time.",
      "There is no network in the basement.",
    ],
    technical: [
      "The router restarts by itself.",
      "The internet is down again.",
      "The TV box only shows a black screen.",
    ],
    upgrade: ["Can I get more data?", "I would like a faster connection.", "What does it cost to add TV?"],
    moving: ["I am moving and want to keep my connection.", "Can you move my subscription to a new address?"],
    cancel: [
      "I want to cancel my subscription.",
      "How do I get out of my contract?",
      "I have a better offer from somebody else.",
    ],
  },
  details: ["It has been going on for {n} days.", "I have contacted you {n} times.", "It is about {k} kr.", ""],
  endings: ["Can you help?", "Regards.", "Thanks in advance.", "Please call me back.", ""],
};

const phrases: Readonly<Record<Language, Phrases>> = {
  da: danish,
  nb: norwegian,
  en: english,
  sv: norwegian,
  fi: english,
};

/** What the customer wrote or the agent noted, in Danish, Norwegian or English. */
export function ticketText(draws: Draws, language: Language, topic: Topic): string {
  const { openings, requests, details, endings } = phrases[language];
  const pick = (list: readonly string[], salt: number) =>
    list[Math.floor(draws.uniform("wording", salt) * list.length)]!;
  const detail = pick(details, 2)
    .replace("{n}", String(2 + Math.floor(draws.uniform("wording", 4) * 12)))
    .replace("{k}", String(50 * (1 + Math.floor(draws.uniform("wording", 5) * 20))));
  return [pick(openings, 0), pick(requests[topic], 1), detail, pick(endings, 3)]
    .filter((part) => part !== "")
    .join(" ");
}
