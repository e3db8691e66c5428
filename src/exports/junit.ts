import type { GateRow, RunRecord } from "../record/run-record.js";
import { shownGate } from "../record/shown-gate.js";
import { type Export, type Material, type Outcome, outcomeOf } from "./export.js";
import { gateMessage } from "./gate-text.js";
import { xmlText } from "./xml-text.js";

interface Case {
  readonly gate: GateRow;
  readonly outcome: Outcome;
}

/**
 * JUnit XML as Jenkins' xUnit schema (junit-10.xsd) has it: a suite per model and attribute, a test case per gate. No clock and no
 * host: the same run gives the same bytes. A run without gates has one skipped case, because readers take an empty file for a fault.
 */
export const junit: Export = {
  name: "junit",
  what: "JUnit XML: test reports of Jenkins, GitLab, Azure, Bitbucket, CircleCI",
  goesTo: "folder",
  files: (material) => [{ name: "junit.xml", content: document(material) }],
};

function document(material: Material): string {
  const cases = material.record.gates.map((row) => {
    const gate = shownGate(row);
    return { gate, outcome: outcomeOf(gate, material) };
  });
  const suites = cases.length === 0 ? [noGates(material)] : grouped(cases).map((some) => suite(material, some));
  const counts = cases.length === 0 ? countsOf(["skipped"]) : countsOf(cases.map(({ outcome }) => outcome));
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="evenhand" ${counts} time="0">\n${suites.join("\n")}\n</testsuites>\n`;
}

/** The totals that both elements carry. Only suites know skipped cases. */
const countsOf = (outcomes: readonly Outcome[]): string => {
  const count = (wanted: Outcome): number => outcomes.filter((outcome) => outcome === wanted).length;
  return `tests="${outcomes.length}" failures="${count("failure")}" errors="${count("error")}"`;
};

/** Cases by model and attribute, in the order in which these first occur. */
function grouped(cases: readonly Case[]): Case[][] {
  const suites = new Map<string, Case[]>();
  for (const one of cases) {
    const key = JSON.stringify([one.gate.model, one.gate.attribute]);
    const suite = suites.get(key) ?? [];
    suite.push(one);
    suites.set(key, suite);
  }
  return [...suites.values()];
}

interface Suite {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
  readonly cases: readonly string[];
}

function suiteElement({ record, places }: Material, { name, outcomes, cases }: Suite): string {
  const skipped = outcomes.filter((outcome) => outcome === "skipped").length;
  const file = places === null ? "" : ` file="${xmlText(places.file)}"`;
  const properties = [
    ["suite", record.suite.name],
    ["seed", String(record.suite.seed)],
    ["evenhand", record.tool.version],
    ["suite_sha256", record.suite.sha256 ?? ""],
    ["data_sha256", record.data.sha256 ?? ""],
  ].map(([key = "", value = ""]) => `      <property name="${key}" value="${xmlText(value)}"/>`);
  return [
    `  <testsuite name="${xmlText(name)}" ${countsOf(outcomes)} skipped="${skipped}" time="0"${file}>`,
    "    <properties>",
    ...properties,
    "    </properties>",
    ...cases,
    "  </testsuite>",
  ].join("\n");
}

function suite(material: Material, cases: readonly Case[]): string {
  const { model, attribute } = (cases[0] as Case).gate;
  return suiteElement(material, {
    name: `${model} ${attribute}`,
    outcomes: cases.map(({ outcome }) => outcome),
    cases: cases.map((one) => testCase(material.record, one)),
  });
}

function testCase(record: RunRecord, { gate, outcome }: Case): string {
  const head = `    <testcase name="${xmlText(gate.id)}" classname="${xmlText(`${record.suite.name}.${gate.attribute}`)}" time="0">`;
  return `${head}\n      ${result(outcome, gate.verdict, xmlText(gateMessage(record, gate)))}\n    </testcase>`;
}

function result(outcome: Outcome, verdict: GateRow["verdict"], message: string): string {
  if (outcome === "success") return `<system-out>${message}</system-out>`;
  if (outcome === "skipped") return `<skipped message="${message}"/>`;
  return `<${outcome} type="${verdict}" message="${message}">${message}</${outcome}>`;
}

function noGates(material: Material): string {
  const { name } = material.record.suite;
  const only = `    <testcase name="no gates" classname="${xmlText(name)}" time="0">\n      <skipped message="the suite has no gates: nothing was judged"/>\n    </testcase>`;
  return suiteElement(material, { name, outcomes: ["skipped"], cases: [only] });
}
