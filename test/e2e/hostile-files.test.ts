import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import type { RunRecord } from "../../src/record/run-record.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import { recordsOf } from "../sources/csv-oracle.js";
import { type HostileCase, hostileCases } from "../sources/hostile-cases.js";
import { evenhand, suiteYaml, tree, workspace } from "./harness.js";

const endings: Readonly<Record<HostileCase["kind"], string>> = {
  "csv-spectrum": "csv",
  "duckdb-csv": "csv",
  json: "json",
  yaml: "yaml",
  "parquet-good": "parquet",
  "parquet-bad": "parquet",
};

/** Some of each kind, the same on every machine; all of them are read in test/sources and test/suite. */
const sample = (kind: HostileCase["kind"], count: number): HostileCase[] => {
  const all = hostileCases().filter((each) => each.kind === kind);
  return Array.from({ length: count }, (_, at) => all[Math.floor((at * all.length) / count)]!);
};

withFixtures("other people's hostile files, through the command line", () => {
  const data = (["csv-spectrum", "duckdb-csv", "json", "parquet-good", "parquet-bad"] as const).flatMap((kind) =>
    sample(kind, 3),
  );

  it.each(data.map((each) => [`${each.kind} ${each.name}`, each] as const))(
    "%s: rows, or a clear word, and nothing left behind",
    async (_, { kind, bytes, expect: label }) => {
      const [cwd, temporary] = [workspace(), workspace()];
      const file = `data.${endings[kind]}`;
      const text = kind === "json" && label === "accept" ? bytes.toString("utf8").replaceAll("\n", " ") : null;
      const content =
        kind !== "json"
          ? bytes
          : Buffer.concat([Buffer.from('{"v":'), text === null ? bytes : Buffer.from(text), Buffer.from("}\n")]);
      const at = workspace({ [file]: content });
      const { code, stdout, stderr } = await evenhand(
        ["init", path.join(at, file), "--json", "--yes", "--allow-outside"],
        { cwd, env: { TMPDIR: temporary } },
      );
      expect(stderr).not.toMatch(/defect|^\s+at /m);
      if (label === "accept") expect(code).not.toBe(3);
      if (label === "reject") expect(code).toBe(3);
      if (code === 3) {
        expect(stdout).toBe("");
        expect(stderr).toMatch(/cannot be read|holds|has |is |expected|not UTF-8|there is|columns/);
      } else expect(JSON.parse(stdout).rows).toBeGreaterThanOrEqual(0);
      expect([0, 2, 3]).toContain(code);
      expect(tree(temporary)).toEqual([]);
    },
  );

  it.each(sample("yaml", 4).map((each) => [each.name, each] as const))(
    "%s as a suite: exit 2 with places",
    async (_, { bytes }) => {
      const { code, stderr } = await evenhand(["check", "suite.yaml"], { cwd: workspace({ "suite.yaml": bytes }) });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^\d+:\d+ {2}/m);
    },
  );
});

withFixtures("naughty strings as groups, a column's name and ids", () => {
  const strings = JSON.parse(readFileSync(fixturePath("datasets", "naughty-strings", "blns.json"), "utf8")) as string[];
  const texts = [...new Set(strings)].filter((text) => text !== "" && text.isWellFormed());
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const column = "<script>alert('DROP TABLE') -- =1+1";

  it("come out of a run, its record and its exports as they went in, or made harmless", {
    timeout: 300_000,
  }, async () => {
    const rows = texts.flatMap((text, at) =>
      [0, 1, 2, 3, 4, 5].map((row) => `${quoted(`${text}#${row}`)},${quoted(text)},${(at + row) % 2},${row % 2}`),
    );
    const cwd = workspace({
      "predictions.csv": `id,${quoted(column)},churned,predicted\n${rows.join("\n")}\n`,
      "suite.yaml": `${suiteYaml(0.9)
        .replace("protected: [gender]", `protected: [{name: tag, column: ${JSON.stringify(column)}}]`)
        .replace("attribute: gender", "attribute: tag")
        .replace(", score: score", "")
        .replace("label: churned", "id: id, label: churned")}suppress_below: 0\nmin_group: 1\n`,
    });
    const { stderr } = await evenhand(["run", "suite.yaml", "--format", "csv,md", "--out", "out"], { cwd });
    expect(stderr).not.toMatch(/defect|problem/);
    const record = JSON.parse(readFileSync(path.join(cwd, "out", "run.json"), "utf8")) as RunRecord;
    const named = new Set(record.groups.filter(({ attribute }) => attribute === "tag").map(({ group }) => group));
    // Backslashes and the sign of intersections are escaped in a group's name.
    expect([...named].sort()).toEqual(texts.map((text) => text.replace(/[\\×]/g, "\\$&")).sort());
    expect(record.data.rows_read ?? rows.length).toBe(rows.length);
    const files = tree(path.join(cwd, "out"));
    const csv = readFileSync(path.join(cwd, "out", files.find((name) => name.endsWith(".csv"))!));
    const cells = recordsOf(csv, ",");
    if ("fault" in cells) throw new Error(cells.fault);
    // A spreadsheet takes none of them for a formula.
    expect(cells.flat().filter((cell) => /^[=+@\t\r]|^-(?![\d.])/.test(cell))).toEqual([]);
    const md = readFileSync(path.join(cwd, "out", files.find((name) => name.endsWith(".md"))!), "utf8");
    expect(md).not.toMatch(/<script|<img|<svg|<iframe/i);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none of them may stand in an export
    expect(md).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
  });
});
