import { appendFileSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { evenhand, predictionsCsv, suiteYaml, tree, workspace } from "./harness.js";

const groups = { f: { rows: 300, share: 0.5 }, m: { rows: 300, share: 0.42 } };
const project = () => workspace({ "predictions.csv": predictionsCsv(groups), "suite.yaml": suiteYaml(0.2) });

/** A project with one sealed run; its folder and checkpoint. */
async function sealed() {
  const cwd = project();
  const { stdout, stderr, code } = await evenhand(["run", "suite.yaml"], { cwd });
  expect(code).toBe(0);
  const folder = path.dirname(stdout.trimEnd().split(/\s/).at(-1) as string);
  const checkpoint = /checkpoint (\d+:[0-9a-f]{64})/.exec(stderr)?.[1] as string;
  return { cwd, folder, checkpoint };
}

describe("evenhand run", () => {
  it("seals what it writes into the archive, and nothing elsewhere", async () => {
    const { cwd, folder, checkpoint } = await sealed();
    expect(checkpoint).toMatch(/^1:/);
    expect(tree(path.join(cwd, "reports", ".log"))).toEqual(["checkpoint.json", "entries.jsonl"]);
    await evenhand(["run", "suite.yaml", "--out", "elsewhere"], { cwd });
    await evenhand(["run", "suite.yaml", "--out", "reports/own/place"], { cwd });
    const { stdout } = await evenhand(["audits", "list", "--json"], { cwd });
    const { audits } = JSON.parse(stdout) as { audits: { path: string }[] };
    expect(audits.map(({ path: place }) => `reports/${place}`)).toEqual([folder, "reports/own/place"]);
    expect((await evenhand(["run", "suite.yaml", "--out", "reports/a:b"], { cwd })).code).toBe(2);
  });

  it("whose log was changed is refused before anything is computed, with exit 5", async () => {
    const { cwd } = await sealed();
    appendFileSync(path.join(cwd, "reports", ".log", "entries.jsonl"), "x");
    const { code, stderr } = await evenhand(["run", "suite.yaml"], { cwd });
    expect(code).toBe(5);
    expect(stderr).toContain("entries.jsonl was changed");
    expect(stderr).not.toContain("read:");
  });
});

describe("evenhand report", () => {
  it("changes no sealed run", async () => {
    const { cwd, folder } = await sealed();
    expect((await evenhand(["report", folder], { cwd })).code).toBe(0); // the same bytes again
    const { code, stderr } = await evenhand(["report", folder, "--out", `${folder}/again.html`], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain("would change a sealed run");
    expect((await evenhand(["report", folder, "--out", "again.html"], { cwd })).code).toBe(0);
    expect((await evenhand(["audits", "verify"], { cwd })).code).toBe(0);
  });
});

describe("evenhand audits", () => {
  it("list, show and verify say what was sealed", async () => {
    const { cwd, folder, checkpoint } = await sealed();
    const list = await evenhand(["audits", "list", "--suite", "churn"], { cwd });
    expect(list.stdout).toContain(folder);
    expect((await evenhand(["audits", "list", "--suite", "other"], { cwd })).stdout).toBe("");
    const show = await evenhand(["audits", "show", "latest"], { cwd });
    expect(show.stdout).toContain(checkpoint);
    expect(show.stdout.trimEnd().split("\n").at(-1)).toBe(folder);
    for (const name of ["0", folder, `${folder}/report.html`]) {
      const { stdout } = await evenhand(["audits", "show", name, "--json"], { cwd });
      expect(JSON.parse(stdout)).toMatchObject({ entry: { index: 0 }, inclusion: { proof: [], size: 1 } });
    }
    const verify = await evenhand(["audits", "verify", "--expect-checkpoint", checkpoint], { cwd });
    expect(verify.code).toBe(0);
    expect(verify.stdout).toContain("This does not show that the audit was honest.");
    expect(verify.stdout).toContain(checkpoint);
  });

  it("verify names the file that changed, with exit 5", async () => {
    const { cwd, folder, checkpoint } = await sealed();
    const other = `1:${"0".repeat(64)}`;
    expect((await evenhand(["audits", "verify", "--expect-checkpoint", other], { cwd })).code).toBe(5);
    appendFileSync(path.join(cwd, folder, "report.html"), " ");
    const { code, stdout } = await evenhand(["audits", "verify"], { cwd });
    expect(code).toBe(5);
    expect(stdout).toContain(`${folder}/report.html was changed`);
    expect(stdout).not.toContain("Nothing changed");
    const json = await evenhand(["audits", "verify", "latest", "--json"], { cwd });
    expect(JSON.parse(json.stdout).findings).toHaveLength(1);
    expect((await evenhand(["audits", "verify", "--expect-checkpoint", "x"], { cwd })).code).toBe(2);
    expect(checkpoint).not.toBe(other);
  });

  it("verify --rerun repeats a run byte for byte, and says what is another one", async () => {
    const { cwd, folder } = await sealed();
    const again = await evenhand(["audits", "verify", folder, "--rerun"], { cwd });
    expect(again.stdout).toContain("the same record, byte for byte");
    expect(again.code).toBe(0);
    writeFileSync(path.join(cwd, "predictions.csv"), predictionsCsv({ ...groups, f: { rows: 299, share: 0.5 } }));
    const changed = await evenhand(["audits", "verify", folder, "--rerun"], { cwd });
    expect(changed.code).toBe(5);
    expect(changed.stdout).toContain("another one is the data");
    rmSync(path.join(cwd, "suite.yaml"));
    const absent = await evenhand(["audits", "verify", folder, "--rerun"], { cwd });
    expect(absent.code).toBe(3);
    expect(absent.stderr).toContain("cannot be repeated here");
  });

  it("seal gives a run that has none its entry", async () => {
    const { cwd } = await sealed();
    await evenhand(["run", "suite.yaml", "--out", "elsewhere"], { cwd });
    renameSync(path.join(cwd, "elsewhere"), path.join(cwd, "reports", "moved"));
    const before = await evenhand(["audits", "verify"], { cwd });
    expect(before.code).toBe(0);
    expect(before.stdout).toContain("unsealed  reports/moved");
    expect((await evenhand(["audits", "seal", "reports/moved"], { cwd })).stdout).toContain("entry 1");
    expect((await evenhand(["audits", "verify"], { cwd })).stdout).not.toContain("unsealed");
    expect((await evenhand(["audits", "seal", "reports/moved"], { cwd })).code).toBe(2);
    expect((await evenhand(["audits", "seal", "predictions.csv"], { cwd })).code).toBe(2);
  });

  it("export --all and import restore the archive elsewhere: the same checkpoint", async () => {
    const { cwd, checkpoint } = await sealed();
    const { code, stdout } = await evenhand(["audits", "export", "--all", "--to", "all.zip"], { cwd });
    expect([code, stdout]).toEqual([0, "all.zip\n"]);
    const other = workspace({ "all.zip": readFileSync(path.join(cwd, "all.zip")) });
    expect((await evenhand(["audits", "import", "all.zip"], { cwd: other })).stdout).toBe("reports\n");
    const verify = await evenhand(["audits", "verify", "--expect-checkpoint", checkpoint], { cwd: other });
    expect(verify.code).toBe(0);
    expect((await evenhand(["audits", "import", "all.zip"], { cwd: other })).code).toBe(2);
    expect((await evenhand(["audits", "export", "latest", "--to", "one.zip", "--json"], { cwd })).code).toBe(0);
    expect((await evenhand(["audits", "export", "--to", "none.zip"], { cwd })).code).toBe(2);
  });

  it.each([
    [["audits"], 2, "audits needs one of list, show"],
    [["audits", "lst"], 2, "list"],
    [["audits", "list"], 3, "no archive of audits"],
    [["audits", "show", "latest"], 3, "no archive of audits"],
    [["audits", "verify", "--archive", "nothing"], 3, "no archive of audits"],
    [["audits", "import", "nothing.zip"], 3, "nothing.zip cannot be read"],
  ])("%j without an archive ends with exit %i and one line", async (args, exit, word) => {
    const { code, stderr, stdout } = await evenhand(args, { cwd: project() });
    expect(code).toBe(exit);
    expect(stdout).toBe("");
    expect(stderr).toContain(word);
  });
});
