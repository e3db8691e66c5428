import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Ajv } from "ajv";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { marker } from "../../src/exports/md.js";
import { shownText } from "../../src/exports/shown-text.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { filesOf, hostileRun, materialOf, recordNamed } from "../exports/material.js";
import { projectRoot } from "../fixtures.js";
import { finished, heavyCache, pythonWith } from "./python.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-consumers-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `read-exports.py` prints. */
interface Read {
  readonly cases: readonly { suite: string; name: string; result: readonly string[] }[];
  readonly faults: readonly string[];
  readonly samples: readonly (readonly [name: string, labels: Record<string, string>, value: number])[];
  readonly kinds: Readonly<Record<string, number>>;
  readonly codes: readonly string[];
  readonly html: readonly string[];
}

const packages = [
  "junitparser==5.0.3",
  "prometheus_client==0.26.0",
  "xmlschema==4.3.2",
  "markdown-it-py[linkify]==4.3.0",
];

/** Jenkins' schema of JUnit XML, which pytest keeps among its tests; null where it cannot be fetched. */
function junitSchema(python: string): string | null {
  const target = path.join(heavyCache, "junit-schema");
  const found = () =>
    readdirSync(target, { recursive: true })
      .map(String)
      .find((name) => name.endsWith("junit-10.xsd"));
  mkdirSync(target, { recursive: true });
  if (found() === undefined) {
    const fetch = ["-m", "pip", "download", "-q", "--no-deps", "--no-binary", "pytest", "-d", target, "pytest==8.3.4"];
    if (finished(python, fetch)?.code !== 0) return null;
    const [archive = ""] = readdirSync(target).filter((name) => name.endsWith(".tar.gz"));
    finished("tar", ["xzf", archive, "--wildcards", "*/junit-10.xsd"], { cwd: target });
  }
  const file = found();
  return file === undefined ? null : path.join(target, file);
}

/** The OASIS schema of SARIF 2.1.0 as Microsoft's package ships it; null where it cannot be fetched. */
function sarifSchema(): object | null {
  const target = path.join(heavyCache, "sarif-schema");
  const file = path.join(target, "node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    mkdirSync(target, { recursive: true });
    writeFileSync(path.join(target, "package.json"), '{"private":true}');
    const install = ["install", "--no-audit", "--no-fund", "--ignore-scripts", "@microsoft/jest-sarif@1.0.0-beta.0"];
    return finished("npm", install, { cwd: target })?.code === 0 ? JSON.parse(readFileSync(file, "utf8")) : null;
  }
}

const records: Readonly<Record<string, () => RunRecord>> = {
  typical: () => recordNamed("typical"),
  errors: () => recordNamed("errors"),
  noGates: () => recordNamed("noGates"),
  rightToLeft: () => recordNamed("rightToLeft"),
  hostile: () => hostileRun(),
};

describe("SARIF", () => {
  let schema: object | null = null;
  beforeAll(() => {
    schema = sarifSchema();
  }, 120_000);

  it.for(Object.keys(records))("of the record %s is valid under the published schema", (name, { skip }) => {
    if (schema === null) return skip("its schema cannot be fetched");
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false });
    // Draft 4 calls its name `id`, which later drafts refuse; nothing in it refers to that name.
    const { $schema: _draft, id: _id, ...rest } = schema as { $schema?: string; id?: string };
    const validate = ajv.compile(rest);
    for (const places of [materialOf(records.typical?.() as RunRecord).places, null]) {
      const [file] = filesOf("sarif", materialOf((records[name] as () => RunRecord)(), { places }));
      const log = JSON.parse(String(file?.content));
      expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    }
    expect(validate({ version: "2.1.0", runs: [{ results: [{}] }] })).toBe(false);
  });
});

describe("JUnit, Prometheus and Markdown", () => {
  let python: string | null = null;
  let schema: string | null = null;
  beforeAll(() => {
    python = pythonWith("export-consumers", packages);
    schema = python === null ? null : junitSchema(python);
  }, 400_000);

  function read(record: RunRecord): Read {
    const target = mkdtempSync(path.join(folder, "run-"));
    for (const format of ["junit", "prom", "md"])
      for (const { name, content } of filesOf(format, materialOf(record)))
        writeFileSync(path.join(target, name), content);
    const script = path.join(projectRoot, "test", "heavy", "read-exports.py");
    const outcome = finished(python as string, [script, target, schema as string]);
    if (outcome?.code !== 0) throw new Error(outcome?.stderr);
    return JSON.parse(outcome.stdout) as Read;
  }

  it.for(Object.keys(records))(
    "of the record %s are read by junitparser and the xUnit schema, Prometheus' and a Markdown parser",
    (name, { skip }) => {
      if (python === null || schema === null) return skip("their packages cannot be fetched");
      const record = (records[name] as () => RunRecord)();
      const { cases, faults, samples, kinds, codes, html } = read(record);
      expect(faults).toEqual([]);
      expect(cases.length).toBe(Math.max(1, record.gates.length));
      const failed = record.gates.filter(({ verdict }) => verdict === "fail").length;
      expect(cases.filter(({ result }) => result.includes("failure")).length).toBe(failed);

      const limits = samples.filter(([metric]) => metric === "evenhand_gate_limit");
      expect(limits.map(([, , value]) => value).sort()).toEqual(record.gates.map(({ tolerance }) => tolerance).sort());

      for (const kind of ["link_open", "image"]) expect(kinds[kind] ?? 0, kind).toBe(0);
      expect(
        html.filter(
          (tag) =>
            !/^(<!-- evenhand [^<>]* -->|<\/?(details|sub)>|<details><summary>\d+ within (its limit|their limits)<\/summary>|<\/details>)$/.test(
              tag,
            ),
        ),
      ).toEqual([]);
      expect(html[0]?.split("\n")[0]).toBe(marker(record.suite.name));
      const groups = new Set(record.gates.flatMap(({ group }) => (group === null ? [] : [shownText(group, 160)])));
      for (const group of groups) expect(codes.map((code) => code.trim())).toContain(group.trim());
    },
  );
});
