import { visibleJson } from "../core/visible.js";
import { lineOf } from "../record/gate-places.js";
import type { GateRow } from "../record/run-record.js";
import { worstFirst } from "../record/worst-first.js";
import { type Export, type Material, outcomeOf } from "./export.js";
import { fingerprint } from "./fingerprint.js";
import { gateMessage } from "./gate-text.js";
import { shownText } from "./shown-text.js";

/**
 * GitLab's Code Quality report: description, check_name, fingerprint, severity and a location with path and first line, which it
 * requires of every finding. Without the manifest the suite's name stands for its file.
 */
export const gitlab: Export = {
  name: "gitlab",
  what: "Code Quality JSON: merge requests of GitLab",
  goesTo: "folder",
  files: (material) => [
    {
      name: "gl-code-quality-report.json",
      content: `${visibleJson(JSON.stringify(findings(material), null, 2))}\n`,
    },
  ],
};

const findings = (material: Material) =>
  worstFirst(material.record)
    .filter(({ verdict }) => verdict !== "pass")
    .map((gate) => ({
      description: gateMessage(material.record, gate),
      check_name: shownText(gate.metric === null ? gate.disparity : `${gate.metric}/${gate.disparity}`),
      fingerprint: fingerprint(material.record.suite.name, gate.id),
      severity: severity(material, gate),
      location: {
        path: material.places?.file ?? shownText(material.record.suite.name),
        lines: { begin: lineOf(material.places, gate.id) ?? 1 },
      },
    }));

function severity(material: Material, gate: GateRow): "critical" | "major" | "minor" {
  const outcome = outcomeOf(gate, material);
  if (outcome === "error") return "critical";
  return outcome === "failure" ? "major" : "minor";
}
