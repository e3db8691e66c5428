import { copyFileSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { evenhand, predictionsCsv, suiteYaml, tree, workspace } from "./harness.js";

const rows = (share: number) => predictionsCsv({ f: { rows: 300, share }, m: { rows: 300, share: 0.42 } });

/** A project with a pair of keys whose public half is in keys/. */
async function project(share: number, atMost = 0.2) {
  const cwd = workspace({ "predictions.csv": rows(share), "suite.yaml": suiteYaml(atMost) });
  const { code } = await evenhand(["audits", "keygen", "--out", "auditor.pem"], { cwd });
  expect([code, statSync(path.join(cwd, "auditor.pem")).mode & 0o777]).toEqual([0, 0o600]);
  mkdirSync(path.join(cwd, "keys"));
  copyFileSync(path.join(cwd, "auditor.pem.pub"), path.join(cwd, "keys/auditor.pem.pub"));
  const secret = readFileSync(path.join(cwd, "auditor.pem"), "utf8");
  return { cwd, secret, at: (...args: string[]) => evenhand(args, { cwd }) };
}

describe("evenhand run --sign-key", () => {
  it("signs the run, and verify says who did", async () => {
    const { cwd, secret, at } = await project(0.5);
    const run = await at("run", "suite.yaml", "--sign-key", "auditor.pem");
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining("signed: entry 1")]);
    const verify = await at("audits", "verify");
    expect(verify.code).toBe(0);
    expect(verify.stdout).toMatch(/signed {4}run by auditor \([0-9a-f]{16}…\): .*signature-1\.dsse\.json/);
    expect(verify.stdout).toContain("since it was signed, not that the audit was honest.");
    const inner = secret.split("\n")[1] as string;
    for (const file of tree(path.join(cwd, "reports")).filter((name) => /\.\w+$/.test(name) && name !== ".log"))
      expect(readFileSync(path.join(cwd, "reports", file), "utf8")).not.toContain(inner);
    expect(run.stdout + run.stderr + verify.stdout).not.toContain(inner);
  });

  it("takes the key of the environment, and refuses what is none before anything is read", async () => {
    const { cwd, secret, at } = await project(0.5);
    const signed = await evenhand(["run", "suite.yaml"], { cwd, env: { EVENHAND_SIGNING_KEY: secret } });
    expect(signed.stderr).toContain("signed: entry 1");
    const bad = await evenhand(["run", "suite.yaml"], { cwd, env: { EVENHAND_SIGNING_KEY: "c2VjcmV0" } });
    expect([bad.code, bad.stderr.includes("c2VjcmV0")]).toEqual([2, false]);
    expect((await at("run", "suite.yaml", "--sign-key", "nothing.pem")).code).toBe(2);
    expect((await at("run", "suite.yaml", "--out", "elsewhere", "--sign-key", "auditor.pem")).code).toBe(2);
  });
});

describe("evenhand audits sign and verify", () => {
  it("a signature by a key that was not named, or that was changed, is exit 5", async () => {
    const { cwd, at } = await project(0.5);
    await at("run", "suite.yaml");
    expect((await at("audits", "verify", "--key", "auditor.pem.pub")).stdout).toContain("none of the keys");
    expect((await at("audits", "sign", "latest")).code).toBe(2);
    const { stdout } = await at("audits", "sign", "latest", "--sign-key", "auditor.pem", "--json");
    const { entry } = JSON.parse(stdout) as { entry: { path: string } };
    expect((await at("audits", "verify", "latest", "--key", "auditor.pem.pub")).code).toBe(0);
    const result = ["audits", "sign", "latest", "--sign-key", "auditor.pem", "--test-result", "verdict.json"];
    expect(await at(...result)).toMatchObject({ code: 0, stdout: "verdict.json\n" });
    expect((await at(...result)).code).toBe(2);
    const { payload } = JSON.parse(readFileSync(path.join(cwd, "verdict.json"), "utf8")) as { payload: string };
    expect(JSON.parse(Buffer.from(payload, "base64").toString()).predicate.result).toBe("PASSED");
    await at("audits", "keygen", "--out", "other.pem");
    const other = await at("audits", "verify", "--key", "other.pem.pub");
    expect([other.code, other.stdout]).toEqual([5, expect.stringContaining("a key you have not named")]);
    const file = path.join(cwd, "reports", entry.path, "signature-1.dsse.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"sig":"', '"sig": "'));
    const { code, stdout: told } = await at("audits", "verify");
    expect([code, told]).toEqual([5, expect.stringContaining("signature-1.dsse.json was changed")]);
    expect((await at("audits", "verify", "--key", "auditor.pem")).stderr).toContain("private key");
  });
});

const review = ["audits", "review", "latest", "--by", "A. Berg", "--role", "Model risk", "--decision"];

describe("evenhand audits review", () => {
  it("adds what was decided, shows it, and changes nothing of the run", async () => {
    const { at } = await project(0.9, 0.1);
    expect((await at("run", "suite.yaml")).code).toBe(1);
    expect((await at(...review, "pass")).stderr).toContain("cannot turn into a pass");
    expect((await at(...review, "accept")).stderr).toContain("needs an --action");
    for (const action of ["no date", "what;who;2027-02-30", "what;who;2020-01-01", ";who;2099-01-01"])
      expect((await at(...review, "accept", "--action", action)).code).toBe(2);
    const done = await at(...review, "accept", "--action", "more data;Data team;2099-01-31", "--comment", "for now");
    expect([done.code, done.stdout]).toEqual([0, expect.stringContaining("not signed")]);
    expect((await at(...review, "reject", "--sign-key", "auditor.pem")).code).toBe(0);
    const { stdout } = await at("audits", "show", "latest");
    expect(stdout).toContain("accept by A. Berg, Model risk; entry 1, not signed");
    expect(stdout).toContain("more data; Data team; until 2099-01-31");
    expect(stdout).toContain("reject by A. Berg");
    const json = JSON.parse((await at("audits", "show", "latest", "--json")).stdout);
    expect(json.reviews.map(({ is_signed }: { is_signed: boolean }) => is_signed)).toEqual([false, true]);
    expect((await at("audits", "verify")).code).toBe(0);
  });
});

describe("evenhand audits findings", () => {
  it("a failed gate is one finding over audits, until an audit passes it", async () => {
    const { cwd, at } = await project(0.9, 0.1);
    await at("run", "suite.yaml");
    await at("run", "suite.yaml", "--out", "reports/second");
    const list = async (...more: string[]) =>
      JSON.parse((await at("audits", "findings", "--json", ...more)).stdout).findings as Record<string, unknown>[];
    const [finding, ...others] = await list();
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ status: "open", suite: "churn", owner: null, last: { run: "second" } });
    const id = finding?.id as string;

    const findings = ["audits", "findings"];
    expect((await at(...findings, "assign", id, "--owner", "Data team", "--due", "2099-01-31")).code).toBe(0);
    expect((await at(...findings, "assign", "F-0", "--owner", "x", "--due", "2099-01-31")).code).toBe(2);
    const accept = [...findings, "accept", id, "--by", "A. Berg", "--why", "pilot", "--until", "2099-01-31"];
    expect((await at(...accept)).stderr).toContain("no key to sign with");
    await at("audits", "keygen", "--out", "other.pem");
    expect((await at(...accept, "--sign-key", "other.pem")).code).toBe(0);
    const unproven = await at(...findings);
    expect([unproven.stdout, unproven.stderr]).toEqual([
      expect.stringContaining(`open  ${id}`),
      expect.stringContaining("does not count"),
    ]);
    expect((await at(...accept, "--sign-key", "auditor.pem")).code).toBe(0);
    expect((await at(...findings)).stdout).toContain(`accepted  ${id}`);
    expect((await at(...findings, "--overdue")).code).toBe(0);

    writeFileSync(path.join(cwd, "suite.yaml"), suiteYaml(0.6));
    await at("run", "suite.yaml", "--out", "reports/loosened");
    expect((await list())[0]).toMatchObject({ status: "accepted", isLoosened: true });
    writeFileSync(path.join(cwd, "suite.yaml"), suiteYaml(0.1));
    writeFileSync(path.join(cwd, "predictions.csv"), rows(0.42));
    await at("run", "suite.yaml", "--out", "reports/third");
    expect(await list()).toEqual([]);
    expect((await list("--all"))[0]).toMatchObject({ id, status: "closed", last: { run: "third" } });
    expect((await at(...accept, "--sign-key", "auditor.pem")).stderr).toContain("is closed");
    const { code, stdout } = await at("audits", "verify", "--key", "auditor.pem.pub", "--key", "other.pem.pub");
    expect([code, stdout]).toEqual([5, expect.stringContaining("none of the keys")]); // runs that nobody signed
    expect((await at("audits", "verify")).code).toBe(5); // other.pem is not in keys/
  });

  it("--overdue ends with exit 1 once a day is past", async () => {
    const { cwd, at } = await project(0.9, 0.1);
    await at("run", "suite.yaml");
    const id = /F-[0-9a-f]{10}/.exec((await at("audits", "findings")).stdout)?.[0] as string;
    const today = new Date().toISOString().slice(0, 10);
    expect((await at("audits", "findings", "assign", id, "--owner", "x", "--due", today)).code).toBe(0);
    expect((await at("audits", "findings", "--overdue")).code).toBe(0);
    const later = workspace({
      "later.mjs":
        "const { now } = Date; const Real = Date; globalThis.Date = class extends Real { constructor(...a) { a.length ? super(...a) : super(now() + 3 * 864e5); } };",
    });
    const env = { NODE_OPTIONS: `--import file://${path.join(later, "later.mjs")}` };
    const { code, stdout } = await evenhand(["audits", "findings", "--overdue"], { cwd, env });
    expect([code, stdout]).toEqual([1, expect.stringContaining(`OVERDUE  ${id}`)]);
  });
});
