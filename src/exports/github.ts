import { lineOf } from "../record/gate-places.js";
import type { GateRow } from "../record/run-record.js";
import { worstFirst } from "../record/worst-first.js";
import { type Export, type Material, outcomeOf } from "./export.js";
import { gateMessage } from "./gate-text.js";
import { shownText } from "./shown-text.js";

/** GitHub shows ten annotations of a step; more are dropped in silence. */
const mostAnnotations = 10;

/** Workflow commands of GitHub Actions, which become annotations at the gates' lines in the suite. The only format that is printed. */
export const github: Export = {
  name: "github",
  what: "annotations of GitHub Actions, on stdout",
  goesTo: "stdout",
  files: (material) => [{ name: "annotations", content: annotations(material) }],
};

function annotations(material: Material): string {
  const gates = worstFirst(material.record).filter(({ verdict }) => verdict !== "pass");
  const isCut = gates.length > mostAnnotations;
  const shown = isCut ? gates.slice(0, mostAnnotations - 1) : gates;
  const lines = shown.map((gate) => annotation(material, gate));
  if (isCut)
    lines.push(
      command("warning", {}, `${gates.length - shown.length} more gates do not pass: see the report of the run`),
    );
  return lines.map((line) => `${line}\n`).join("");
}

function annotation(material: Material, gate: GateRow): string {
  const { record, places } = material;
  const level = outcomeOf(gate, material) === "skipped" ? "warning" : "error";
  const line = lineOf(places, gate.id);
  const properties = {
    ...(places === null ? {} : { file: places.file }),
    ...(line === null ? {} : { line: String(line) }),
    title: `${record.suite.name}: ${gate.id}`,
  };
  return command(level, properties, gateMessage(record, gate));
}

/** A command with its values escaped as the runner reads them (actions/toolkit, packages/core/src/command.ts). */
function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const given = Object.entries(properties)
    .map(([key, value]) => `${key}=${escapedData(value).replaceAll(":", "%3A").replaceAll(",", "%2C")}`)
    .join(",");
  return `::${name}${given === "" ? "" : ` ${given}`}::${escapedData(message)}`;
}

const escapedData = (text: string): string =>
  shownText(text).replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
