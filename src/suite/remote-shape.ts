import { z } from "zod";

const duration = z.string().regex(/^\d{1,6}(\.\d{1,3})?(ms|s|m|h)$/, "a time such as 500ms, 30s, 10m or 2h");
const header = z.string().max(8000);
const jsonPath = z.string().max(500);

const responsePaths = z.strictObject({
  score: jsonPath.optional().describe("Path to each row's score, or to its list of class probabilities."),
  label: jsonPath.optional().describe("Path to each row's predicted class."),
  version: jsonPath.optional().describe("Path to the version of the model."),
});

const transfer = z.strictObject({
  recipient: z.string().min(1).max(500).describe("Who gets the rows."),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "a country's two letters (ISO 3166-1), such as NO or DK")
    .describe("Where: two letters, ISO 3166-1."),
  basis: z.string().min(1).max(1000).describe("By what right, for example a data processing agreement (GDPR 28)."),
  columns: z.array(z.string().min(1).max(500)).min(1).describe("Exactly the columns of the data that are sent."),
});

/** Keys of remote models. */
export const remoteShape = {
  url: z.string().min(1).max(4000).optional().describe("Remote models: where. https, or http on this machine."),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "a header's name"), header)
    .optional()
    .describe(`Remote models: request headers; secrets as \${env:NAME}.`),
  request: z.unknown().optional().describe(`http: the request as a JSON template, for example {rows: "\${rows}"}.`),
  response: z
    .union([jsonPath, responsePaths])
    .optional()
    .describe("http: where the scores stand, for example predictions[*].probability; or {score, label, version}."),
  layout: z
    .enum(["matrix", "columns"])
    .optional()
    .describe("kserve: one tensor for all features, or one for each; default: as the server's metadata say."),
  batch: z.int().min(1).max(100_000).optional().describe("Remote models: most rows in one request. Default 500."),
  concurrency: z.int().min(1).max(64).optional().describe("Remote models: most requests at a time. Default 4."),
  timeout: duration.optional().describe("Remote models: longest time for one try. Default 30s."),
  deadline: duration.optional().describe("Remote models: longest time for all rows. Default 10m."),
  retries: z.int().min(0).max(10).optional().describe("Remote models: further tries after a passing fault. Default 3."),
  allow_hosts: z
    .array(z.string().min(1).max(300))
    .min(1)
    .optional()
    .describe("Remote models: the hosts that may be reached, also where their addresses are private."),
  version: z.string().min(1).max(200).optional().describe("Remote models: the version that must answer."),
  transfer: transfer
    .optional()
    .describe("Remote models beyond this machine: who gets which columns, and by what right."),
  cache: z.boolean().optional().describe("Remote models: keep answers, so that no row is sent twice. Default true."),
};

/** Keys that only some kind of remote model has. */
export const remoteKeys = Object.keys(remoteShape);
