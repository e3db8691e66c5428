// Writes schema/*.schema.json from the types of suites, run records and the other files. With --check: writes nothing, exits 1 when one is stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { policySchema, policySchemaId } from "../src/policy/policy-schema.js";
import { baselineSchema, baselineSchemaId } from "../src/record/accepted-baseline.js";
import { runRecordSchema, runSchemaId } from "../src/record/run-record.js";
import { schedulesSchema, schedulesSchemaId } from "../src/schedule/schedules-schema.js";
import { suiteSchema } from "../src/suite/suite.js";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** What each published schema says, by its path in the repository. */
export const schemaFiles = (): Readonly<Record<string, string>> => ({
  "schema/suite.schema.json": schemaText(suiteSchema, "input", {
    $id: "urn:evenhand:schema:suite:1",
    title: "evenhand suite",
    description: "One evaluation: data set, protected attributes, models, metrics and gates.",
  }),
  "schema/run.schema.json": schemaText(runRecordSchema, "output", {
    $id: runSchemaId,
    title: "evenhand run record",
    description: "Everything a report needs, and no personal data.",
  }),
  "schema/schedules.schema.json": schemaText(schedulesSchema, "input", {
    $id: schedulesSchemaId,
    title: "evenhand schedules",
    description: "Which suites are audited when, and who is told.",
  }),
  "schema/policy.schema.json": schemaText(policySchema, "input", {
    $id: policySchemaId,
    title: "evenhand policy",
    description: "What an organisation asks of every suite.",
  }),
  "schema/baseline.schema.json": schemaText(baselineSchema, "output", {
    $id: baselineSchemaId,
    title: "evenhand baseline",
    description: "A run that was accepted under a name, so that later ones are compared with it: baselines/NAME.json.",
  }),
});

function schemaText(schema: z.ZodType, io: "input" | "output", head: Readonly<Record<string, string>>): string {
  const { $schema, ...body } = z.toJSONSchema(schema, { io });
  return `${JSON.stringify({ $schema, ...head, ...body }, null, 2)}\n`;
}

/** Schemas that differ from the files, or have none. */
export const staleSchemas = (): [name: string, text: string][] =>
  Object.entries(schemaFiles()).filter(([name, text]) => {
    const file = path.join(root, name);
    return !existsSync(file) || readFileSync(file, "utf8") !== text;
  });

function writeSchemas(): void {
  for (const [name, text] of staleSchemas()) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), text);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes("--check")) writeSchemas();
  else if (staleSchemas().length > 0) {
    console.error(
      `stale: ${staleSchemas()
        .map(([name]) => name)
        .join(", ")}; run: npx tsx scripts/schemas.ts`,
    );
    process.exitCode = 1;
  }
}
