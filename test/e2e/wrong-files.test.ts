import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { argsOf, printedOf, wrongFolder, wrongSections } from "../suite/wrong-files.js";
import { evenhand, workspace } from "./harness.js";

const cases = wrongSections().flatMap(({ section, cases: each }) => each.map((one) => ({ section, ...one })));
const ofData = cases.filter(({ data }) => data === true);
const ofLines = cases.filter(({ fixLine }) => fixLine !== undefined);
const others = ["tab", "several", "schedules-cron", "policy-metric"];

/** The wrong files in a folder of their own. */
function copied(): string {
  const cwd = workspace();
  cpSync(wrongFolder, cwd, { recursive: true });
  return cwd;
}

describe("wrong files, calls and data", () => {
  it.each([...ofData, ...ofLines])("$section: $wrong", async (one) => {
    const { code, stdout, stderr } = await evenhand(argsOf(one), { cwd: copied() });
    expect({ code, stdout }).toEqual({ code: one.code ?? 2, stdout: "" });
    await expect(stderr).toMatchFileSnapshot(printedOf(one));
  });

  it.each(cases.filter(({ file }) => others.includes(file)))("$file: the same in a process of its own", async (one) => {
    const { code, stderr } = await evenhand(argsOf(one), { cwd: copied() });
    expect(stderr).toBe(readFileSync(printedOf(one), "utf8"));
    expect(code).toBe(2);
  });
});

describe("the fix", () => {
  it.each(ofData.filter(({ fix }) => fix !== undefined))("of $file is one", async ({ file, fix }) => {
    const cwd = copied();
    const text = readFileSync(path.join(cwd, `${file}.yaml`), "utf8");
    writeFileSync(
      path.join(cwd, "fixed.yaml"),
      text.replace(fix!.replace, () => fix!.by),
    );
    const { code, stderr } = await evenhand(["check", "fixed.yaml", "--quiet"], { cwd });
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });
});
