import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { evenhand, predictionsCsv, suiteYaml, tree, workspace } from "./harness.js";

const rows = predictionsCsv({ f: { rows: 300, share: 0.2 }, m: { rows: 300, share: 0.4 } });
const withLanguages = (...languages: string[]): string =>
  `${suiteYaml(0.5).trimEnd()}\nreport: { languages: [${languages.join(", ")}] }\n`;
const folder = (suite = suiteYaml(0.5)): string => workspace({ "predictions.csv": rows, "suite.yaml": suite });
const languageOf = (...parts: string[]): string | undefined =>
  /<html lang="([a-z]+)">/.exec(readFileSync(path.join(...parts), "utf8"))?.[1];
const bytesOf = (...parts: string[]): string => readFileSync(path.join(...parts), "utf8");

describe("evenhand run, languages", () => {
  it("writes the pages of --lang, the first as report.html, and the same record as without", async () => {
    const cwd = folder();
    expect((await evenhand(["run", "suite.yaml", "--out", "plain"], { cwd })).code).toBe(0);
    expect((await evenhand(["run", "suite.yaml", "--out", "out", "--lang", "da,nb,en"], { cwd })).code).toBe(0);
    const pages = ["report.en.html", "report.html", "report.nb.html"];
    expect(tree(path.join(cwd, "out"))).toEqual(["manifest.json", ...pages, "run.json"]);
    expect(pages.map((page) => languageOf(cwd, "out", page))).toEqual(["en", "da", "nb"]);
    expect(languageOf(cwd, "plain", "report.html")).toBe("en");
    expect(bytesOf(cwd, "out", "run.json")).toBe(bytesOf(cwd, "plain", "run.json"));
    expect(bytesOf(cwd, "out", "report.en.html")).toBe(bytesOf(cwd, "plain", "report.html"));
    const { files } = JSON.parse(bytesOf(cwd, "out", "manifest.json"));
    expect(files.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(pages));
  });

  it("writes the suite's languages without --lang, and report writes the same bytes again", async () => {
    const cwd = folder(withLanguages("nb", "en"));
    const { code, stdout } = await evenhand(["run", "suite.yaml", "--out", "out"], { cwd });
    expect(code).toBe(0);
    expect(stdout.trim().split("\n").at(-1)).toBe("REPORT    out/report.html");
    expect(languageOf(cwd, "out", "report.html")).toBe("nb");
    const before = bytesOf(cwd, "out", "report.html");
    const again = await evenhand(["report", "out"], { cwd });
    expect(again.stdout).toBe("out/report.html\nout/report.en.html\n");
    expect(bytesOf(cwd, "out", "report.html")).toBe(before);
  });

  it("refuses an unknown language before anything is read", async () => {
    const cwd = folder();
    const { code, stderr } = await evenhand(["run", "suite.yaml", "--out", "out", "--lang", "dk"], { cwd });
    expect(code).toBe(2);
    expect(stderr).toContain('--lang: unknown language "dk"');
    expect(tree(cwd)).toEqual(["predictions.csv", "suite.yaml"]);
  });

  it("refuses an unknown language in the suite, with its place", async () => {
    const { code, stderr } = await evenhand(["run", "suite.yaml"], { cwd: folder(withLanguages("sv")) });
    expect(code).toBe(2);
    expect(stderr).toMatch(/\d+:\d+ .*language/);
  });
});

describe("evenhand report --lang", () => {
  it("writes into the working folder, and leaves a sealed run as it is", async () => {
    const cwd = folder();
    await evenhand(["run", "suite.yaml"], { cwd });
    const sealed = tree(path.join(cwd, "reports"));
    const run = sealed.find((name) => name.endsWith("run.json")) ?? "";
    const { code, stdout } = await evenhand(["report", path.join("reports", run), "--lang", "da"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toBe("report.html\n");
    expect(languageOf(cwd, "report.html")).toBe("da");
    expect(tree(path.join(cwd, "reports"))).toEqual(sealed);
    expect((await evenhand(["audits", "verify"], { cwd })).code).toBe(0);
  });

  it("keeps JSON and logs in English", async () => {
    const cwd = folder();
    const { stdout } = await evenhand(["run", "suite.yaml", "--out", "out", "--lang", "da"], {
      cwd,
      env: { LANG: "da_DK.UTF-8" },
    });
    expect(stdout).toMatch(/^PASS /m);
    const shown = await evenhand(["report", "out", "--lang", "nb", "--json"], { cwd });
    expect(JSON.parse(shown.stdout)).toEqual({ report: "report.html", files: ["report.html"] });
  });
});
