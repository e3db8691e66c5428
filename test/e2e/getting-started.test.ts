import { appendFileSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../fixtures.js";
import { evenhand, workspace } from "./harness.js";

const guide = readFileSync(path.join(projectRoot, "docs", "getting-started.md"), "utf8");
const blocks = [...guide.matchAll(/^```(\w+)\n(.*?)^```$/gms)].map(([, kind, text]) => ({ kind: kind!, text: text! }));

/** A line of a block as arguments, with the exit code that a comment promises. */
function command(line: string): { args: string[]; code: number } | null {
  const [, words, code] = /^evenhand (.*?)(?: # exit code (\d+))?$/.exec(line) ?? [];
  return words === undefined ? null : { args: words.split(" "), code: Number(code ?? 0) };
}

describe("docs/getting-started.md", () => {
  it("does what it says, block by block", async () => {
    const cwd = workspace();
    let printed = "";
    let commands = 0;
    for (const { kind, text } of blocks) {
      if (kind === "yaml") appendFileSync(path.join(cwd, "suite.yaml"), text);
      if (kind === "text") expect(printed).toContain(text);
      if (kind !== "sh") continue;
      printed = "";
      for (const { args, code } of text.split("\n").flatMap((line) => command(line) ?? [])) {
        const outcome = await evenhand(args, { cwd });
        expect([args, outcome.code, outcome.stderr.includes("defect")]).toEqual([args, code, false]);
        printed += outcome.stdout;
        commands++;
      }
    }
    expect(commands).toBeGreaterThan(6);
  });
});
