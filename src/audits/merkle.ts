import { createHash } from "node:crypto";

// Hashes and proofs of RFC 6962, section 2.1 (doi:10.17487/RFC6962); verification as in RFC 9162, sections 2.1.3.2 and 2.1.4.2.

/** SHA-256 of a leaf or of a subtree, 32 bytes. */
export type Hash = Uint8Array;

const sha256 = (...parts: readonly Uint8Array[]): Hash => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

const [leafPrefix, nodePrefix] = [Uint8Array.of(0), Uint8Array.of(1)];

/** SHA-256(0x00 ‖ data): the prefix keeps a leaf from passing for a node. */
export const leafHash = (data: Uint8Array): Hash => sha256(leafPrefix, data);

/** SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (left: Hash, right: Hash): Hash => sha256(nodePrefix, left, right);

/** The root of no leaves at all: SHA-256 of nothing. */
export const emptyRoot: Hash = sha256();

/**
 * Roots of the largest complete subtrees, left to right: one for each 1 in the binary form of the number of leaves. It is all
 * that the root, and the root after one more leaf, follow from.
 */
export type Frontier = readonly Hash[];

/** The frontier after one more leaf. `size`: leaves before it. */
export function withLeaf(frontier: Frontier, size: number, leaf: Hash): Frontier {
  const next = [...frontier];
  let hash = leaf;
  for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) hash = nodeHash(next.pop() as Hash, hash);
  return [...next, hash];
}

/** The tree's root from its frontier. */
export const frontierRoot = (frontier: Frontier): Hash =>
  frontier.length === 0 ? emptyRoot : frontier.reduceRight((right, left) => nodeHash(left, right));

/** The frontier over leaf hashes from first to last. */
export const frontierOf = (leaves: readonly Hash[]): Frontier =>
  leaves.reduce<Frontier>((frontier, leaf, size) => withLeaf(frontier, size, leaf), []);

/** The root over leaf hashes from first to last (MTH of RFC 6962, section 2.1). */
export const rootOf = (leaves: readonly Hash[]): Hash => frontierRoot(frontierOf(leaves));

/** The largest power of two below `size`, which is at least 2: where the tree divides. */
function split(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

/**
 * PATH(index, leaves): the sibling of each subtree that holds the leaf, from the leaf to the root; at most ⌈log₂ n⌉ hashes.
 * @throws RangeError where there is no such leaf
 */
export function inclusionProof(leaves: readonly Hash[], index: number): Hash[] {
  if (!(index >= 0 && index < leaves.length)) throw new RangeError(`no leaf ${index} of ${leaves.length}`);
  if (leaves.length === 1) return [];
  const middle = split(leaves.length);
  return index < middle
    ? [...inclusionProof(leaves.slice(0, middle), index), rootOf(leaves.slice(middle))]
    : [...inclusionProof(leaves.slice(middle), index - middle), rootOf(leaves.slice(0, middle))];
}

/** Whether the proof leads from leaf number `index` of `size` to the root. */
export function verifyInclusion(of: {
  readonly leaf: Hash;
  readonly index: number;
  readonly size: number;
  readonly proof: readonly Hash[];
  readonly root: Hash;
}): boolean {
  if (!(of.index >= 0 && of.index < of.size)) return false;
  let [at, last, hash] = [of.index, of.size - 1, of.leaf];
  for (const sibling of of.proof) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      hash = nodeHash(sibling, hash);
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(hash, of.root);
}

/**
 * PROOF(first, leaves): that the tree over the first leaves is the beginning of the tree over all.
 * @throws RangeError where `first` is not from 1 to their number
 */
export function consistencyProof(leaves: readonly Hash[], first: number): Hash[] {
  if (!(first >= 1 && first <= leaves.length))
    throw new RangeError(`no tree of ${first} among ${leaves.length} leaves`);
  return subproof(leaves, first, true);
}

/** SUBPROOF of RFC 6962, section 2.1.2. `isKnown`: the verifier has the root of just these first leaves. */
function subproof(leaves: readonly Hash[], first: number, isKnown: boolean): Hash[] {
  if (first === leaves.length) return isKnown ? [] : [rootOf(leaves)];
  const middle = split(leaves.length);
  return first <= middle
    ? [...subproof(leaves.slice(0, middle), first, isKnown), rootOf(leaves.slice(middle))]
    : [...subproof(leaves.slice(middle), first - middle, false), rootOf(leaves.slice(0, middle))];
}

/** Whether the proof shows that the second tree begins with the first, so that nothing in it was removed, changed or reordered. */
export function verifyConsistency(of: {
  readonly first: number;
  readonly second: number;
  readonly firstRoot: Hash;
  readonly secondRoot: Hash;
  readonly proof: readonly Hash[];
}): boolean {
  if (!(of.first >= 1 && of.first <= of.second)) return false;
  if (of.first === of.second) return of.proof.length === 0 && same(of.firstRoot, of.secondRoot);
  const path = isPowerOfTwo(of.first) ? [of.firstRoot, ...of.proof] : [...of.proof];
  let [at, last] = [of.first - 1, of.second - 1];
  while (at % 2 === 1) [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  const start = path.shift();
  if (start === undefined) return false;
  let [older, newer] = [start, start];
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      [older, newer] = [nodeHash(sibling, older), nodeHash(sibling, newer)];
      while (at % 2 === 0 && at !== 0) [at, last] = [at / 2, Math.floor(last / 2)];
    } else {
      newer = nodeHash(newer, sibling);
    }
    [at, last] = [Math.floor(at / 2), Math.floor(last / 2)];
  }
  return last === 0 && same(older, of.firstRoot) && same(newer, of.secondRoot);
}

function isPowerOfTwo(size: number): boolean {
  let rest = size;
  while (rest % 2 === 0) rest /= 2;
  return rest === 1;
}

const same = (a: Hash, b: Hash): boolean => Buffer.compare(a, b) === 0;

/** Lower-case hexadecimal. */
export const hexOf = (hash: Hash): string => Buffer.from(hash).toString("hex");

/** A hash from 64 hexadecimal digits; null where the text is anything else. */
export const hashOf = (hex: string): Hash | null => (/^[0-9a-f]{64}$/.test(hex) ? Buffer.from(hex, "hex") : null);
