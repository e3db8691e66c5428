import path from "node:path";
import { usage } from "../core/errors.js";
import { visible, visibleJson } from "../core/visible.js";
import { isOccupied, writeRunFolder } from "../record/run-folder.js";
import type { CommonOptions } from "./command.js";
import { shown } from "./starting-suite.js";

/** Customers of the example; each line is about 15 bytes. */
const customers = 140;
/** Shares that the example's model finds among those who leave and those who stay, by gender: women are missed on purpose. */
const found = { f: { leaves: 0.4, stays: 0.1 }, m: { leaves: 0.85, stays: 0.1 } } as const;

/** Predictions of a model that overlooks women who are about to leave; the same bytes each time. */
export function examplePredictions(): string {
  const seen = { f: { leaves: 0, stays: 0 }, m: { leaves: 0, stays: 0 } };
  const lines = ["customer,gender,age,churned,predicted"];
  for (let customer = 1; customer <= customers; customer++) {
    const gender = customer % 2 === 0 ? "f" : "m";
    const age = 19 + ((customer * 37) % 60);
    const truth = (customer >> 1) % 2 === 0 ? "leaves" : "stays";
    const place = seen[gender][truth]++;
    const share = found[gender][truth];
    const isFound = Math.floor((place + 1) * share) > Math.floor(place * share);
    lines.push([customer, gender, age, truth === "leaves" ? 1 : 0, isFound ? 1 : 0].join(","));
  }
  return `${lines.join("\n")}\n`;
}

const exampleSuite = `# Who gets an offer to stay? Predictions of a made-up churn model that overlooks women, so that there is something to find.
# Run it:  evenhand run suite.yaml
name: example
purpose: trying evenhand
dataset:
  source: predictions.csv
  id: customer
  label: churned # what really happened
  favourable: 1 # being foretold to leave brings an offer
protected: # groups that are compared
  - {name: gender, labels: {f: women, m: men}}
  - {name: age, bins: [18, 40, 60, 80]}
model: {id: churn-model, kind: logged, prediction: predicted} # its predictions stand in the data
metrics: [selection_rate, true_positive_rate, false_positive_rate]
gates: # limits: fails where the gap is surely larger, passes where it is surely smaller, else undecided
  - {metric: true_positive_rate, attribute: gender, disparity: max_difference, at_most: 0.1}
  - {metric: selection_rate, attribute: age, disparity: max_difference, at_most: 0.2}
`;

/** `evenhand init --example`: data, predictions and a suite that runs at once. */
export async function writeExample(folder: string, options: CommonOptions): Promise<number> {
  const place = path.resolve(folder);
  if (await isOccupied(place))
    throw usage(`${shown(place)} holds files already`, { hint: "name another folder: evenhand init --example FOLDER" });
  await writeRunFolder(place, [
    { name: "predictions.csv", content: examplePredictions() },
    { name: "suite.yaml", content: exampleSuite },
  ]);
  const suite = shown(path.join(place, "suite.yaml"));
  if (options.json) console.log(visibleJson(JSON.stringify({ suite, ready: true }, null, 2)));
  else if (options.quiet) console.log(visible(suite));
  else
    console.log(
      visible(
        `wrote ${suite} and ${shown(path.join(place, "predictions.csv"))}\nIts model overlooks women on purpose: one limit is exceeded, so the run ends with exit code 1.\nnext: evenhand run ${suite}`,
      ),
    );
  return 0;
}
