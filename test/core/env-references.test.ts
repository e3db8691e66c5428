import { describe, expect, it } from "vitest";
import { envFault, envNames, replaceEnv } from "../../src/core/env-references.js";

const as = (name: string): string => `\${env:${name}}`;

describe("references to environment variables", () => {
  it("are found, each once, and replaced by what is given, dollars and all", () => {
    const text = `https://${as("HOST")}/${as("A_1")}?k=${as("HOST")}`;
    expect(envNames(text)).toEqual(["HOST", "A_1"]);
    expect(replaceEnv(text, (name) => `<${name}$&>`)).toBe("https://<HOST$&>/<A_1$&>?k=<HOST$&>");
  });

  it.each([as("A"), `Bearer ${as("TOKEN")}`, "plain $5 {x}"])("%s is well written", (text) => {
    expect(envFault(text)).toBeNull();
  });

  it.each([`\${TOKEN}`, `\${env:}`, `\${env:1A}`, `\${env:A-B}`, `\${ENV:A}`, `\${env:A`])("%s is not", (text) => {
    expect(envFault(text)).toMatch(/is written/);
  });

  it("never hand out evenhand's own keys", () => {
    expect(envFault(`Bearer ${as("EVENHAND_KEY")}`)).toMatch(/EVENHAND_KEY is evenhand's own/);
  });
});
