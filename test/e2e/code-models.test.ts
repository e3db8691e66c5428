import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/record/run-record.js";
import { evenhand, start, workspace } from "./harness.js";

const rows = 600;
const data = `${[
  "gender,tenure,contract,churned",
  ...Array.from({ length: rows }, (_, row) =>
    [row % 2 === 0 ? "f" : "m", row % 50, row % 3 === 0 ? "monthly" : "yearly", row % 5 === 0 ? 1 : 0].join(","),
  ),
].join("\n")}\n`;

const suite = (model: string) => `name: code
purpose: test
dataset: {source: rows.csv, label: churned, favourable: 1}
protected: [gender]
model: {id: m, ${model}, features: [tenure, {name: contract, type: text}], batch: 250}
metrics: [selection_rate]
`;

const command = suite("kind: command, command: [node, score.mjs]");
const program = `import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const { columns } = JSON.parse(line);
  console.log(JSON.stringify({ scores: columns.tenure.map((t, row) => (columns.contract[row] === "monthly" ? 0.9 : t / 100)) }));
}
`;
const module_ = `export const predict = ({ columns: { tenure, contract } }) => ({
  scores: tenure.map((t, row) => (contract[row] === "monthly" ? 0.9 : t / 100)),
});
`;

const recordIn = (cwd: string) => JSON.parse(readFileSync(path.join(cwd, "out", "run.json"), "utf8")) as RunRecord;
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A process that has ended and that nobody has asked about yet is a zombie.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
};

describe("models that are the suite's own code", () => {
  it("are refused with exit 2 and the line, unless --allow-code says otherwise", async () => {
    const cwd = workspace({ "rows.csv": data, "suite.yaml": command, "score.mjs": program });
    for (const verb of ["run", "check"]) {
      const { code, stderr } = await evenhand([verb, "suite.yaml"], { cwd });
      expect(code).toBe(2);
      expect(stderr).toMatch(/^5:22\s+model "m" is a command: it runs code of the suite's own/m);
      expect(stderr).toMatch(/--allow-code/);
    }
    expect((await evenhand(["check", "suite.yaml", "--allow-code"], { cwd })).code).toBe(0);
  });

  it("score alike as a command and as a module, and are pinned by their files", async () => {
    const cwd = workspace({
      "rows.csv": data,
      "suite.yaml": command,
      "score.mjs": program,
      "module.yaml": suite("kind: module, path: model.mjs"),
      "model.mjs": module_,
    });
    const records = [];
    for (const [file, name] of [
      ["suite.yaml", "score.mjs"],
      ["module.yaml", "model.mjs"],
    ] as const) {
      const { code, stderr } = await evenhand(["run", file, "--allow-code", "--no-report", "--out", `out-${name}`], {
        cwd,
      });
      expect(stderr).not.toMatch(/error/i);
      expect(code).toBe(0);
      const record = JSON.parse(readFileSync(path.join(cwd, `out-${name}`, "run.json"), "utf8")) as RunRecord;
      expect(record.models[0]?.files.map((each) => each.name)).toEqual([name]);
      records.push(record.groups.map(({ group, value }) => [group, value]));
    }
    expect(records[0]).toEqual(records[1]);
    const [, selected] = records[0]?.find(([group]) => group === null) ?? [];
    expect(selected).toBeCloseTo(1 / 3, 2);
  });

  it("that fail are told of without data, exit 3", async () => {
    const broken = program.replace(
      "console.log",
      'process.stderr.write("no weights\\n"); process.exit(7); console.log',
    );
    const cwd = workspace({ "rows.csv": data, "suite.yaml": command, "score.mjs": broken });
    const { code, stderr } = await evenhand(["run", "suite.yaml", "--allow-code"], { cwd });
    expect(code).toBe(3);
    expect(stderr).toMatch(/the command ended \(exit 7\) before it answered; it said: no weights/);
    expect(stderr).not.toMatch(/monthly|yearly/);
  });

  it("do not see what stands in the environment", async () => {
    const spy = program.replace(
      "const { columns }",
      "if (process.env.SECRET_TOKEN) process.exit(9); const { columns }",
    );
    const cwd = workspace({ "rows.csv": data, "suite.yaml": command, "score.mjs": spy });
    const env = { SECRET_TOKEN: "hush" };
    const { code } = await evenhand(["run", "suite.yaml", "--allow-code", "--no-report", "--out", "out"], { cwd, env });
    expect(code).toBe(0);
    expect(recordIn(cwd).models[0]?.kind).toBe("command");
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "are gone when the run is stopped by %s, however stubborn",
    async (signal) => {
      const stubborn = `import { writeFileSync } from "node:fs";
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
writeFileSync("pid.tmp", String(process.pid));
(await import("node:fs")).renameSync("pid.tmp", "pid");
setInterval(() => {}, 1000);
`;
      const cwd = workspace({ "rows.csv": data, "suite.yaml": command, "score.mjs": stubborn });
      const { child, outcome } = start(["run", "suite.yaml", "--allow-code"], { cwd });
      const pid = await waited(() => Number(readFileSync(path.join(cwd, "pid"), "utf8")));
      expect(isAlive(pid)).toBe(true);
      child.kill(signal);
      await outcome;
      await waited(() => {
        if (isAlive(pid)) throw new Error("still there");
      });
    },
  );
});

/** Tries until it succeeds, for half a minute at most. */
async function waited<T>(attempt: () => T): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return attempt();
    } catch (error) {
      if (tries > 300) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
