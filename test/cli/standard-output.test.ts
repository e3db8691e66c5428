import { spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { projectRoot } from "../fixtures-path.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A command that prints so many letters and ends with a code. */
const source = (letters: number, code: number): string => `
  const { watchOutput } = await import(${JSON.stringify(path.join(projectRoot, "src", "cli", "standard-output.ts"))});
  const ended = watchOutput();
  process.stdout.write("x".repeat(${letters}));
  process.exitCode = await ended(${code});`;

function printed(letters: number, code: number, { file, most = null }: { file: string; most?: number | null }) {
  const handle = openSync(file, "w");
  const program = [process.execPath, "--import", "tsx", "--input-type=module", "-e", source(letters, code)];
  const [first = "", ...rest] = most === null ? program : ["prlimit", `--fsize=${most}`, ...program];
  const { status, stderr } = spawnSync(first, rest, { cwd: projectRoot, stdio: ["ignore", handle, "pipe"] });
  closeSync(handle);
  return { status, stderr: String(stderr) };
}

const hasLimits = spawnSync("prlimit", ["--version"]).status === 0;

describe("watchOutput()", () => {
  it("gives the exit code of a command whose output was written", () => {
    const file = path.join(folder, "whole");
    expect(printed(100_000, 1, { file })).toEqual({ status: 1, stderr: "" });
    expect(readFileSync(file, "utf8")).toBe("x".repeat(100_000));
  });

  it.skipIf(!hasLimits)("tells of a file that took a part of it: Node's own stream does not", () => {
    const file = path.join(folder, "part");
    const { status, stderr } = printed(100_000, 0, { file, most: 4096 });
    expect(statSync(file).size).toBe(4096);
    expect(stderr).toBe(
      "standard output cannot be written: the file would be larger than allowed. Send it where there is room; files that were written stand\n",
    );
    expect(status).toBe(3);
  });

  it.skipIf(process.platform !== "linux")("tells of a device that is full; a worse exit code stays", () => {
    const { status, stderr } = printed(10, 2, { file: "/dev/full" });
    expect(stderr).toMatch(/^standard output cannot be written: the disk is full\./);
    expect(status).toBe(2);
  });
});
