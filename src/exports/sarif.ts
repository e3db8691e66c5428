import { visibleJson } from "../core/visible.js";
import { lineOf } from "../record/gate-places.js";
import type { GateRow, RunRecord } from "../record/run-record.js";
import { worstFirst } from "../record/worst-first.js";
import { type Export, type Material, outcomeOf } from "./export.js";
import { fingerprint } from "./fingerprint.js";
import { gateMessage } from "./gate-text.js";
import { shownText } from "./shown-text.js";

/**
 * SARIF 2.1.0 (OASIS) as code scanning reads it: a result for each gate that does not pass, at its line of the suite; a rule for each
 * kind of gate, with what its metric means.
 */
export const sarif: Export = {
  name: "sarif",
  what: "SARIF 2.1.0: code scanning of GitHub, Azure DevOps",
  goesTo: "folder",
  files: (material) => [{ name: "results.sarif", content: `${visibleJson(JSON.stringify(log(material), null, 2))}\n` }],
};

function log(material: Material) {
  const { record } = material;
  const gates = worstFirst(record).filter(({ verdict }) => verdict !== "pass");
  const rules = [...new Set(gates.map(ruleOf))];
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "evenhand",
            version: record.tool.version,
            rules: rules.map((id) => rule(record, gates.find((gate) => ruleOf(gate) === id) as GateRow, id)),
          },
        },
        automationDetails: { id: `evenhand/${shownText(record.suite.name)}/` },
        columnKind: "utf16CodeUnits",
        results: gates.map((gate) => result(material, gate, rules.indexOf(ruleOf(gate)))),
      },
    ],
  };
}

/** Gates of one kind, whatever they look at: "true_positive_rate/max_difference". */
const ruleOf = ({ metric, disparity }: GateRow): string =>
  shownText(metric === null ? disparity : `${metric}/${disparity}`);

function rule(record: RunRecord, { metric, disparity }: GateRow, id: string) {
  const definition = record.metrics.find(({ name }) => name === metric);
  const of = metric === null ? "" : ` of ${metric}`;
  const short = `${disparity}${of} between groups of people, against the limit that the suite sets`;
  const said = definition === undefined ? "" : ` ${metric} is ${definition.formula} (${definition.source}).`;
  return {
    id,
    shortDescription: { text: `${short}.` },
    fullDescription: { text: `${short}.${said}` },
    help: {
      text: `${short}.${said} A gate fails when the whole interval is over its limit, and is undecided when the interval contains it. The report of the run shows every group with its interval. Look at the groups that are named, and at what makes the gap, before the limit is changed.`,
    },
    defaultConfiguration: { level: "error" },
    properties: { tags: ["fairness", "disparity"] },
  };
}

function result(material: Material, gate: GateRow, ruleIndex: number) {
  const { record } = material;
  return {
    ruleId: ruleOf(gate),
    ruleIndex,
    level: outcomeOf(gate, material) === "skipped" ? "warning" : "error",
    message: { text: gateMessage(record, gate) },
    locations: [location(material, gate)],
    partialFingerprints: { "evenhandGate/v1": fingerprint(record.suite.name, gate.id) },
    properties: {
      gate: shownText(gate.id),
      verdict: gate.verdict,
      value: gate.value,
      low: gate.low,
      high: gate.high,
      bound: gate.bound,
      limit: gate.tolerance,
    },
  };
}

/** The gate's line; a record alone knows neither its file nor its line, only what the suite is called. */
function location({ record, places }: Material, gate: GateRow) {
  if (places === null)
    return { logicalLocations: [{ fullyQualifiedName: shownText(record.suite.name), kind: "module" }] };
  const startLine = lineOf(places, gate.id);
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(places.file), uriBaseId: "%SRCROOT%" },
      ...(startLine === null ? {} : { region: { startLine } }),
    },
  };
}

/** A relative path as a URI reference (RFC 3986): a colon in its first part would make it a scheme. */
const uriOf = (file: string): string =>
  file
    .split("/")
    .map((part) => encodeURIComponent(part.toWellFormed()))
    .join("/");
