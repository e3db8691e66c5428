/** Trains models/churn-v2: which customers will leave? `npx tsx scripts/train-churn.ts` */
import path from "node:path";
import { tableOf } from "../datasets/retention/columns.js";
import { interactionsOf, shipped, training } from "../datasets/retention/generator.js";
import { isAudited } from "../datasets/retention/planted.js";
import {
  encode,
  type Figures,
  fitFeatures,
  labelsOf,
  recordFigures,
  rocAuc,
  saveFeatures,
  saveLayersModel,
  scoresOf,
  type Table,
  trainNetwork,
} from "./training.js";

const numbers = ["tenure_months", "monthly_charges", "contacts_90d", "help_visits", "app_logins", "waiting_minutes"];
const categories = ["contract", "product"];

/** Rows that an audit would keep: real customers who agreed to the model's purpose. */
const tableFor = (population: typeof shipped | typeof training): Table =>
  tableOf(interactionsOf(population).filter(isAudited), [...numbers, ...categories, "churned"]);

/** Trains and saves; AUC on the rows it learned from and on the half-year after them. */
export async function trainChurn(folder: string): Promise<Figures> {
  const [past, present] = [tableFor(training), tableFor(shipped)];
  const steps = fitFeatures(past, numbers, categories);
  const inputs = encode(past, steps);
  const model = await trainNetwork(inputs, labelsOf(past, "churned"), {
    name: "churn_v2",
    hidden: 16,
    epochs: 12,
    seed: 2,
  });
  saveFeatures(folder, steps);
  await saveLayersModel(folder, model);
  const auc = (table: Table) => rocAuc(scoresOf(model, encode(table, steps)), labelsOf(table, "churned"));
  return { rows: inputs.rows, trained: auc(past), unseen: auc(present) };
}

if (process.argv[1] === import.meta.filename) {
  const folder = path.join(import.meta.dirname, "..", "models", "churn-v2");
  recordFigures(folder, await trainChurn(folder));
}
