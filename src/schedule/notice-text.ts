import { exitCodes } from "../core/errors.js";
import { oneLine } from "../core/visible.js";
import type { Notice } from "./notice.js";
import type { ChannelSpec } from "./schedules-schema.js";

type Language = ChannelSpec["language"];

interface Words {
  readonly fail: string;
  readonly undecided: string;
  readonly error: string;
  readonly alarm: string;
  readonly suite: string;
  readonly schedule: string;
  readonly ended: string;
  readonly counts: (counts: Notice["counts"]) => string;
  readonly alarms: (count: number) => string;
  readonly limit: { readonly at_most: string; readonly at_least: string };
  readonly notMeasured: string;
  readonly to: string;
  readonly report: string;
  readonly noReport: string;
  readonly reasons: Readonly<Record<number, string>>;
  readonly otherReason: string;
}

const catalogue: Readonly<Record<Language, Words>> = {
  en: {
    fail: "over the limit",
    undecided: "undecided",
    error: "not done",
    alarm: "alarm",
    suite: "Suite",
    schedule: "Schedule",
    ended: "Ended",
    counts: ({ fail, undecided, error, pass }) =>
      `Checks: ${fail} over the limit, ${undecided} undecided, ${error} not measured, ${pass} within the limit`,
    alarms: (count) => `Alarms of audits over time: ${count}`,
    limit: { at_most: "at most", at_least: "at least" },
    notMeasured: "not measured",
    to: "to",
    report: "Run folder",
    noReport: "There is no report.",
    reasons: {
      [exitCodes.usage]: "The suite, its policy or an option has to change (exit 2).",
      [exitCodes.unusable]: "Data, model or disk could not be used (exit 3).",
      [exitCodes.integrity]: "Something is not as it was locked or sealed (exit 5).",
    },
    otherReason: "evenhand ended before the audit was done.",
  },
  da: {
    fail: "over grænsen",
    undecided: "uafklaret",
    error: "ikke gennemført",
    alarm: "alarm",
    suite: "Suite",
    schedule: "Plan",
    ended: "Afsluttet",
    counts: ({ fail, undecided, error, pass }) =>
      `Kontroller: ${fail} over grænsen, ${undecided} uafklarede, ${error} ikke målt, ${pass} inden for grænsen`,
    alarms: (count) => `Alarmer for audit over tid: ${count}`,
    limit: { at_most: "højst", at_least: "mindst" },
    notMeasured: "ikke målt",
    to: "til",
    report: "Kørselsmappe",
    noReport: "Der er ingen rapport.",
    reasons: {
      [exitCodes.usage]: "Suiten, politikken eller en indstilling skal ændres (exit 2).",
      [exitCodes.unusable]: "Data, model eller disk kunne ikke bruges (exit 3).",
      [exitCodes.integrity]: "Noget er ikke, som det blev låst eller forseglet (exit 5).",
    },
    otherReason: "evenhand sluttede, før audit var færdig.",
  },
  nb: {
    fail: "over grensen",
    undecided: "uavklart",
    error: "ikke gjennomført",
    alarm: "alarm",
    suite: "Suite",
    schedule: "Plan",
    ended: "Avsluttet",
    counts: ({ fail, undecided, error, pass }) =>
      `Kontroller: ${fail} over grensen, ${undecided} uavklarte, ${error} ikke målt, ${pass} innenfor grensen`,
    alarms: (count) => `Alarmer for revisjoner over tid: ${count}`,
    limit: { at_most: "høyst", at_least: "minst" },
    notMeasured: "ikke målt",
    to: "til",
    report: "Kjøringsmappe",
    noReport: "Det finnes ingen rapport.",
    reasons: {
      [exitCodes.usage]: "Suiten, retningslinjene eller et valg må endres (exit 2).",
      [exitCodes.unusable]: "Data, modell eller disk kunne ikke brukes (exit 3).",
      [exitCodes.integrity]: "Noe er ikke slik det ble låst eller forseglet (exit 5).",
    },
    otherReason: "evenhand avsluttet før revisjonen var ferdig.",
  },
};

/** Gates that are told one by one; of more the rest is in the report. */
const mostGates = 20;

/** "evenhand: churn: over the limit". One line; names of suites hold no character that a header could act on. */
export const titleOf = ({ events, suite }: Notice, language: Language): string =>
  oneLine(`evenhand: ${suite}: ${events.map((event) => catalogue[language][event]).join(", ")}`, 200);

/** The notice in plain words, a fact a line. */
export function textOf(notice: Notice, language: Language): string {
  const words = catalogue[language];
  const { suite, schedule, ended, exit_code, counts, gates, alarms, run } = notice;
  const more = gates.length - mostGates;
  const lines = [
    `${words.suite}: ${suite}`,
    ...(schedule === suite ? [] : [`${words.schedule}: ${schedule}`]),
    `${words.ended}: ${ended}`,
    ...reasonsOf(exit_code, words),
    ...(notice.verdict === null ? [] : [words.counts(counts)]),
    ...gates.slice(0, mostGates).map((gate) => `- ${gateLine(gate, words)}`),
    ...(more > 0 ? [`- +${more}`] : []),
    ...(alarms > 0 ? [words.alarms(alarms)] : []),
    run === null ? words.noReport : `${words.report}: ${run}`,
  ];
  return lines.map((line) => oneLine(line, 500)).join("\n");
}

function reasonsOf(exitCode: number, words: Words): string[] {
  if ([exitCodes.pass, exitCodes.fail, exitCodes.undecided].some((code) => code === exitCode)) return [];
  return [words.reasons[exitCode] ?? words.otherReason];
}

function gateLine(gate: Notice["gates"][number], words: Words): string {
  const what = [gate.metric, gate.attribute, gate.disparity].filter((part) => part !== null).join(", ");
  const limit = `${words.limit[gate.bound]} ${gate.tolerance}`;
  const bounds = gate.low === null || gate.high === null ? "" : ` (${plain(gate.low)} ${words.to} ${plain(gate.high)})`;
  const found = gate.value === null ? "–" : `${plain(gate.value)}${bounds}`;
  const verdict = gate.verdict === "error" ? words.notMeasured : words[gate.verdict];
  return `${verdict}: ${what}: ${found}; ${limit}`;
}

const plain = (value: number): string => String(Number(value.toPrecision(3)));
