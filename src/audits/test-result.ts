import type { Manifest } from "../record/manifest.js";
import type { GateRow, RunRecord } from "../record/run-record.js";
import { canonicalJson, type Json } from "./canonical-json.js";
import { envelopeText, signed } from "./dsse.js";
import type { SigningKey } from "./keys.js";
import { payloadType, statementType } from "./statement.js";

/** https://github.com/in-toto/attestation/blob/main/spec/predicates/test-result.md, version 0.1 */
const testResultType = "https://in-toto.io/attestation/test-result/v0.1";

/** Without gates nothing was tested, which is no pass. */
const resultOf = { pass: "PASSED", undecided: "WARNED", none: "WARNED", fail: "FAILED", error: "FAILED" } as const;

/**
 * An audit as a test result of in-toto, signed, for tools that decide about a model by such statements: its subjects are the record,
 * the data and the models, by SHA-256; its configuration is the suite.
 * @returns the text of a DSSE envelope
 */
export function testResultFile(record: RunRecord, manifest: Manifest, keys: readonly SigningKey[]): string {
  const sealed = manifest.files.find(({ name }) => name === "run.json")?.sha256 ?? null;
  const models = Object.entries(manifest.model_sha256).map(([id, sha256]) => described(`model ${id}`, sha256));
  const statement = {
    _type: statementType,
    subject: [...described("run.json", sealed), ...described("data", manifest.data_sha256), ...models.flat()],
    predicateType: testResultType,
    predicate: {
      result: resultOf[record.verdict],
      configuration: described(manifest.suite?.file ?? record.suite.name, manifest.suite_sha256),
      passedTests: named(record.gates, ["pass"]),
      warnedTests: named(record.gates, ["undecided"]),
      failedTests: named(record.gates, ["fail", "error"]),
    },
  };
  return envelopeText(signed(payloadType, Buffer.from(canonicalJson(statement)), keys));
}

/** What has no hash cannot be named. */
const described = (name: string, sha256: string | null): { [key: string]: Json }[] =>
  sha256 === null ? [] : [{ name, digest: { sha256 } }];

const named = (gates: readonly GateRow[], verdicts: readonly GateRow["verdict"][]): string[] =>
  gates
    .filter(({ verdict }) => verdicts.includes(verdict))
    .map(({ metric, class: of, attribute, stratum, disparity, bound, tolerance }) =>
      [metric, of, attribute, stratum, disparity, bound, String(tolerance)].filter((word) => word !== null).join(" "),
    );
