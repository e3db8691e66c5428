import { describe, expect, it } from "vitest";
import { parseEnvelope, signatureHolds } from "../../src/audits/dsse.js";
import { testResultFile } from "../../src/audits/test-result.js";
import { evaluateTable } from "../../src/evaluate-table.js";
import { keyPair } from "./key-pairs.js";
import { smallRun } from "./small-run.js";

const { signing, trusted } = keyPair("auditor");
const gate = { metric: "selection_rate", attribute: "gender", disparity: "max_difference" };
const recordWith = (...limits: number[]) =>
  evaluateTable(
    {
      label: Array.from({ length: 400 }, (_, row) => row % 3 === 0),
      prediction: Array.from({ length: 400 }, (_, row) => row % 2 === 0),
      gender: Array.from({ length: 400 }, (_, row) => (row % 2 === 0 ? "f" : "m")),
    },
    {
      ...{ label: "label", prediction: "prediction", protected: ["gender"], metrics: ["selection_rate"] },
      gates: limits.map((at_most) => ({ ...gate, at_most })),
    },
  );
const manifest = {
  ...smallRun(1).manifest,
  suite_sha256: "1".repeat(64),
  model_sha256: { a: "2".repeat(64), b: null },
};

/** What the file says, once its signature is known to hold. */
function said(file: string) {
  const envelope = parseEnvelope(Buffer.from(file))!;
  expect(signatureHolds(envelope, envelope.signatures[0]!, trusted.key)).toBe(true);
  return JSON.parse(Buffer.from(envelope.payload).toString());
}

describe("testResultFile", () => {
  it("names what was tested by its hash, and each gate by its answer", () => {
    const statement = said(testResultFile(recordWith(0.1, 1), manifest, [signing]));
    expect(statement).toEqual({
      _type: "https://in-toto.io/Statement/v1",
      subject: [
        { name: "run.json", digest: { sha256: manifest.files.find(({ name }) => name === "run.json")?.sha256 } },
        { name: "model a", digest: { sha256: "2".repeat(64) } },
      ],
      predicateType: "https://in-toto.io/attestation/test-result/v0.1",
      predicate: {
        result: "FAILED",
        configuration: [{ name: "table", digest: { sha256: "1".repeat(64) } }],
        passedTests: ["selection_rate gender max_difference at_most 1"],
        warnedTests: [],
        failedTests: ["selection_rate gender max_difference at_most 0.1"],
      },
    });
  });

  it("a run without gates is no pass", () => {
    expect(said(testResultFile(recordWith(), manifest, [signing])).predicate.result).toBe("WARNED");
  });
});
