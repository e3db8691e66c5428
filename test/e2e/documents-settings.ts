import { cpSync } from "node:fs";
import path from "node:path";
import { projectRoot } from "../fixtures.js";
import type { Reader } from "./reader.js";

/** What the reader of a page has before its first block. Pages without an entry start from nothing. */
export interface Setting {
  prepare?(reader: Reader): void;
  /** Blocks that were typed before. */
  readonly before?: readonly string[];
  /** Programs that the page uses and that not every machine has. */
  readonly programs?: readonly string[];
}

/** Interactions of customers, 3,000 of each gender and 600 of unlike language, with the columns that the pages name. */
function interactions(): string {
  const lines = ["interaction_id,customer_id,gender,age,age_band,language,tenure,contract,churned,predicted,score"];
  for (let i = 0; i < 6000; i++) {
    const score = ((i * 7919) % 6000) / 6000;
    const row = [
      `interaction-${i}`,
      `c${i}`,
      i % 2 === 0 ? "f" : "m",
      18 + ((i * 37) % 60),
      ["18-39", "40-59", "60+"][(i >> 1) % 3],
      i % 10 === 0 ? "en" : "da",
      (i * 13) % 72,
      i % 3 === 0 ? "monthly" : "yearly",
      i % 5 < 2 ? 1 : 0,
      score > 0.6 ? 1 : 0,
      score.toFixed(4),
    ];
    lines.push(row.join(","));
  }
  return `${lines.join("\n")}\n`;
}

const suite = (name: string, source = "../interactions.csv", more = ""): string => `name: ${name}
purpose: retention-offer
dataset: { source: ${source}, id: interaction_id, label: churned, favourable: 1 }
protected: [gender, language]
model: { id: churn-v2, kind: logged, prediction: predicted, score: score }
metrics: [selection_rate, true_positive_rate]
gates:
  - { metric: selection_rate, attribute: gender, disparity: max_difference, at_most: 0.1 }
  - { id: leavers-language, metric: true_positive_rate, attribute: language, disparity: max_difference, at_most: 0.05 }
  - { metric: selection_rate, attribute: language, disparity: max_difference, at_most: 0.02 }
${more}`;

/** Data and suites of the names that the pages use; the last gate of each suite is undecided. */
function prepareSuites(reader: Reader): void {
  const data = interactions();
  reader.write("interactions.csv", data);
  reader.write("data/predictions.csv", data.replaceAll(/,1,(\d),/g, ",true,$1,").replaceAll(/,0,(\d),/g, ",false,$1,"));
  for (const name of ["churn", "retention-offers"]) reader.write(`suites/${name}.yaml`, suite(name));
}

/** The suite, model and data that evenhand ships. */
function prepareShipped({ folder }: Reader): void {
  for (const name of ["suites", "models", "datasets"])
    cpSync(path.join(projectRoot, name), path.join(folder, name), { recursive: true });
}

const audited = "evenhand run suites/churn.yaml --quiet";
const key = "export EVENHAND_KEY=00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
const accept = 'evenhand baseline accept reports/churn/2026-10-05T0612Z --by "Kari Moe" --why "first one"';
const keygen = (...names: string[]): string =>
  [
    "mkdir -p keys",
    ...names.map((name) => `evenhand audits keygen --out ${name}.pem && cp ${name}.pem.pub keys/`),
  ].join("\n");

export const settings: Readonly<Record<string, Setting>> = {
  "README.md": { prepare: prepareSuites },
  "docs/code-models.md": {
    prepare: (reader) => {
      reader.write("customers.csv", interactions());
      reader.write("weights.json", "{}");
    },
    programs: ["python3"],
  },
  "docs/archive.md": { prepare: prepareSuites, before: [audited], programs: ["unzip"] },
  "docs/ci/README.md": {
    prepare: prepareSuites,
    before: [
      "evenhand run suites/retention-offers.yaml --quiet\nevenhand run suites/retention-offers.yaml --out results --format csv --quiet",
    ],
  },
  "docs/drift.md": {
    prepare: (reader) => {
      prepareSuites(reader);
      reader.write(
        "suites/offers.yaml",
        suite("offers").replace("[gender, language]", "[gender, age_band]").split("gates:")[0]!,
      );
    },
  },
  "docs/explaining-a-decision.md": { prepare: prepareShipped },
  "docs/findings.md": { prepare: prepareSuites, before: [audited, keygen("berg")] },
  "docs/guides/hand-over-an-audit.md": { programs: ["unzip"] },
  "docs/interactive-reports.md": { prepare: prepareSuites, before: [audited] },
  "docs/keeping-predictions.md": { prepare: prepareSuites, programs: ["openssl"] },
  "docs/languages.md": { prepare: prepareSuites, before: [audited] },
  "docs/regression-gates.md": {
    prepare: (reader) => {
      prepareSuites(reader);
      reader.write("suites/churn.yaml", suite("churn", "../interactions.csv", "keep: [predictions]\n"));
    },
    before: [key, audited, `${accept} --as prod`, `${accept} --as k2`],
  },
  "docs/signatures.md": { prepare: prepareSuites, before: [audited, keygen("a", "b", "berg")] },
  "docs/trends.md": { prepare: prepareSuites, before: [audited] },
};
