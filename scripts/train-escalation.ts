/** Trains models/escalation-v1: which cases need the second line? `npx tsx scripts/train-escalation.ts` */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { tableOf } from "../datasets/retention/columns.js";
import { interactionsOf, shipped, training } from "../datasets/retention/generator.js";
import type { FeatureStep } from "../src/models/model.js";
import { onnxBytes } from "./onnx-writer.js";
import {
  encode,
  type Figures,
  fitFeatures,
  labelsOf,
  type Matrix,
  recordFigures,
  rocAuc,
  saveFeatures,
  type Table,
  trainNetwork,
} from "./training.js";

const numbers = ["contacts_90d", "waiting_minutes", "tenure_months", "help_visits"];
const categories = ["topic", "product", "channel"];

/** Weights of one hidden layer and an output, as float32: kernels are row-major [inputs, units]. */
export interface Network {
  readonly inputs: number;
  readonly hidden: number;
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly outputKernel: Float32Array;
  readonly outputBias: Float32Array;
}

/** The network as an ONNX graph: `features` [N, inputs] to `label` (0 or 1, from probability ½) and `probabilities` [N, 2]. */
export function escalationOnnx({ inputs, hidden, ...weights }: Network): Uint8Array {
  return onnxBytes({
    name: "escalation_v1",
    inputs: [{ name: "features", type: "float", shape: ["N", inputs] }],
    outputs: [
      { name: "label", type: "int64", shape: ["N"] },
      { name: "probabilities", type: "float", shape: ["N", 2] },
    ],
    constants: [
      { name: "kernel", shape: [inputs, hidden], values: weights.kernel },
      { name: "bias", shape: [hidden], values: weights.bias },
      { name: "output_kernel", shape: [hidden, 1], values: weights.outputKernel },
      { name: "output_bias", shape: [1], values: weights.outputBias },
      { name: "one", shape: [1], values: [1] },
    ],
    operations: [
      { type: "Gemm", inputs: ["features", "kernel", "bias"], output: "linear" },
      { type: "Relu", inputs: ["linear"], output: "hidden" },
      { type: "Gemm", inputs: ["hidden", "output_kernel", "output_bias"], output: "log_odds" },
      { type: "Sigmoid", inputs: ["log_odds"], output: "positive" },
      { type: "Sub", inputs: ["one", "positive"], output: "negative" },
      { type: "Concat", inputs: ["negative", "positive"], output: "probabilities", attributes: { axis: 1 } },
      { type: "ArgMax", inputs: ["probabilities"], output: "label", attributes: { axis: 1, keepdims: 0 } },
    ],
  });
}

/** The same probabilities in plain TypeScript, in double precision: what the ONNX file must agree with. */
export function probabilitiesOf(
  { inputs, hidden, kernel, bias, outputKernel, outputBias }: Network,
  matrix: Matrix,
): Float64Array {
  return Float64Array.from({ length: matrix.rows }, (_, row) => {
    let logOdds = outputBias[0]!;
    for (let unit = 0; unit < hidden; unit++) {
      let sum = bias[unit]!;
      for (let i = 0; i < inputs; i++) sum += matrix.values[row * inputs + i]! * kernel[i * hidden + unit]!;
      logOdds += Math.max(0, sum) * outputKernel[unit]!;
    }
    return 1 / (1 + Math.exp(-logOdds));
  });
}

const tableFor = (population: typeof shipped | typeof training): Table =>
  tableOf(
    interactionsOf(population).filter(({ contact }) => contact.channel !== "test"),
    [...numbers, ...categories, "escalated"],
  );

export interface Escalation extends Figures {
  readonly network: Network;
  readonly steps: readonly FeatureStep[];
}

/** Trains on the half-year before the shipped data and saves `model.onnx` and `features.json`. */
export async function trainEscalation(folder: string): Promise<Escalation> {
  const [past, present] = [tableFor(training), tableFor(shipped)];
  const steps = fitFeatures(past, numbers, categories);
  const inputs = encode(past, steps);
  const hidden = 8;
  const model = await trainNetwork(inputs, labelsOf(past, "escalated"), {
    name: "escalation_v1",
    hidden,
    epochs: 10,
    seed: 5,
  });
  const [kernel, bias, outputKernel, outputBias] = model
    .getWeights()
    .map((weight) => Float32Array.from(weight.dataSync()));
  const network = {
    inputs: inputs.width,
    hidden,
    kernel: kernel!,
    bias: bias!,
    outputKernel: outputKernel!,
    outputBias: outputBias!,
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "model.onnx"), escalationOnnx(network));
  saveFeatures(folder, steps);
  const auc = (table: Table) => rocAuc(probabilitiesOf(network, encode(table, steps)), labelsOf(table, "escalated"));
  return { network, steps, rows: inputs.rows, trained: auc(past), unseen: auc(present) };
}

if (process.argv[1] === import.meta.filename) {
  const folder = path.join(import.meta.dirname, "..", "models", "escalation-v1");
  recordFigures(folder, await trainEscalation(folder));
}
