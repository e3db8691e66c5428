import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const sources = readdirSync(path.join(root, "src"), { recursive: true, encoding: "utf8" }).filter((file) =>
  file.endsWith(".ts"),
);
const words = JSON.parse(readFileSync(path.join(root, "src/report/locales/en.json"), "utf8")) as Record<string, string>;

/** Codes of the cautions that any part of the program can give. */
const codes = new Set(
  sources.flatMap((file) =>
    [...readFileSync(path.join(root, "src", file), "utf8").matchAll(/code: "([a-z_]+)",\s+values/g)].map(
      ([, code]) => code!,
    ),
  ),
);

describe("cautions", () => {
  it("are found in the sources", () => {
    expect(codes.size).toBeGreaterThan(10);
  });

  it.each([...codes].sort())("%s has words of its own in the report", (code) => {
    expect(Object.keys(words)).toContain(`warning.${code}`);
  });
});
