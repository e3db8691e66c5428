import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../fixtures.js";
import { evenhand, predictionsCsv, start, suiteYaml, tree, workspace } from "./harness.js";

const good = predictionsCsv({ f: { rows: 300, share: 0.3 }, m: { rows: 300, share: 0.3 } });
const rowsOf = (change: (cells: string[], index: number) => string[]): string => {
  const [header, ...rows] = good.trim().split("\n");
  return `${[header, ...rows.map((row, i) => change(row.split(","), i).join(","))].join("\n")}\n`;
};

interface Case {
  readonly name: string;
  readonly code: number;
  readonly says: RegExp;
  readonly data?: string | Uint8Array | null;
  readonly suite?: string;
}

const plain = suiteYaml(0.1);
const dataset = "{source: predictions.csv, label: churned, favourable: 1}";

const cases: readonly Case[] = [
  {
    name: "unknown key",
    code: 2,
    says: /3:52 {2}unknown key "favorable".*did you mean "favourable"/s,
    suite: plain.replace("favourable", "favorable"),
  },
  {
    name: "unknown metric",
    code: 2,
    says: /unknown metric "selection_rte".*did you mean "selection_rate"/s,
    suite: plain.replace("selection_rate", "selection_rte"),
  },
  {
    name: "unknown attribute",
    code: 2,
    says: /"gendr".*did you mean "gender"/s,
    suite: plain.replace("attribute: gender", "attribute: gendr"),
  },
  {
    name: "unknown column",
    code: 2,
    says: /no column "churnd" in the data; did you mean "churned"/,
    suite: plain.replace("label: churned", "label: churnd"),
  },
  {
    name: "tolerance out of range",
    code: 2,
    says: /at_most must lie from 0 to 1, found 5; for 5 points write 0\.05/,
    suite: plain.replace("at_most: 0.1", "at_most: 5"),
  },
  { name: "gate on nothing", code: 2, says: /gate|attribute/, suite: plain.replace("attribute: gender, ", "") },
  {
    name: "article 9 category without basis",
    code: 2,
    says: /article 9/i,
    suite: plain.replace("[gender]", "[{name: gender, category: health}]"),
  },
  {
    name: "path outside the project",
    code: 2,
    says: /outside|--allow-outside/,
    suite: plain.replace("predictions.csv", "../../etc/hostname"),
  },
  {
    name: "locked data changed",
    code: 5,
    says: /locked/,
    suite: plain.replace("favourable: 1", `favourable: 1, lock: {sha256: ${"ab".repeat(32)}, rows: 600}`),
  },
  { name: "missing file", code: 3, says: /predictions\.csv/, data: null },
  { name: "empty file", code: 3, says: /empty/, data: "" },
  { name: "header only", code: 3, says: /no rows|header/, data: `${good.split("\n")[0]}\n` },
  {
    name: "ragged rows",
    code: 3,
    says: /line 419: expected 5 cells, found 3/,
    data: rowsOf((cells, i) => (i === 417 ? cells.slice(0, 3) : cells)),
  },
  {
    name: "not UTF-8",
    code: 3,
    says: /UTF-8/i,
    data: Buffer.from(
      rowsOf((cells, i) => (i === 17 ? [...cells.slice(0, 1), "f\u00e6", ...cells.slice(2)] : cells)),
      "latin1",
    ),
  },
  {
    name: "three label values",
    code: 3,
    says: /label|churned/,
    data: rowsOf((cells, i) => (i === 5 ? [...cells.slice(0, 2), "2", ...cells.slice(3)] : cells)),
  },
  {
    name: "NaN score",
    code: 3,
    says: /score.*(NaN|not a (finite )?number)|row 8/is,
    data: rowsOf((cells, i) => (i === 7 ? [...cells.slice(0, 4), "NaN"] : cells)),
  },
  {
    name: "infinite score",
    code: 3,
    says: /score/,
    data: rowsOf((cells, i) => (i === 7 ? [...cells.slice(0, 4), "inf"] : cells)),
  },
  {
    name: "score out of range",
    code: 3,
    says: /score/,
    data: rowsOf((cells, i) => (i === 7 ? [...cells.slice(0, 4), "1.5"] : cells)),
    suite: plain.replace("prediction: predicted, ", ""),
  },
  {
    name: "all rows excluded",
    code: 3,
    says: /all rows|no row/i,
    suite: plain.replace(dataset, dataset.replace("}", ", where: {column: gender, in: [x]}}")),
  },
  {
    name: "one group only",
    code: 3,
    says: /one group/,
    data: rowsOf((cells) => [cells[0] as string, "f", ...cells.slice(2)]),
  },
  {
    name: "no parquet",
    code: 3,
    says: /parquet/i,
    data: "PAR1 this is none",
    suite: plain.replace("source: predictions.csv", "source: predictions.csv, format: parquet"),
  },
];

describe("bad input", () => {
  it.each(cases)(
    "$name: exit $code, a clear word, nothing left behind",
    async ({ code, says, data = good, suite = plain }) => {
      const temporary = workspace();
      const cwd = workspace({ "suite.yaml": suite, ...(data === null ? {} : { "predictions.csv": data }) });
      const before = tree(cwd);
      const outcome = await evenhand(["run", "suite.yaml"], { cwd, env: { TMPDIR: temporary } });
      expect(outcome.stderr).toMatch(says);
      expect(outcome.code).toBe(code);
      expect(outcome.stderr).not.toMatch(/^\s+at /m);
      expect(tree(cwd)).toEqual(before);
      expect(tree(temporary)).toEqual([]);
    },
  );

  it("a data error names row and column, never the cell's content", async () => {
    const data = rowsOf((cells, i) => (i === 41 ? [...cells.slice(0, 4), "secret-diagnosis"] : cells));
    const { stderr } = await evenhand(["run", "suite.yaml"], {
      cwd: workspace({ "suite.yaml": plain, "predictions.csv": data }),
    });
    expect(stderr).toMatch(/row 42\b/);
    expect(stderr).toMatch(/score/);
    expect(stderr).not.toMatch(/secret/);
  });

  it("all problems of a suite at once, with line and column", async () => {
    const suite = plain
      .replace("favourable", "favorable")
      .replace("selection_rate", "selection_rte")
      .replace("at_most: 0.1", "at_most: 5");
    const { stderr, code } = await evenhand(["run", "suite.yaml"], {
      cwd: workspace({ "suite.yaml": suite, "predictions.csv": good }),
    });
    expect(code).toBe(2);
    for (const says of [/favorable/, /selection_rte/, /found 5/]) expect(stderr).toMatch(says);
  });

  it("600 bytes of nesting end within two seconds", async () => {
    const begin = performance.now();
    const { code } = await evenhand(["run", "suite.yaml"], { cwd: workspace({ "suite.yaml": "{".repeat(600) }) });
    expect(code).toBe(2);
    expect(performance.now() - begin).toBeLessThan(4000);
  });
});

describe("the command line", () => {
  it.each([
    ["", /^name a command/],
    ["frobnicate", /^unknown command "frobnicate"/],
    ["run", /^run needs a file: none was named/],
    ["run --bogus suite.yaml", /^run needs a file: none was named, or --bogus took it for its value/],
    ["run suite.yaml --thread 2", /^unknown option "--thread"; did you mean "--threads"\?/],
    ["schema nothing", /^unknown kind "nothing"; expected one of suite, run, .*metrics/],
  ])("evenhand %s: exit 2, says what to change", async (line, says) => {
    const { code, stderr, stdout } = await evenhand(line.split(" ").filter(Boolean), { cwd: workspace() });
    expect(stderr).toMatch(says);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

describe("a model that cannot be used", () => {
  const model = path.join(projectRoot, "models", "churn-v2");
  const suite = (changes: string): string =>
    plain.replace(/model: .*/, `model: {id: m, path: model/model.json, ${changes}}`);
  const features = "features: model/features.json";

  it.each([
    ["truncated weights", `kind: tfjs-layers, ${features}`, /weights|bytes/i, true],
    [
      "another kind",
      `kind: onnx, ${features}`,
      /is said to be an ONNX model, but its file is a TensorFlow\.js layers model/,
      false,
    ],
    ["another input shape", "kind: tfjs-layers, features: [score]", /takes 13 inputs.*features give 1: score/s, false],
  ])("%s: exit 3, nothing left behind", async (_, changes, says, truncated) => {
    const columns =
      "id,gender,churned,score,tenure_months,monthly_charges,contacts_90d,help_visits,app_logins,contract,product,waiting_minutes";
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${i},${i % 2 ? "f" : "m"},${i % 3 === 0 ? 1 : 0},0.5,12,300,1,2,3,monthly,mobile,4`,
    );
    const cwd = workspace({ "suite.yaml": suite(changes), "predictions.csv": `${columns}\n${rows.join("\n")}\n` });
    cpSync(model, path.join(cwd, "model"), { recursive: true });
    if (truncated) truncateSync(path.join(cwd, "model", "weights.bin"), 100);
    const before = tree(cwd);
    const { code, stderr } = await evenhand(["run", "suite.yaml"], { cwd });
    expect(stderr).toMatch(says);
    expect(code).toBe(3);
    expect(tree(cwd)).toEqual(before);
  });
});

/** Enough rows that reading takes a while. */
function slowWorkspace(): string {
  const cwd = workspace({ "suite.yaml": suiteYaml(0.1, "").replace("label: churned", "unit: id, label: churned") });
  const block = good.slice(good.indexOf("\n") + 1);
  writeFileSync(path.join(cwd, "predictions.csv"), `${good.split("\n")[0]}\n${block.repeat(10_000)}`);
  return cwd;
}

const childOf = (pid: number | undefined): number | null => {
  try {
    return Number(
      execFileSync("pgrep", ["-P", String(pid)], { encoding: "utf8" })
        .trim()
        .split("\n")[0],
    );
  } catch {
    return null;
  }
};

async function whenChildWorks(pid: number | undefined): Promise<number> {
  for (let i = 0; i < 200; i++) {
    const child = childOf(pid);
    if (child !== null) {
      await new Promise((resolve) => setTimeout(resolve, 400));
      return child;
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("no child process appeared");
}

describe.skipIf(process.platform !== "linux")("the supervised process", () => {
  it("Ctrl-C: exit 130, nothing left behind", async () => {
    const temporary = workspace();
    const cwd = slowWorkspace();
    const { child, outcome } = start(["run", "suite.yaml"], { cwd, env: { TMPDIR: temporary } });
    const worker = await whenChildWorks(child.pid);
    child.kill("SIGINT");
    expect((await outcome).code).toBe(130);
    expect(existsSync(`/proc/${worker}`)).toBe(false);
    expect(tree(temporary)).toEqual([]);
    expect(tree(cwd)).toEqual(["predictions.csv", "suite.yaml"]);
  });

  it("a crash of the child is exit 3 with a clear word", async () => {
    const temporary = workspace();
    const { child, outcome } = start(["run", "suite.yaml"], { cwd: slowWorkspace(), env: { TMPDIR: temporary } });
    process.kill(await whenChildWorks(child.pid), "SIGSEGV");
    const { code, stderr } = await outcome;
    expect(stderr).toMatch(/crashed \(SIGSEGV\)/);
    expect(code).toBe(3);
    expect(tree(temporary)).toEqual([]);
  });

  it("the time limit is exit 3 naming it", async () => {
    const { code, stderr } = await evenhand(["run", "suite.yaml", "--time-limit", "0.3"], { cwd: slowWorkspace() });
    expect(stderr).toMatch(/longer than the limit of 0\.3 s/);
    expect(code).toBe(3);
  });

  it("the memory limit is exit 3, and nothing is left behind", async () => {
    const temporary = workspace();
    const cwd = workspace({ "suite.yaml": suiteYaml(0.1).replace(", score: score", "") });
    const rows = Array.from({ length: 30_000 }, (_, i) => `${i},${"x".repeat(8000)}${i},${i % 2},${i % 3 ? 0 : 1}`);
    writeFileSync(path.join(cwd, "predictions.csv"), `id,gender,churned,predicted\n${rows.join("\n")}\n`);
    const { code, stderr } = await evenhand(["run", "suite.yaml", "--memory-limit", "256MB"], {
      cwd,
      env: { TMPDIR: temporary },
    });
    expect(stderr).toMatch(/memory.*--memory-limit/s);
    expect(code).toBe(3);
    expect(tree(temporary)).toEqual([]);
    expect(tree(cwd)).toEqual(["predictions.csv", "suite.yaml"]);
  });

  it("when the parent is killed, the child ends and takes its folder along", async () => {
    const temporary = workspace();
    const { child, outcome } = start(["run", "suite.yaml"], { cwd: slowWorkspace(), env: { TMPDIR: temporary } });
    const worker = await whenChildWorks(child.pid);
    child.kill("SIGKILL");
    await outcome;
    for (let i = 0; i < 100 && existsSync(`/proc/${worker}`); i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(existsSync(`/proc/${worker}`)).toBe(false);
    expect(tree(temporary)).toEqual([]);
  });
});

const isRoot = process.getuid?.() === 0;

describe("places that cannot be written", () => {
  it("a file in the way of the folder: exit 3", async () => {
    const cwd = workspace({ "suite.yaml": plain, "predictions.csv": good, blocked: "a file" });
    const { code, stderr } = await evenhand(["run", "suite.yaml", "--out", "blocked/run"], { cwd });
    expect(stderr).toMatch(/cannot be written/);
    expect(code).toBe(3);
  });

  it.skipIf(!isRoot)("a folder without write permission: exit 3", async () => {
    const cwd = workspace({ "suite.yaml": plain, "predictions.csv": good });
    chmodSync(cwd, 0o555);
    const { code, stderr } = await evenhand(["run", "suite.yaml"], {
      cwd,
      through: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
      env: { TMPDIR: "/tmp", HOME: "/tmp" },
    });
    expect(stderr).toMatch(/cannot be written: permission denied/);
    expect(code).toBe(3);
  });

  it.skipIf(!isRoot)("a full disk: exit 3, no folder left", async () => {
    const cwd = workspace({ "suite.yaml": plain, "predictions.csv": good });
    const disk = path.join(cwd, "disk");
    mkdirSync(disk);
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=16k", "tmpfs", disk]);
    try {
      const { code, stderr } = await evenhand(["run", "suite.yaml", "--out", "disk/run"], { cwd });
      expect(stderr).toMatch(/cannot be written: the disk is full/);
      expect(code).toBe(3);
      expect(tree(disk)).toEqual([]);
    } finally {
      execFileSync("umount", [disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  });
});
