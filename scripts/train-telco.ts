/**
 * Trains a churn model on IBM's telco customer churn data, which are not part of this repository, and writes all that an audit
 * of it takes: model, features, the rows it did not learn from, and a suite. `npx tsx scripts/train-telco.ts <csv> <folder>`
 */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Cell } from "../datasets/retention/columns.js";
import { Draws } from "../datasets/retention/random.js";
import {
  encode,
  fitFeatures,
  labelsOf,
  rocAuc,
  saveFeatures,
  saveLayersModel,
  scoresOf,
  type Table,
  trainNetwork,
} from "./training.js";
import { writeParquet } from "./write-parquet.js";

const numbers = ["tenure", "MonthlyCharges", "TotalCharges"];
const categories = [
  "Contract",
  "InternetService",
  "OnlineSecurity",
  "TechSupport",
  "StreamingTV",
  "PaperlessBilling",
  "PaymentMethod",
];
const protectedColumns = ["gender", "SeniorCitizen", "Partner", "Dependents"];
const kept = ["customerID", ...protectedColumns, ...numbers, ...categories, "Churn"];
const testShare = 0.3;

/** The columns kept, as texts or numbers; a blank number is missing. */
async function readTelco(csv: string): Promise<Record<string, Cell[]>> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const columns = kept.map((name) =>
      numbers.includes(name) ? `try_cast(trim("${name}") as double) as "${name}"` : `"${name}"`,
    );
    const source = `read_csv('${csv.replaceAll("'", "''")}', all_varchar = true, header = true)`;
    const reader = await connection.runAndReadAll(`select ${columns.join(", ")} from ${source}`);
    return reader.getColumnsObjectJS() as Record<string, Cell[]>;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const rowsWhere = (table: Table, keep: (row: number) => boolean): Record<string, Cell[]> =>
  Object.fromEntries(Object.entries(table).map(([name, values]) => [name, values.filter((_, row) => keep(row))]));

const suite = (rows: number): string => `# Written by scripts/train-telco.ts
name: telco-churn
purpose: research on public data
dataset:
  source: test.parquet
  id: customerID
  label: Churn
  favourable: "Yes" # predicted to leave: gets an offer
protected:
  - gender
  - {name: senior, column: SeniorCitizen, map: {"0": under 65, "1": 65 and over}}
  - {name: partner, column: Partner}
  - {name: dependents, column: Dependents}
intersections: [[gender, senior]]
model:
  id: telco-churn
  kind: tfjs-layers
  path: model.json
  features: features.json
  positive: "Yes"
  threshold: 0.5
metrics: [selection_rate, true_positive_rate, false_positive_rate, precision, accuracy, roc_auc]
gates:
  - {metric: true_positive_rate, attribute: gender, disparity: max_difference, at_most: 0.15}
  - {metric: selection_rate, attribute: senior, disparity: min_ratio, at_least: 0.8}
report:
  title: {en: Who is predicted to leave?, da: Hvem forudsiges at ville opsige?}
  people: {en: customers, da: kunder}
  notes:
    population: {en: "${rows} customers that the model did not learn from", da: "${rows} kunder, som modellen ikke har lært af"}
`;

/** Trains and writes; AUC on the rows it learned from and on the others. */
export async function trainTelco(
  csv: string,
  folder: string,
): Promise<{ rows: number; trained: number; unseen: number }> {
  const all = await readTelco(csv);
  const isTest = (row: number) => new Draws(1, row, 0).uniform("test") < testShare;
  const [train, test] = [rowsWhere(all, (row) => !isTest(row)), rowsWhere(all, isTest)];
  const steps = fitFeatures(train, numbers, categories);
  const inputs = encode(train, steps);
  const model = await trainNetwork(inputs, labelsOf(train, "Churn", "Yes"), {
    name: "telco_churn",
    hidden: 16,
    epochs: 15,
    seed: 3,
  });
  mkdirSync(folder, { recursive: true });
  saveFeatures(folder, steps);
  await saveLayersModel(folder, model);
  const columns = kept.map(
    (name) => ({ name, type: numbers.includes(name) ? "DOUBLE" : "VARCHAR", values: test[name]! }) as const,
  );
  await writeParquet(path.join(folder, "test.parquet"), columns);
  const rows = test.Churn!.length;
  writeFileSync(path.join(folder, "telco-churn.yaml"), suite(rows));
  const auc = (table: Table) => rocAuc(scoresOf(model, encode(table, steps)), labelsOf(table, "Churn", "Yes"));
  return { rows, trained: auc(train), unseen: auc(test) };
}

if (process.argv[1] === import.meta.filename) {
  const [csv, folder] = process.argv.slice(2);
  if (csv === undefined || folder === undefined) throw new Error("usage: train-telco <csv> <folder>");
  console.log(await trainTelco(csv, folder));
}
