import { writeFileSync } from "node:fs";
import path from "node:path";
import { dataFolder, rowsFile, type Size } from "./data.js";

const sixMetrics =
  "[selection_rate, true_positive_rate, false_positive_rate, false_negative_rate, accuracy, precision]";

/** Attributes of the rows, with the group that peers compare the others with. */
export const attributes = { gender: "male", age_band: "30-44", language: "da", region: "region_00" } as const;

/** Writes the suite that audits rows of a size by some attributes, and gives its path. */
export function writeSuite(size: Size, by: readonly (keyof typeof attributes)[]): string {
  const file = path.join(dataFolder, `suite_${size}_${by.length}.yaml`);
  const protectedAttributes = by.map((name) => `{name: ${name}, reference: ${JSON.stringify(attributes[name])}}`);
  writeFileSync(
    file,
    `name: bench-${size}
purpose: bench
dataset: {source: ${path.basename(rowsFile(size))}, label: y_true, favourable: 1}
protected: [${protectedAttributes.join(", ")}]
model: {id: logged, kind: logged, prediction: y_pred}
metrics: ${sixMetrics}
gates:
  - {metric: true_positive_rate, attribute: "*", disparity: max_difference, at_most: 0.05}
`,
  );
  return file;
}
