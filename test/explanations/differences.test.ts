import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { differences } from "../../src/explanations/differences.js";
import { documents } from "./drawn.js";

const drawn = fc.sample(documents, { numRuns: 1, seed: 3 })[0]!;
const changed = (change: (copy: never) => void) => {
  const copy = structuredClone(drawn);
  change(copy as never);
  return copy;
};

describe("differences(stored, fresh)", () => {
  it("finds none between an explanation and its JSON", () => {
    fc.assert(
      fc.property(documents, (document) => {
        expect(differences(JSON.parse(JSON.stringify(document)), document)).toEqual([]);
      }),
    );
  });

  it("names what differs by its path, without its value", () => {
    const stored = changed((copy: never) => {
      const given = copy as { explanation: { reasons: { base: number } }; model: { sha256: string } };
      given.explanation.reasons.base += 1e-6;
      given.model.sha256 = "secret";
    });
    expect(differences(stored, drawn)).toEqual(["model.sha256", "explanation.reasons.base"]);
  });

  it("takes its own tolerance, not one that the stored file claims", () => {
    const stored = changed((copy: never) => {
      const given = copy as { tolerance: number; outcome: { score: number } };
      given.tolerance = 1e9;
      given.outcome.score += 0.01;
    });
    expect(differences(stored, drawn)).toEqual(["tolerance", "outcome.score"]);
  });

  it("finds what was added or left out", () => {
    const stored = changed((copy: never) => {
      const given = copy as { explanation: { reasons: { inputs: unknown[] } }; extra?: number };
      given.explanation.reasons.inputs.pop();
      given.extra = 1;
    });
    const last = drawn.explanation!.reasons.inputs.length - 1;
    expect(differences(stored, drawn)).toEqual([`explanation.reasons.inputs.${last}`, "extra"]);
  });
});
