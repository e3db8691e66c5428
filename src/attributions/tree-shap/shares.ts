import { usage } from "../../core/errors.js";
import type { TreeEnsemble } from "../../models/trees/ensemble.js";

/** The split above each node; -1 at the roots of trees. */
export function parentsOf({ feature, left, right }: TreeEnsemble): Int32Array {
  const parents = new Int32Array(feature.length).fill(-1);
  for (let node = 0; node < feature.length; node++) {
    if (feature[node]! < 0) continue;
    parents[left[node]!] = node;
    parents[right[node]!] = node;
  }
  return parents;
}

/**
 * Share of what went through its parent in training that went to each node, in [0, 1]; 1 at roots. Two children sum to 1.
 * Nothing is known below a split that nothing went through: each side gets a half.
 * @throws usage where the model does not tell how training rows went
 */
export function trainingShares({ feature, left, right, cover }: TreeEnsemble): Float64Array {
  if (cover === null) {
    throw usage("this model does not tell how many training rows took each way, which path-dependent values need", {
      hint: "give a background: rows whose values stand in for unknown inputs",
    });
  }
  const shares = new Float64Array(feature.length).fill(1);
  for (let node = 0; node < feature.length; node++) {
    if (feature[node]! < 0) continue;
    const toLeft = cover[left[node]!]!;
    const both = toLeft + cover[right[node]!]!;
    shares[left[node]!] = both > 0 ? toLeft / both : 0.5;
    shares[right[node]!] = 1 - shares[left[node]!]!;
  }
  return shares;
}
