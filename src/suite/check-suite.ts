import { checkAttributes } from "./check-attributes.js";
import { checkCompatibility } from "./check-compatibility.js";
import { checkDataset } from "./check-dataset.js";
import { checkDrift } from "./check-drift.js";
import { checkExplain } from "./check-explain.js";
import { checkGates } from "./check-gates.js";
import { checkKeep } from "./check-keep.js";
import { checkModels } from "./check-models.js";
import { checkReport } from "./check-report.js";
import type { Complain } from "./complaint.js";
import type { Draft } from "./draft.js";
import { quoted } from "./quoted.js";
import { type Registries, unknownName } from "./registries.js";

/** What is wrong with a suite beyond its shape. Its shape may be wrong too: every check says what it can. */
export function checkSuite(suite: Draft, registries: Registries, complain: Complain): void {
  checkDataset(suite.at("dataset"), complain);
  checkAttributes(suite, complain);
  checkModels(suite, complain);
  checkMetrics(suite, registries, complain);
  checkGates(suite, registries, complain);
  checkCompatibility(suite, registries, complain);
  checkExplain(suite, complain);
  checkDrift(suite, complain);
  checkKeep(suite, complain);
  checkReport(suite, registries, complain);
}

function checkMetrics(suite: Draft, registries: Registries, complain: Complain): void {
  const seen = new Set<string>();
  for (const metric of suite.at("metrics").items) {
    unknownName("metric", metric, registries, complain);
    if (metric.text !== undefined && seen.has(metric.text))
      complain(metric.path, `metric ${quoted(metric.text)} is given twice`);
    if (metric.text !== undefined) seen.add(metric.text);
  }
  const used = [...suite.at("metrics").items, ...suite.at("gates").items.map((gate) => gate.at("metric"))];
  if (!suite.at("dataset").at("label").isPresent)
    for (const { path, text } of used)
      if (text !== undefined && registries.needsLabel?.(text) === true)
        complain(path, `${text} needs a label; the suite names none (dataset.label)`);
  if (suite.at("dataset").at("favourable").isPresent) return;
  for (const { path } of used.filter(({ text }) => text === "favourable_rate"))
    complain(path, "favourable_rate needs dataset.favourable: the label value that is good for the person");
}
