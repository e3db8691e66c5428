import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  consistencyProof,
  emptyRoot,
  frontierOf,
  frontierRoot,
  hashOf,
  hexOf,
  inclusionProof,
  leafHash,
  nodeHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from "../../src/audits/merkle.js";

// Leaves, nodes and roots: testonly/constants.go of transparency-dev/merkle, the tests of Certificate Transparency (RFC 6962).
const inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
const nodes = [
  [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
    "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
    "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
    "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
    "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
  ],
  [
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
  ],
  [
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
  ],
] as const;
const roots = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
] as const;
const leaves = inputs.map((input) => leafHash(Buffer.from(input, "hex")));
const tree = (size: number) => leaves.slice(0, size);

describe("the trees of RFC 6962's reference tests", () => {
  it("leaves, nodes and roots are the published ones", () => {
    expect(leaves.map(hexOf)).toEqual(nodes[0]);
    const [left, right] = [hashOf(nodes[2][0])!, hashOf(nodes[2][1])!];
    expect(hexOf(nodeHash(left, right))).toBe(roots[8]);
    expect(roots.map((_, size) => hexOf(rootOf(tree(size))))).toEqual(roots);
    expect(hexOf(emptyRoot)).toBe(roots[0]);
  });

  // PATH(m, D[7]) and PATH(m, D[8]): the siblings from the leaf to the root
  const rest7 = "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e";
  it.each([
    [0, 7, [nodes[0][1], nodes[1][1], rest7]],
    [3, 7, [nodes[0][2], nodes[1][0], rest7]],
    [5, 7, [nodes[0][4], nodes[0][6], nodes[2][0]]],
    [6, 7, [nodes[1][2], nodes[2][0]]],
    [0, 8, [nodes[0][1], nodes[1][1], nodes[2][1]]],
    [5, 8, [nodes[0][4], nodes[1][3], nodes[2][0]]],
    [6, 8, [nodes[0][7], nodes[1][2], nodes[2][0]]],
  ])("inclusion of leaf %i of %i is proved by the published hashes", (index, size, proof) => {
    expect(inclusionProof(tree(size), index).map(hexOf)).toEqual(proof);
  });

  it.each([
    [1, 1, []],
    [1, 8, [nodes[0][1], nodes[1][1], nodes[2][1]]],
    [6, 8, [nodes[1][2], nodes[1][3], nodes[2][0]]],
    [2, 5, [nodes[1][1], nodes[0][4]]],
    [3, 7, [nodes[0][2], nodes[0][3], nodes[1][0], rest7]],
    [4, 7, [rest7]],
    [6, 7, [nodes[1][2], nodes[0][6], nodes[2][0]]],
  ])("consistency of %i with %i is proved by the published hashes", (first, second, proof) => {
    expect(consistencyProof(tree(second), first).map(hexOf)).toEqual(proof);
  });
});

describe("proofs", () => {
  const many = Array.from({ length: 40 }, (_, at) => leafHash(Buffer.from(`entry ${at}`)));
  const sizes = Array.from({ length: 40 }, (_, at) => at + 1);

  it("of every leaf of every tree lead to its root, and to no other leaf, place or root", () => {
    for (const size of sizes)
      for (let index = 0; index < size; index++) {
        const of = many.slice(0, size);
        const given = { leaf: of[index]!, index, size, proof: inclusionProof(of, index), root: rootOf(of) };
        expect(verifyInclusion(given)).toBe(true);
        expect(verifyInclusion({ ...given, leaf: leafHash(Buffer.from("other")) })).toBe(false);
        expect(verifyInclusion({ ...given, root: emptyRoot })).toBe(false);
        expect(verifyInclusion({ ...given, index: size })).toBe(false);
        if (size > 1) {
          expect(verifyInclusion({ ...given, index: (index + 1) % size })).toBe(false);
          expect(verifyInclusion({ ...given, proof: given.proof.slice(1) })).toBe(false);
        }
        expect(verifyInclusion({ ...given, proof: [...given.proof, emptyRoot] })).toBe(false);
      }
  });

  it("of every earlier tree hold, and for no changed, shorter or forked one", () => {
    for (const second of sizes)
      for (let first = 1; first <= second; first++) {
        const of = many.slice(0, second);
        const given = {
          first,
          second,
          firstRoot: rootOf(of.slice(0, first)),
          secondRoot: rootOf(of),
          proof: consistencyProof(of, first),
        };
        expect(verifyConsistency(given)).toBe(true);
        const forked = [...of.slice(0, first - 1), leafHash(Buffer.from("forked"))];
        expect(verifyConsistency({ ...given, firstRoot: rootOf(forked) })).toBe(false);
        expect(verifyConsistency({ ...given, secondRoot: emptyRoot })).toBe(false);
        expect(verifyConsistency({ ...given, first: 0 })).toBe(false);
        expect(verifyConsistency({ ...given, proof: [...given.proof, emptyRoot] })).toBe(false);
      }
  });

  it("with any hash flipped are refused", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 40 }),
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 0, max: 255 }),
        (size, a, b, bit) => {
          const of = many.slice(0, size);
          const index = a % size;
          const proof = inclusionProof(of, index).map((hash) => Uint8Array.from(hash));
          const flipped = proof[b % proof.length]!;
          flipped[bit >> 3]! ^= 1 << (bit & 7);
          expect(verifyInclusion({ leaf: of[index]!, index, size, proof, root: rootOf(of) })).toBe(false);
        },
      ),
    );
  });

  it("a frontier holds one hash for each 1 of the size in binary", () => {
    for (const size of sizes) {
      const frontier = frontierOf(many.slice(0, size));
      expect(frontier).toHaveLength([...size.toString(2)].filter((digit) => digit === "1").length);
      expect(frontierRoot(frontier)).toEqual(rootOf(many.slice(0, size)));
    }
  });

  it("of leaves and trees that are not there are refused", () => {
    expect(() => inclusionProof(tree(3), 3)).toThrow(RangeError);
    expect(() => consistencyProof(tree(3), 0)).toThrow(RangeError);
    expect(() => consistencyProof(tree(3), 4)).toThrow(RangeError);
  });

  it("hashes are read from 64 hexadecimal digits only", () => {
    expect(hashOf(roots[1])).toEqual(leaves[0]);
    expect([hashOf(""), hashOf(`${roots[1]}00`), hashOf(roots[1].toUpperCase())]).toEqual([null, null, null]);
  });
});
