import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { compiled, kernel, memoryLayout, started } from "../../src/models/kernels.js";
import { projectRoot } from "../fixtures.js";

const bytes = readFileSync(path.join(projectRoot, "src", "models", "trees", "wasm", "tree-walk.wasm"));

describe("kernel(name)", () => {
  it.each(["treeWalk", "tableLoops", "mixing"] as const)("finds %s, and finds the same again", (name) => {
    expect(kernel(name)).not.toBeNull();
    expect(kernel(name)).toBe(kernel(name));
  });
});

describe("compiled(bytes)", () => {
  it("is null for what the engine does not take", () => {
    expect(compiled(bytes.subarray(0, bytes.length - 1))).toBeNull();
    expect(compiled(new Uint8Array())).toBeNull();
  });
});

describe("started(module, bytes)", () => {
  it("has the memory that was asked for, or is null", () => {
    const module = compiled(bytes)!;
    expect(started(module, 70_000)!.buffer.byteLength).toBe(2 * 65_536);
    expect(started(module, 2 ** 31)).toBeNull();
  });
});

describe("memoryLayout()", () => {
  it("gives parts that do not overlap, each at a multiple of 16", () => {
    const { next, end } = memoryLayout();
    expect([next(1), next(32), next(0), next(17)]).toEqual([0, 16, 48, 48]);
    expect(end()).toBe(80);
  });
});
