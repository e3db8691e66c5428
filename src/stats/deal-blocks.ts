import type { Random } from "../core/random.js";
import { drawHypergeometric } from "./draw-hypergeometric.js";
import type { GroupPair, Proportion } from "./proportion.js";

/** One group's rows dealt into blocks of ⌊n(j + 1)/blocks⌋ − ⌊nj/blocks⌋ rows, every deal equally likely. */
function dealProportion(random: Random, { successes, trials }: Proportion, blocks: number): Proportion[] {
  let [marked, left] = [successes, trials];
  return Array.from({ length: blocks }, (_, j) => {
    const size = Math.floor((trials * (j + 1)) / blocks) - Math.floor((trials * j) / blocks);
    const drawn = size === 0 ? 0 : drawHypergeometric(random, { marked, others: left - marked, drawn: size });
    marked -= drawn;
    left -= size;
    return { successes: drawn, trials: size };
  });
}

/**
 * The rows of two groups in one period dealt into blocks at random (multivariate hypergeometric on the counts), as if the
 * rows themselves had been shuffled. With a seeded generator the same counts are always dealt alike.
 * Source: Turner, Ly and Grünwald 2024, section 2: an e-process may look after every block.
 */
export function dealBlocks(random: Random, { a, b }: GroupPair, blocks = 10): GroupPair[] {
  const [ofA, ofB] = [dealProportion(random, a, blocks), dealProportion(random, b, blocks)];
  return ofA.map((part, j) => ({ a: part, b: ofB[j]! }));
}
