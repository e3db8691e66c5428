import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { requireWritable, writeRunFolder } from "../../src/record/run-folder.js";
import { privateFolder, stagingFolder, temporaryName } from "../../src/record/staging-folder.js";

const root = mkdtempSync(path.join(os.tmpdir(), "evenhand-test-"));
const parent = path.join(root, "p");
beforeEach(() => mkdirSync(parent));
afterEach(() => rmSync(parent, { recursive: true, force: true }));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Number of a process that has ended. */
const deadPid = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

describe("stagingFolder(parent)", () => {
  it("is there for its user alone, until it is removed", async () => {
    const folder = path.join(parent, "reports");
    const staging = await stagingFolder(folder);
    expect(statSync(staging.path).mode & 0o777).toBe(0o700);
    writeFileSync(path.join(staging.path, "predictions.parquet"), "rows");
    await staging.remove();
    expect(readdirSync(folder)).toEqual([]);
  });

  it("removes what killed processes of this machine left, and nothing else", async () => {
    const own = path.basename((await stagingFolder(parent)).path);
    const left = own.replace(`-${process.pid}-`, `-${deadPid()}-`);
    const elsewhere = left.replace(/^\.kept-[0-9a-f]{8}/, ".kept-00000000");
    for (const name of [left, elsewhere, ".kept-notes", "kept"]) mkdirSync(path.join(parent, name));
    writeFileSync(path.join(parent, left, "predictions.parquet"), "rows");
    const staging = await stagingFolder(parent);
    expect(readdirSync(parent).sort()).toEqual(
      [own, path.basename(staging.path), elsewhere, ".kept-notes", "kept"].sort(),
    );
  });
});

describe("privateFolder(parent, prefix)", () => {
  it("removes its own of processes that ended, and no link, file or folder of another prefix", async () => {
    const own = path.basename((await privateFolder(parent, "evenhand")).path);
    const left = own.replace(`-${process.pid}-`, `-${deadPid()}-`);
    const other = left.replace("evenhand", "another");
    const link = left.replace(/.{8}$/, "00000000");
    for (const name of [left, other]) mkdirSync(path.join(parent, name));
    writeFileSync(path.join(parent, other, "rows"), "rows");
    symlinkSync(path.join(parent, other), path.join(parent, link));
    const next = path.basename((await privateFolder(parent, "evenhand")).path);
    expect(readdirSync(parent).sort()).toEqual([own, other, link, next].sort());
    expect(readdirSync(path.join(parent, other))).toEqual(["rows"]);
  });
});

describe("requireWritable(folder)", () => {
  it("takes a folder that is not there, and refuses one below a file", async () => {
    await requireWritable(path.join(parent, "a", "b"));
    writeFileSync(path.join(parent, "file"), "");
    await expect(requireWritable(path.join(parent, "file", "a", "b"))).rejects.toMatchObject({ kind: "unusable" });
  });
});

describe("writeRunFolder(folder, files)", () => {
  it("removes what a killed process left of another run folder beside it", async () => {
    const left = temporaryName(".partial").replace(`-${process.pid}-`, `-${deadPid()}-`);
    mkdirSync(path.join(parent, left));
    await writeRunFolder(path.join(parent, "run"), [{ name: "a", content: "a" }]);
    expect(readdirSync(parent)).toEqual(["run"]);
  });

  it("puts a file that stands elsewhere into the folder, with its rights", async () => {
    const staging = await stagingFolder(parent);
    const from = path.join(staging.path, "rows");
    writeFileSync(from, "rows", { mode: 0o600 });
    await writeRunFolder(path.join(parent, "run"), [{ name: "predictions.parquet", from }]);
    await staging.remove();
    const file = statSync(path.join(parent, "run", "predictions.parquet"));
    expect([file.size, file.mode & 0o777, file.nlink]).toEqual([4, 0o600, 1]);
  });

  it("leaves nothing where such a file is gone", async () => {
    await expect(
      writeRunFolder(path.join(parent, "run"), [
        { name: "a", content: "a" },
        { name: "b", from: path.join(parent, "gone") },
      ]),
    ).rejects.toMatchObject({ kind: "unusable" });
    expect(readdirSync(parent)).toEqual([]);
  });
});
