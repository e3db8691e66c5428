import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { Failure } from "../../src/core/errors.js";
import { violations } from "../../src/policy/check-policy.js";
import { findPolicy, loadPolicy, requiredSigners } from "../../src/policy/policy.js";
import { parseSuite } from "../../src/suite/parse.js";

const folders: string[] = [];
function folder(): string {
  const made = realpathSync(mkdtempSync(path.join(os.tmpdir(), "evenhand-policy-")));
  folders.push(made);
  return made;
}
afterEach(() => {
  for (const each of folders.splice(0)) rmSync(each, { recursive: true, force: true });
});

function policyOf(text: string) {
  const file = path.join(folder(), "policy.yaml");
  writeFileSync(file, text);
  return loadPolicy(file);
}

const suiteText = (more = "", gate = "at_most: 0.05"): string => `name: churn
purpose: retention
dataset: {source: data.csv, label: churned, favourable: 1}
protected: [gender, {name: age, basis: "GDPR 6(1)(f)"}]
model: {id: m, kind: logged, prediction: predicted}
gates:
  - {metric: true_positive_rate, attribute: gender, disparity: max_difference, ${gate}}
${more}`;

const suiteOf = (text: string) => parseSuite(text, "/none/churn.yaml", { projectFolder: "/none", allowOutside: false });

/** "line:column message" of everything in which a suite is weaker. */
const found = (policy: string, suite: string): string[] =>
  violations(suiteOf(suite), policyOf(`name: house\n${policy}`)).map(
    ({ line, column, message }) => `${line}:${column} ${message.replace(/ \(policy "house", .*?policy\.yaml:/, " (")}`,
  );

const gate = (rest: string): string => `gates:\n  - {metric: true_positive_rate, disparity: max_difference, ${rest}}`;

describe("violations", () => {
  it("are none for a suite that is as strict", () => {
    const policy = `attributes: [gender, age]
${gate("attribute: gender, at_most: 0.05")}
confidence: 0.95
suppress_below: 5
min_group: 30
require: [dataset.favourable, gates]
forbid: [keep]`;
    expect(found(policy, suiteText())).toEqual([]);
    expect(found("attributes: [gender]", suiteText())).toEqual([]);
  });

  it("name the place in the suite and that of the rule", () => {
    expect(found("attributes: [gender, origin]", suiteText())).toEqual([
      '4:12 protected lacks the attribute "origin" (2:22)',
    ]);
    expect(found(gate("attribute: gender, at_most: 0.03"), suiteText())).toEqual([
      "7:89 at_most must be 0.03 or lower, found 0.05, on true_positive_rate, gender, max_difference (3:5)",
    ]);
    expect(found("suppress_below: 10\nmin_group: 50\nconfidence: 0.99", suiteText("min_group: 40\n"))).toEqual([
      "1:1 confidence must be 0.99 or more, found 0.95 (4:13)",
      "1:1 suppress_below must be 10 or more, found 5 (2:17)",
      "8:12 min_group must be 50 or more, found 40 (3:12)",
    ]);
  });

  it("a gate that is missing, on another attribute, on another model, or passes small groups", () => {
    const wanted = gate("attribute: age, at_most: 0.05");
    expect(found(wanted, suiteText())).toEqual(["6:1 gates lack one on true_positive_rate, age, max_difference (3:5)"]);
    expect(found(gate('attribute: "*", at_most: 0.05'), suiteText())).toHaveLength(1);
    expect(
      found(gate('attribute: "*", at_most: 0.05'), suiteText().replace("attribute: gender", 'attribute: "*"')),
    ).toEqual([]);
    expect(found(gate("attribute: gender, at_most: 0.05"), suiteText("", "at_most: 0.05, small_groups: list"))).toEqual(
      [
        "7:109 small_groups: list passes groups that could not be judged, on true_positive_rate, gender, max_difference (3:5)",
      ],
    );
    const two = suiteText("", "at_most: 0.05, model: b").replace(
      "model: {id: m, kind: logged, prediction: predicted}",
      "models: [{id: m, kind: logged, prediction: predicted}, {id: b, kind: logged, prediction: other}]",
    );
    expect(found(gate("attribute: gender, at_most: 0.05"), two)).toHaveLength(1);
  });

  it("an intersection is the same in any order, and is not met by gates on its parts", () => {
    const crossed = suiteText().replace("attribute: gender", "attribute: [age, gender]");
    expect(found(gate("attribute: [gender, age], at_most: 0.05"), crossed)).toEqual([]);
    expect(found(gate('attribute: "age × gender", at_most: 0.1'), crossed)).toEqual([]);
    expect(found(gate("attribute: [gender, age], at_most: 0.05"), suiteText())).toHaveLength(1);
  });

  it("a gate that allows more ratio than asked", () => {
    const ratio = (limit: number): string =>
      suiteText(`  - {metric: favourable_rate, attribute: gender, disparity: min_ratio, at_least: ${limit}}\n`);
    const policy = "gates:\n  - {metric: favourable_rate, attribute: gender, disparity: min_ratio, at_least: 0.8}";
    expect(found(policy, ratio(0.8))).toEqual([]);
    expect(found(policy, ratio(0.75))).toHaveLength(1);
  });

  it("keys of each entry that lack, and keys that must not be there", () => {
    expect(found("require: [protected.basis, dataset.consent]", suiteText())).toEqual([
      "3:10 dataset.consent is missing (2:28)",
      "4:13 protected.basis is missing (2:11)",
    ]);
    expect(
      found("forbid: [keep, gates.at_most]", suiteText("keep: [predictions]\n").replace("label:", "id: id, label:")),
    ).toEqual(["7:89 gates.at_most must not be there (2:16)", "8:7 keep must not be there (2:10)"]);
  });

  it("an impact assessment that is missing, or not dated before the first decision", () => {
    const dpia = (date: string): string =>
      suiteText(`dpia: {reference: 2026-14, date: ${date}, first_decision: 2026-04-01}\n`);
    expect(found("dpia: before_first_decision", suiteText())).toHaveLength(1);
    expect(found("dpia: before_first_decision", dpia("2026-03-31"))).toEqual([]);
    expect(found("dpia: before_first_decision", dpia("2026-04-01"))).toEqual([
      "8:34 the impact assessment of 2026-04-01 is not dated before the first decision of 2026-04-01 (2:7)",
    ]);
    expect(() => suiteOf(dpia("2026-02-30"))).toThrow("date must be a day of the calendar as YYYY-MM-DD");
  });
});

describe("loadPolicy", () => {
  it("refuses what it does not know, with its place and what was probably meant", () => {
    const wrong = `name: house
atributes: [gender]
gates:
  - {metric: m, attribute: a, disparity: d}
require: [dataset.consnt]
`;
    try {
      policyOf(wrong);
      expect.unreachable();
    } catch (error) {
      const problems = (error as Failure).problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
      expect(problems).toEqual(['2:1 unknown key "atributes" in the policy; did you mean "attributes"?']);
    }
    expect(() => policyOf(wrong.replace("atributes", "attributes"))).toThrow("at_most or at_least");
    expect(() => policyOf("name: house\nrequire: [dataset.consnt]")).toThrow('did you mean "dataset.consent"?');
    for (const text of ["", "name: house\nsigners: 0", "name: house\naudit_age: 1 year", "- a", "name: [a"])
      expect(() => policyOf(text), text).toThrow(Failure);
  });

  it("has a hash that is another one for another file", () => {
    // printf 'name: house' | sha256sum
    expect(policyOf("name: house").sha256).toBe("93146de195a0ea5671ee42ede6a34cd40891c2be7ebdf4fa075eb89051e27332");
    expect(policyOf("name: house").sha256).not.toBe(policyOf("name: house ").sha256);
    expect(requiredSigners(policyOf("name: house\nsigners: 2"))).toBe(2);
    expect(requiredSigners(policyOf("name: house"))).toBe(0);
    expect(requiredSigners(null)).toBe(0);
  });
});

describe("findPolicy", () => {
  it("looks in the working folder and above, up to the root of the repository", () => {
    const root = folder();
    const inner = path.join(root, "a", "b");
    mkdirSync(inner, { recursive: true });
    writeFileSync(path.join(root, "policy.yaml"), "name: house");
    expect(findPolicy(root)).toBe(path.join(root, "policy.yaml"));
    expect(findPolicy(inner)).toBeNull();
    mkdirSync(path.join(root, ".git"));
    expect(findPolicy(inner)).toBe(path.join(root, "policy.yaml"));
    mkdirSync(path.join(root, "a", ".git"));
    expect(findPolicy(inner)).toBeNull();
    writeFileSync(path.join(inner, "policy.yaml"), "name: nearer");
    expect(findPolicy(inner)).toBe(path.join(inner, "policy.yaml"));
  });
});
