import { describe, expect, it } from "vitest";
import { philox, random } from "../../src/core/random.js";

const take = (seed: number, stream: number | string, n: number): number[] => {
  const next = random(seed, stream);
  return Array.from({ length: n }, () => next());
};

describe("philox", () => {
  // Known answers of Random123 1.14, file kat_vectors, "philox4x32 10": counter, key, result.
  it.each([
    [
      [0, 0, 0, 0],
      [0, 0],
      [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
    ],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
    ],
  ])("of %j under %j", (counter, [key0, key1], result) => {
    const block = Uint32Array.from(counter);
    philox(block, key0!, key1!);
    expect([...block]).toEqual(result);
  });
});

describe("random", () => {
  it("is the same for the same seed and stream, whatever else is drawn", () => {
    const [one, other] = [random(7, "a"), random(7, "b")];
    const mixed = Array.from({ length: 50 }, () => {
      other();
      return one();
    });
    expect(mixed).toEqual(take(7, "a", 50));
  });
  it("differs by seed and by stream, in all their bits", () => {
    const firsts = [
      ...[0, 1, 2 ** 31, 2 ** 32, 2 ** 53 - 1].map((seed) => take(seed, 0, 1)[0]),
      ...[1, 2 ** 31, 2 ** 32, 2 ** 53 - 1].map((stream) => take(0, stream, 1)[0]),
      ...["", "a", "b", "ab", "ba"].map((stream) => take(1, stream, 1)[0]),
    ];
    // "" is stream 2166136261 and so no other's.
    expect(new Set(firsts).size).toBe(firsts.length);
  });
  it("is uniform on [0, 1): mean, variance and neighbours", () => {
    const x = take(1, "uniform", 100_000);
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    const variance = x.reduce((sum, value) => sum + (value - mean) ** 2, 0) / x.length;
    const covariance = x.slice(1).reduce((sum, value, i) => sum + (value - mean) * (x[i]! - mean), 0) / x.length;
    expect(x.every((value) => value >= 0 && value < 1)).toBe(true);
    // Four standard errors each: 1/√12n, 1/√180n, 1/12√n.
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(4 / Math.sqrt(12 * x.length));
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 / Math.sqrt(180 * x.length));
    expect(Math.abs(covariance)).toBeLessThan(4 / 12 / Math.sqrt(x.length));
  });
});
