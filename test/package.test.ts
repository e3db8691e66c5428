import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { toolVersion } from "../src/core/version.js";
import { projectRoot } from "./fixtures.js";

const read = (name: string): string => readFileSync(path.join(projectRoot, name), "utf8");
const manifest = JSON.parse(read("package.json")) as Record<string, never> & {
  version: string;
  license: string;
  engines: { node: string };
  dependencies: Record<string, string>;
  peerDependenciesMeta: Record<string, { optional: boolean }>;
  scripts: Record<string, string>;
};
const lock = JSON.parse(read("package-lock.json")) as {
  packages: Record<
    string,
    {
      resolved?: string;
      integrity?: string;
      link?: boolean;
      version?: string;
      hasInstallScript?: boolean;
      dev?: boolean;
      optional?: boolean;
    }
  >;
};
const locked = Object.entries(lock.packages).filter(([name]) => name !== "");

describe("package.json", () => {
  it("states licence, oldest Node and the version that the tool prints", () => {
    expect(manifest.license).toBe("Apache-2.0");
    expect(manifest.engines.node).toBe(">=20.19");
    expect(toolVersion).toBe(manifest.version);
  });

  it("keeps model runtimes out of the core install", () => {
    for (const heavy of ["@tensorflow/tfjs", "@tensorflow/tfjs-node", "onnxruntime-node", "danfojs-node"]) {
      expect(manifest.dependencies).not.toHaveProperty(heavy);
      expect(manifest.peerDependenciesMeta[heavy]?.optional).toBe(true);
    }
  });

  it("pins exactly what has no stable version ranges", () => {
    expect(manifest.dependencies["@duckdb/node-api"]).toMatch(/^\d+\.\d+\.\d+-r\.\d+$/);
    expect(manifest.dependencies.vega).toBe("6.4.0");
    expect(manifest.dependencies["vega-lite"]).toBe("6.4.3");
  });

  it("has no install scripts of its own", () => {
    for (const hook of ["preinstall", "install", "postinstall", "prepare"])
      expect(manifest.scripts).not.toHaveProperty(hook);
  });
});

describe("package-lock.json", () => {
  it("has an integrity hash for every package and no host name", () => {
    for (const [name, entry] of locked) {
      expect(entry.integrity, name).toMatch(/^sha512-/);
      expect(entry.resolved, name).toBeUndefined();
    }
  });

  it("has no install script in what users install", () => {
    const scripted = locked.filter(([, entry]) => entry.hasInstallScript && !entry.dev).map(([name]) => name);
    expect(scripted).toEqual([]);
  });

  // Versions in which published vulnerabilities are mended (GitHub advisories GHSA-w457-6q6x-cgp9 and later, GHSA-w62p-hx95-gf2c, CVE-2025-59840).
  it.each([
    ["handlebars", [4, 7, 10]],
    ["vega", [6, 4, 0]],
    ["@duckdb/node-api", [1, 5, 6]],
  ] as const)("%s is at least %j", (name, least) => {
    const version = lock.packages[`node_modules/${name}`]?.version?.split(/[.-]/).map(Number) ?? [];
    const difference = least.map((part, i) => (version[i] ?? 0) - part).find((d) => d !== 0) ?? 0;
    expect(difference).toBeGreaterThanOrEqual(0);
  });
});

describe("the tree", () => {
  it("names no machine path and no host of a registry", () => {
    const forbidden = /registry\.npmjs|\/work\/(main|shared)|pypi\.org/;
    for (const name of [
      "README.md",
      "CONTRIBUTING.md",
      "SECURITY.md",
      "CHANGELOG.md",
      "package.json",
      "package-lock.json",
      ".npmrc",
    ]) {
      expect(read(name), name).not.toMatch(forbidden);
    }
  });
});
