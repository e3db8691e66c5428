import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeRunFolder } from "../../src/record/run-folder.js";
import { stagingFolder } from "../../src/record/staging-folder.js";

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

describe("writeRunFolder(folder, files)", () => {
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
