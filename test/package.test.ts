import { execFileSync } from "node:child_process";
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
  allowScripts: Record<string, boolean>;
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
      license?: string;
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

  it("has install scripts only where they are named, and runs none of them", () => {
    const scripted = locked.filter(([, entry]) => entry.hasInstallScript).map(([name]) => packageOf(name));
    expect(scripted.filter((name) => manifest.allowScripts[name] !== false)).toEqual([]);
    expect(Object.values(manifest.allowScripts)).not.toContain(true);
    expect(read(".npmrc")).toMatch(/^ignore-scripts=true$/m);
  });

  it("has packages of a registry only: none from git, a folder or an address", () => {
    const others = locked.filter(([, { version = "", link }]) => link === true || !/^\d+\.\d+\.\d+/.test(version));
    expect(others.map(([name]) => name)).toEqual([]);
  });

  // All of them let everybody use, change and pass on what they cover, under terms that Apache-2.0 can stand beside.
  const permissive = ["0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "MIT-0", "Unlicense"];
  // Tools alone: nothing of them is shipped.
  const ofTools = [
    ...permissive,
    "BlueOak-1.0.0",
    "MPL-2.0",
    "(MIT OR CC0-1.0)",
    "MIT OR Apache-2.0",
    "Apache-2.0 AND MIT",
  ];

  it.each([
    ["what users install", permissive, (entry: { dev?: boolean }) => !entry.dev],
    ["tools", ofTools, (entry: { dev?: boolean }) => entry.dev === true],
  ] as const)("has licences of the list alone: %s", (_, allowed, isMeant) => {
    const entries = locked.filter(([, entry]) => isMeant(entry));
    expect(entries.length).toBeGreaterThan(50);
    const others = entries.filter(([, { license }]) => !(allowed as readonly string[]).includes(license ?? "none"));
    expect(others.map(([name, { license }]) => `${name}: ${license}`)).toEqual([]);
  });

  // Versions in which published vulnerabilities are mended: handlebars GHSA-w457-6q6x-cgp9 to CVE-2026-33941; vega and what evaluates
  // its expressions CVE-2023-26486, CVE-2025-25304, CVE-2025-59840, CVE-2025-66648; DuckDB's package GHSA-w62p-hx95-gf2c; js-yaml
  // CVE-2025-64718, CVE-2026-53550, CVE-2026-59870; nested flow collections in yaml before `stringKeys`; onnxruntime #27265.
  it.each([
    ["handlebars", [4, 7, 10]],
    ["vega", [6, 4, 0]],
    ["vega-expression", [6, 1, 0]],
    ["vega-interpreter", [2, 2, 1]],
    ["@duckdb/node-api", [1, 5, 6]],
    ["@duckdb/node-bindings", [1, 5, 6]],
    ["yaml", [2, 9, 1]],
    ["js-yaml", [5, 2, 1]],
    ["onnxruntime-node", [1, 30, 0]],
  ] as const)("every %s is at least %j", (name, least) => {
    const versions = locked.filter(([place]) => packageOf(place) === name).map(([, { version }]) => version ?? "");
    // js-yaml is not among them; should it come, it must be new.
    if (name !== "js-yaml") expect(versions.length).toBeGreaterThan(0);
    for (const version of versions) {
      const parts = version.split(/[.-]/).map(Number);
      const difference = least.map((part, i) => (parts[i] ?? 0) - part).find((d) => d !== 0) ?? 0;
      expect(difference, version).toBeGreaterThanOrEqual(0);
    }
  });

  it("gives a bill of materials of every package, with licence and hash", { timeout: 120_000 }, () => {
    const [program, ...args] = manifest.scripts.sbom!.split(" ") as [string, ...string[]];
    const text = execFileSync(program, args, { cwd: projectRoot, encoding: "utf8", stdio: quiet, maxBuffer: 2 ** 26 });
    const { components } = JSON.parse(text) as {
      components: { name: string; version: string; licenses?: unknown[]; hashes?: unknown[] }[];
    };
    const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
    expect(locked.filter(([place, { version }]) => !listed.has(`${packageOf(place)}@${version}`))).toEqual([]);
    expect(components.filter(({ licenses, hashes }) => !licenses?.length || !hashes?.length)).toEqual([]);
  });
});

const packageOf = (place: string): string => place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
const quiet: ["ignore", "pipe", "ignore"] = ["ignore", "pipe", "ignore"];

describe("npm pack", () => {
  const shipped =
    /^(?:LICENSE|README\.md|CHANGELOG\.md|SECURITY\.md|package\.json|schema\/[a-z-]+\.schema\.json|dist\/\.built-from|dist\/[\w./-]+\.(?:js|d\.ts|js\.map|mjs|json|hbs|css|wasm|txt))$/;

  it("holds what was built, schemas and documents, and nothing else", { timeout: 120_000 }, () => {
    const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
    const [packed] = JSON.parse(execFileSync("npm", args, { cwd: projectRoot, encoding: "utf8", stdio: quiet })) as [
      { files: { path: string }[] },
    ];
    const files = packed.files.map((file) => file.path);
    expect(files.filter((file) => !shipped.test(file) || /node_modules|\.test\.|fixtures/.test(file))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(["LICENSE", "SECURITY.md", "schema/suite.schema.json", "dist/index.js"]),
    );
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
