import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { schemaFiles, staleSchemas } from "../../scripts/schemas.js";
import { readDocument } from "../../src/suite/read-document.js";
import { projectRoot } from "../fixtures.js";
import { example } from "./example.js";

const read = (name: string) =>
  JSON.parse(readFileSync(path.join(projectRoot, "schema", name), "utf8")) as object & { $id: string };
const ajv = new Ajv2020({ strict: false, allErrors: true });
const suite = ajv.compile(read("suite.schema.json"));

describe("the published schemas", () => {
  it("are what the types say; else run: npx tsx scripts/schemas.ts", () => {
    const names = ["suite", "run", "schedules", "policy", "baseline"].map((name) => `schema/${name}.schema.json`);
    expect(Object.keys(schemaFiles())).toEqual(names);
    expect(staleSchemas().map(([name]) => name)).toEqual([]);
  });

  it("are JSON Schema 2020-12, under names of their own", () => {
    expect(read("suite.schema.json").$id).toBe("urn:evenhand:schema:suite:1");
    expect(read("run.schema.json").$id).toBe("urn:evenhand:schema:run:1");
    expect(new Ajv2020({ strict: false }).validateSchema(read("run.schema.json"))).toBe(true);
    expect(new Ajv2020({ strict: false }).validateSchema(read("suite.schema.json"))).toBe(true);
  });

  it("have no key for what cannot be done yet", () => {
    const text = schemaFiles()["schema/suite.schema.json"] ?? "";
    for (const key of ["probes", "discover", "openai"]) expect(text).not.toContain(`"${key}":`);
  });
});

describe("the schema of suites", () => {
  const folder = path.join(projectRoot, "suites");
  it.each(readdirSync(folder).filter((name) => name.endsWith(".yaml")))("accepts suites/%s", (name) => {
    suite(readDocument(readFileSync(path.join(folder, name), "utf8")).data);
    expect(suite.errors).toBeNull();
  });

  it("accepts what may be left out, and refuses what nobody knows", () => {
    const { data } = readDocument(example);
    expect(suite(data)).toBe(true);
    expect(suite({ ...(data as object), $schema: "../schema/suite.schema.json" })).toBe(true);
    expect(suite({ ...(data as object), probes: {} })).toBe(false);
    expect(suite({ ...(data as object), confidence: 95 })).toBe(false);
  });
});
