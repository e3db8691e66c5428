import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { findPeer, firstLine } from "../../src/models/optional-peer.js";
import { temporaryFolder } from "./tiny-models.js";

const root = temporaryFolder();
const users = path.join(root, "node_modules", "evenhand-made-up-peer");
const peer = {
  usedFor: "made-up models",
  packages: ["evenhand-made-up-peer"],
  install: "npm install evenhand-made-up-peer",
};
beforeAll(() => {
  mkdirSync(users, { recursive: true });
  writeFileSync(path.join(users, "package.json"), JSON.stringify({ name: "evenhand-made-up-peer", main: "index.js" }));
  writeFileSync(path.join(users, "index.js"), "module.exports = 42;");
  mkdirSync(path.join(root, "below"));
});
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => vi.restoreAllMocks());

describe("findPeer(peer)", () => {
  it("finds what stands beside evenhand itself, wherever it is called from", () => {
    vi.spyOn(process, "cwd").mockReturnValue(root);
    expect(findPeer({ ...peer, packages: ["@tensorflow/tfjs", "@tensorflow/tfjs-backend-wasm"] })).not.toBeNull();
  });

  it("finds what stands in the user's project, from any folder of it", () => {
    vi.spyOn(process, "cwd").mockReturnValue(path.join(root, "below"));
    expect(findPeer(peer)?.("evenhand-made-up-peer")).toBe(42);
  });

  it("takes packages that belong together from one place only", () => {
    vi.spyOn(process, "cwd").mockReturnValue(root);
    expect(findPeer({ ...peer, packages: ["@tensorflow/tfjs", "evenhand-made-up-peer"] })).toBeNull();
  });
});

describe("firstLine(cause)", () => {
  it.each([
    { cause: new Error("\n  not here\nstack"), line: "not here" },
    { cause: "text", line: "text" },
    { cause: new Error("\u001b[31mred"), line: "\\u{1b}[31mred" },
    { cause: new Error(""), line: "no message" },
  ])("of $cause is $line", ({ cause, line }) => {
    expect(firstLine(cause)).toBe(line);
  });
});
