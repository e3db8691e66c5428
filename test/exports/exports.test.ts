import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { formatNames } from "../../src/cli/format-option.js";
import { gateMessage } from "../../src/exports/gate-text.js";
import { exports, recordFormats } from "../../src/exports/index.js";
import { shownText } from "../../src/exports/shown-text.js";
import { worstFirst } from "../../src/record/worst-first.js";
import { projectRoot } from "../fixtures.js";
import { reportFixtures } from "../report/fixtures.js";
import { filesOf, hostileRun, hostileTexts, materialOf, recordNamed, textOf } from "./material.js";

/** Control characters but line feeds between lines, line separators, and characters that reorder or hide text. */
const raw =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udfff]/u;

describe("the registry of formats", () => {
  it("has the formats of --format, in their order", () => {
    expect(exports.map(({ name }) => name)).toEqual(recordFormats);
    expect(formatNames).toEqual(["html", ...recordFormats, "mlflow"]);
  });

  it("is documented, each format with its files", () => {
    const page = readFileSync(path.join(projectRoot, "docs", "ci", "README.md"), "utf8");
    for (const name of formatNames) expect(page, name).toContain(`| \`${name}\` `);
    const targets = [...page.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target = ""]) => target);
    for (const target of targets) expect(existsSync(path.join(projectRoot, "docs", "ci", target)), target).toBe(true);
  });
});

describe.each(recordFormats)("%s", (format) => {
  it.each(Object.keys(reportFixtures))(
    "of the record %s is the same bytes each time, without raw control characters",
    (name) => {
      const [first, second] = [recordNamed(name), recordNamed(name)].map((record) =>
        filesOf(format, materialOf(record)),
      );
      expect(second).toEqual(first);
      for (const file of first ?? []) expect(raw.exec(String(file.content))?.[0]).toBeUndefined();
    },
  );

  it("of 200 and more hostile texts has no raw control characters and no command of a build service", () => {
    expect(hostileTexts().length).toBeGreaterThan(200);
    for (const strict of [false, true])
      for (const { content } of filesOf(format, materialOf(hostileRun(), { strict }))) {
        const text = String(content);
        expect(raw.exec(text)?.[0]).toBeUndefined();
        if (format !== "github") expect(text).not.toMatch(/^\s*::/m);
        expect(text).not.toMatch(/##(\[|vso\[|teamcity\[)/i);
      }
  });

  it("of a record alone needs no place in a suite", () => {
    const files = filesOf(format, materialOf(recordNamed("typical"), { places: null }));
    expect(files.length).toBeGreaterThan(0);
  });
});

describe("sarif", () => {
  const log = (name: string, more = {}) => JSON.parse(textOf("sarif", materialOf(recordNamed(name), more)));

  it("has a result per gate that does not pass, at its line", () => {
    const record = recordNamed("typical");
    const { results, tool } = log("typical").runs[0];
    const open = record.gates.filter(({ verdict }) => verdict !== "pass");
    expect(results).toHaveLength(open.length);
    for (const gate of open) {
      const result = results.find((each: { properties: { gate: string } }) => each.properties.gate === gate.id);
      expect(result.level).toBe(gate.verdict === "undecided" ? "warning" : "error");
      const { artifactLocation, region } = result.locations[0].physicalLocation;
      expect(artifactLocation.uri).toBe("suites/churn.yaml");
      expect(region.startLine).toBe(11 + record.gates.indexOf(gate));
      expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    }
  });

  it("makes undecided gates errors where they stop the pipeline", () => {
    const levels = log("undecided", { strict: true }).runs[0].results.map(({ level }: { level: string }) => level);
    expect(new Set(levels)).toEqual(new Set(["error"]));
  });

  it("keeps fingerprints when figures and lines move, and gives each gate its own", () => {
    const prints = (record = recordNamed("typical"), places = materialOf(record).places) =>
      JSON.parse(textOf("sarif", materialOf(record, { places }))).runs[0].results.map(
        (result: { partialFingerprints: object; properties: { gate: string } }) => [
          result.properties.gate,
          JSON.stringify(result.partialFingerprints),
        ],
      );
    const record = recordNamed("typical");
    const moved = {
      ...record,
      gates: record.gates.map((gate) => ({ ...gate, value: (gate.value ?? 0) / 2, group: "elsewhere" })),
    };
    const before = prints();
    expect(Object.fromEntries(prints(moved, null))).toEqual(Object.fromEntries(before));
    expect(new Set(before.map(([, print]: string[]) => print)).size).toBe(before.length);
  });

  it("writes a path as a URI", () => {
    const record = recordNamed("typical");
    const places = { file: "my suites/100% & søn/a:b.yaml", lines: {} };
    const log = JSON.parse(textOf("sarif", materialOf(record, { places })));
    const { uri } = log.runs[0].results[0].locations[0].physicalLocation.artifactLocation;
    expect(uri).toBe("my%20suites/100%25%20%26%20s%C3%B8n/a%3Ab.yaml");
    expect(decodeURIComponent(uri)).toBe(places.file);
  });
});

describe("gitlab", () => {
  // The fields that GitLab documents for a Code Quality report (docs: ci/testing/code_quality, "Code Quality report format").
  const schema = {
    type: "array",
    items: {
      type: "object",
      required: ["description", "check_name", "fingerprint", "severity", "location"],
      properties: {
        description: { type: "string", minLength: 1 },
        check_name: { type: "string", minLength: 1 },
        fingerprint: { type: "string", minLength: 1 },
        severity: { enum: ["info", "minor", "major", "critical", "blocker"] },
        location: {
          type: "object",
          required: ["path", "lines"],
          properties: {
            path: { type: "string", minLength: 1, not: { pattern: "^\\./" } },
            lines: { type: "object", required: ["begin"], properties: { begin: { type: "integer", minimum: 1 } } },
          },
        },
      },
    },
  };
  const validate = new Ajv2020().compile(schema);

  it.each([...Object.keys(reportFixtures)])(
    "of the record %s has the documented fields and one fingerprint per finding",
    (name) => {
      const findings = JSON.parse(textOf("gitlab", materialOf(recordNamed(name))));
      expect(validate(findings), JSON.stringify(validate.errors)).toBe(true);
      const prints = findings.map(({ fingerprint }: { fingerprint: string }) => fingerprint);
      expect(new Set(prints).size).toBe(prints.length);
    },
  );
});

describe("github", () => {
  const lines = (record = hostileRun()) => textOf("github", materialOf(record)).split("\n").slice(0, -1);

  it("prints ten annotations at most, the last one counting the rest", () => {
    const shown = lines();
    const open = hostileRun().gates.filter(({ verdict }) => verdict !== "pass");
    expect(shown).toHaveLength(10);
    expect(shown.at(-1)).toBe(`::warning::${open.length - 9} more gates do not pass: see the report of the run`);
  });

  it.each([...hostileTexts().slice(0, 60), "%0A::error::x", "100%", "a:b,c=d"])(
    "escapes %j as the runner reads it back",
    (name) => {
      const record = hostileRun([name, "other"]);
      const [line = "", ...more] = lines(record);
      expect(more).toEqual([]);
      const [, properties = "", message = ""] = /^::error (.*?)::(.*)$/.exec(line) ?? [];
      // actions/runner, ActionCommand.cs: the order of its replacements.
      const unescaped = (text: string) =>
        text
          .replaceAll("%3A", ":")
          .replaceAll("%2C", ",")
          .replaceAll("%0D", "\r")
          .replaceAll("%0A", "\n")
          .replaceAll("%25", "%");
      const pairs = properties
        .split(",")
        .map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]);
      const [gate] = record.gates;
      expect(Object.fromEntries(pairs.map(([key = "", value = ""]) => [key, unescaped(value)]))).toEqual({
        file: "suites/churn.yaml",
        line: "11",
        title: shownText(`${record.suite.name}: ${gate?.id}`),
      });
      expect(unescaped(message)).toBe(gateMessage(record, worstFirst(record)[0] as (typeof record.gates)[number]));
    },
  );

  it("prints nothing when every gate passes", () => {
    expect(textOf("github", materialOf(recordNamed("allPass")))).toBe("");
  });
});
