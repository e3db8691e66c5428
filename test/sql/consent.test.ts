import { describe, expect, it } from "vitest";
import type { Column } from "../../src/sql/column.js";
import { consentSql } from "../../src/sql/consent.js";
import { database } from "./database.js";

const { rows } = database();

const text: Column = { name: "x", sql: "x", kind: "text", type: "VARCHAR", missing: ["none"] };

describe("consentSql(column, purpose)", () => {
  it.each<[string, boolean]>([
    ["'audit'", true],
    ["'ads, audit'", true],
    ["'ads;audit|x'", true],
    ["'Audit'", false],
    ["'auditing'", false],
    ["'ads'", false],
    ["''", false],
    ["NULL", false],
    ["'none'", false],
    ["'true'", true],
    ["'false'", false],
    [`'["ads","audit"]'`, true],
    [`'["\\u0061udit"]'`, true],
    [`'["ads"]'`, false],
    [`'[broken, audit'`, true],
  ])("text %s: %s", async (value, expected) => {
    expect(await rows(`SELECT ${consentSql(text, "audit")} FROM (SELECT ${value}::VARCHAR AS x)`)).toEqual([
      [expected],
    ]);
  });

  it("looks into lists and takes booleans as they are", async () => {
    const list: Column = { name: "x", sql: "x", kind: "list", type: "VARCHAR[]", missing: [] };
    const boolean: Column = { name: "x", sql: "x", kind: "boolean", type: "BOOLEAN", missing: [] };
    expect(
      await rows(`SELECT ${consentSql(list, "it's")} FROM (VALUES (['a', 'it''s']), (['a']), ([]), (NULL)) t(x)`),
    ).toEqual([[true], [false], [false], [false]]);
    expect(await rows(`SELECT ${consentSql(boolean, "audit")} FROM (VALUES (true), (false), (NULL)) t(x)`)).toEqual([
      [true],
      [false],
      [false],
    ]);
  });
});
