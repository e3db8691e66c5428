import { z } from "zod";
import { periodPattern } from "../core/period.js";

export const policySchemaId = "urn:evenhand:schema:policy:1";

const name = z
  .string()
  .regex(/^[\p{L}\p{N}_][\p{L}\p{N}_. -]*$/u, "made of letters, digits, spaces and . _ - only")
  .max(100);
const keys = z.array(z.string().min(1).max(100)).min(1);

const requiredGate = z.strictObject({
  metric: z.string().min(1).optional().describe("Name of a metric; not for disparities over several metrics."),
  attribute: z
    .union([z.string().min(1), z.array(z.string()).min(2)])
    .describe('An attribute, an intersection "a × b" or [a, b], or "*": every attribute of the suite.'),
  class: z.string().optional().describe("Only gates on this class count."),
  disparity: z.string().min(1).describe("How groups are compared, for example max_difference or min_ratio."),
  at_most: z.number().optional().describe("The suite's own limit is this or lower."),
  at_least: z.number().optional().describe("The suite's own limit is this or higher."),
});

/** The shape of a policy: what an organisation asks of every suite. */
export const policySchema = z.strictObject({
  $schema: z.string().optional(),
  name: name.describe("Stands in records and reports."),
  attributes: z.array(name).min(1).optional().describe("Attributes that every suite protects at least."),
  gates: z
    .array(requiredGate)
    .min(1)
    .optional()
    .describe("Gates that every suite has at least, with its own limit no weaker."),
  confidence: z.number().gt(0.5).lt(1).optional().describe("Least confidence of a suite and of each of its gates."),
  suppress_below: z.int().min(1).optional().describe("Least suppress_below of a suite."),
  min_group: z.int().min(1).optional().describe("Least min_group of a suite."),
  require: keys
    .optional()
    .describe(
      "Keys that every suite has, for example dataset.consent; protected.basis, model.path or gates.id ask each entry.",
    ),
  forbid: keys.optional().describe("Keys that no suite has, for example keep or gates.small_groups."),
  audit_age: z
    .string()
    .regex(periodPattern, "an ISO 8601 period such as P1Y, P6M or P30D")
    .optional()
    .describe("Longest time between two audits of a suite, for evenhand schedule."),
  signers: z.int().min(1).max(20).optional().describe("How many different keys must sign an audit."),
  dpia: z
    .literal("before_first_decision")
    .optional()
    .describe("Every suite names an impact assessment (dpia) that is dated before the first decision."),
});

export type PolicyRules = z.infer<typeof policySchema>;
